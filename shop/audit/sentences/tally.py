"""What was done to targets, schemes and rules, to months of the book, and to verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "unit.target_filed": _l("A target of %(amount)s was filed for %(year)s."),
    "unit.target_returned": _l("The target filed for %(year)s was returned."),
    "unit.target_withdrawn": _l("The target filed for %(year)s was withdrawn."),
    "unit.base_filed": _l("A base figure of %(amount)s was filed for %(year)s."),
    "unit.base_approved": _l("The base figure of %(amount)s for %(year)s was approved."),
    "unit.heads_filed": _l("A base figure of %(heads)s people was filed for %(year)s."),
    "unit.heads_approved": _l("The base figure of %(heads)s people for %(year)s was approved."),
    "unit.base_returned": _l("A base figure filed for %(year)s was returned."),
    "unit.base_withdrawn": _l("A base figure filed for %(year)s was withdrawn."),
    "unit.split_proposed": _l("Split %(n)s of the target of %(amount)s for %(year)s was proposed."),
    "unit.split_approved": _l("Split %(n)s of the target of %(amount)s for %(year)s was approved."),
    "unit.split_returned": _l("The proposed split of the target for %(year)s was returned."),
    "unit.split_withdrawn": _l("The proposed split of the target for %(year)s was withdrawn."),
    "target.revised": _l("The target is now %(amount)s, revision %(n)s."),
    "scheme.set_up": _l("The scheme %(code)s was set up."),
    "rules.proposed": _l("Version %(version)s of the rules was proposed."),
    "rules.laid_down": _l("Version %(version)s of the rules was set."),
    "period.propose_lock": _l("It was proposed to lock %(month)s."),
    "period.approve_lock": _l("%(month)s was locked."),
    "period.drop_lock": _l("%(month)s is not locked after all."),
    "period.propose_unlock": _l("It was proposed to unlock %(month)s."),
    "period.approve_unlock": _l("%(month)s was unlocked."),
    "period.drop_unlock": _l("%(month)s stays locked."),
    "reevaluation.proposed": _l("Re-evaluation %(number)s of %(count)s purchases was proposed."),
    "reevaluation.approved": _l("Re-evaluation %(number)s was approved, and the new verdicts were given."),
    "reevaluation.declined": _l("Re-evaluation %(number)s was declined."),
    "reevaluation.withdrawn": _l("Re-evaluation %(number)s was withdrawn."),
}
