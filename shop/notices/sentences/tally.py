"""What somebody is told about targets, months of the book, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "target_revised": _l("Your target for %(number)s is now %(amount)s."),
    "filing_target_waits": _l("%(unit)s filed a target for %(year)s. Please approve or return it."),
    "filing_base_waits": _l("%(unit)s filed a base figure for %(year)s. Please approve or return it."),
    "filing_split_waits": _l(
        "A split of the target of %(unit)s for %(year)s was proposed. "
        "Please have a second official approve or return it."
    ),
    "filing_target_returned": _l("The target that %(unit)s filed for %(year)s was returned."),
    "filing_base_returned": _l("The base figure that %(unit)s filed for %(year)s was returned."),
    "filing_split_returned": _l("The proposed split of the target of %(unit)s for %(year)s was returned."),
    "base_approved": _l("The base figure that %(unit)s filed for %(year)s was approved."),
    "split_approved": _l("The target of %(unit)s for %(year)s is split anew: each unit below has been told its own."),
    "actual_base_asked": _l("The actual base figures of %(year)s are due. Please file them with their evidence."),
    "period_propose_lock": _l("%(by)s proposes to lock the book up to %(month)s. A second person decides."),
    "period_approve_lock": _l("The book is locked up to %(month)s."),
    "period_drop_lock": _l("%(month)s is not locked after all."),
    "period_propose_unlock": _l("%(by)s proposes to unlock %(month)s. A second person decides."),
    "period_approve_unlock": _l("%(month)s is unlocked and open again."),
    "period_drop_unlock": _l("%(month)s stays locked."),
    "reevaluation_proposed": _l("%(by)s proposes to judge purchases anew (%(number)s). A second person decides."),
    "reevaluation_approved": _l("Re-evaluation %(number)s was approved: the new verdicts hold from now on."),
    "reevaluation_declined": _l("Re-evaluation %(number)s was declined: the verdicts stay as they are."),
    "reevaluation_withdrawn": _l("Re-evaluation %(number)s was withdrawn: the verdicts stay as they are."),
    "verdicts_changed": _l("Purchases of yours were judged anew by two officials (%(number)s)."),
    "rules_proposed": _l("Version %(version)s of the rules of “%(scheme)s” is proposed, to hold from %(day)s."),
    "rules_laid_down": _l("Version %(version)s of the rules of “%(scheme)s” is approved and holds from %(day)s."),
}
