"""What was done to lots and to capacities declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "lot.received": _l("Lot %(code)s was entered with %(quantity)s."),
    "lot.promised": _l("The harvest of lot %(code)s was promised: %(quantity)s."),
    "lot.harvested": _l("The harvest came in: %(quantity)s of %(promised)s promised."),
    "lot.corrected": _l("What came in was corrected from %(was_quantity)s to %(quantity)s."),
    "lot.dates_changed": _l("The dates were changed from %(was_days)s to %(days)s."),
    "lot.held": _l("The lot was held back."),
    "lot.released": _l("The lot was released."),
    "lot.documented": _l("Purchases were entered: %(quantity)s for %(amount)s."),
    "lot.purchase_corrected": _l(
        "A purchase was corrected: %(quantity)s for %(amount)s instead of %(was_quantity)s for %(was)s."
    ),
    "lot.recalled": _l("The lot was recalled with recall %(number)s."),
    "lot.recall_ended": _l("Recall %(number)s was ended."),
    "lot.recall_read": _l("Recall %(number)s was read."),
    "lot.written_off": _l("%(quantity)s of the lot was written off."),
    "capacity.declared": _l("A capacity of %(expected)s was declared for %(year)s."),
    "capacity.withdrawn": _l("The declared capacity of %(expected)s for %(year)s was withdrawn."),
    "capacity.recommended": _l("The county recommended the capacity of %(expected)s for %(year)s."),
    "capacity.returned": _l("The county returned the declared capacity of %(expected)s for %(year)s."),
}
