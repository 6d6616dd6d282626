"""What was done to purchases made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "offline.entered": _l("Offline purchase %(number)s of %(amount)s was entered."),
    "offline.send": _l("Offline purchase %(number)s was corrected and sent again."),
    "offline.verify": _l("Offline purchase %(number)s was verified."),
    "offline.not_the_same": _l("Offline purchase %(number)s is not the same as what it was held for."),
    "offline.return": _l("Offline purchase %(number)s was returned."),
    "offline.withdraw": _l("Offline purchase %(number)s was withdrawn."),
    "offline.lower": _l("The amount of offline purchase %(number)s was corrected."),
    "offline.dispute": _l("Offline purchase %(number)s is disputed."),
    "offline.uphold": _l("Offline purchase %(number)s was upheld."),
    "offline.strike": _l("Offline purchase %(number)s was struck out."),
    "offline.lower_proposed": _l("It was proposed to correct the amount of offline purchase %(number)s to %(amount)s."),
    "offline.dispute_proposed": _l("It was proposed to dispute offline purchase %(number)s."),
    "offline.uphold_proposed": _l("It was proposed to uphold offline purchase %(number)s."),
    "offline.strike_proposed": _l("It was proposed to strike out offline purchase %(number)s."),
    "offline.rejected": _l("What was proposed for offline purchase %(number)s was not agreed to."),
    "offline.taken_back": _l("What was proposed for offline purchase %(number)s was taken back."),
    "offline.rests": _l("Offline purchase %(number)s rests on invoice %(invoice)s."),
    "offline.file_added": _l("A paper was added to offline purchase %(number)s."),
    "offline_sheet.entered": _l("%(count)s offline purchases were entered from the sheet %(file)s."),
}
