"""What somebody is told about purchases made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "offline_entered": _l("%(unit)s entered offline purchase %(number)s of %(amount)s. Please verify it."),
    "offline_held": _l(
        "Offline purchase %(number)s of %(unit)s over %(amount)s looks like another one. Please look whether it is."
    ),
    "offline_invoice_disputed": _l(
        "The invoice on which offline purchase %(number)s of %(unit)s rests is disputed. Please look whether it still "
        "counts."
    ),
    "offline_late_twin": _l(
        "Goods of the same seller were accepted here on %(day)s for the amount of offline purchase %(number)s of "
        "%(unit)s, which is verified. If it is the same purchase, please have it struck out."
    ),
    "offline_sent_again": _l("%(unit)s corrected offline purchase %(number)s of %(amount)s. Please verify it."),
    "offline_sheet_entered": _l("%(unit)s entered %(count)s offline purchases with one sheet. Please verify them."),
    "offline_proposed": _l("Something is proposed about offline purchase %(number)s of %(unit)s. Please decide."),
    "offline_verified": _l("Offline purchase %(number)s of %(amount)s was verified."),
    "offline_returned": _l("Offline purchase %(number)s of %(amount)s was returned to you."),
    "offline_withdrawn": _l("Offline purchase %(number)s of %(amount)s was withdrawn by your officials."),
    "offline_lower": _l("The amount of offline purchase %(number)s, which was %(amount)s, was corrected."),
    "offline_dispute": _l("Offline purchase %(number)s of %(amount)s is disputed and does not count."),
    "offline_uphold": _l("Offline purchase %(number)s of %(amount)s was upheld."),
    "offline_strike": _l("Offline purchase %(number)s of %(amount)s was struck out."),
    "offline_not_done": _l("What was proposed about offline purchase %(number)s is not done: it stands as before."),
}
