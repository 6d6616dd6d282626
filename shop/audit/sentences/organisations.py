"""What was done to units, counties, the operator and those who act for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "unit.founded": _l("%(name)s was entered."),
    "unit.place_proposed": _l("A move under %(parent)s from %(year)s on was proposed."),
    "unit.place_withdrawn": _l("The proposed move under %(parent)s from %(year)s on was withdrawn."),
    "unit.placed": _l("The unit belongs to %(parent)s from %(year)s on."),
    "unit.merged": _l("The unit was merged into %(successor)s."),
    "unit.supervision_ended": _l("%(department)s supervises the unit no longer."),
    "unit.supervised": _l("%(department)s supervises the unit."),
    "unit.canteen_proposed": _l("Another way of feeding the unit’s people was proposed."),
    "unit.canteen_withdrawn": _l("The proposed change of the canteen was withdrawn."),
    "unit.canteen_changed_own": _l("The unit has a canteen of its own from now on."),
    "unit.canteen_changed_shared": _l("The unit shares a canteen from now on."),
    "unit.canteen_changed_outsourced": _l("The unit’s canteen is run by a contractor from now on."),
    "unit.canteen_changed_none": _l("The unit has no canteen from now on."),
    "unit.address_added": _l("The delivery address %(label)s was added."),
    "unit.address_retired": _l("The delivery address %(label)s is no longer in use."),
    "unit.invoice_profile_retired": _l("The invoice profile %(title)s is no longer in use."),
    "unit.invoice_profile_added": _l("The invoice profile %(title)s was added."),
    "county.entered": _l("%(name)s was entered."),
    "county.township_entered": _l("The township %(name)s was entered."),
    "county.office_opened": _l("%(name)s was entered as the county's office."),
    "county.aid_proposed": _l("Aid status from %(valid_from)s on was proposed."),
    "county.aid_recognised": _l("The county is an aided county from %(valid_from)s on."),
    "county.pairing_proposed": _l("A pairing from %(valid_from)s on was proposed."),
    "county.paired": _l("The county is paired from %(valid_from)s on."),
    "county.aid_withdrawn": _l("The proposed aid status from %(valid_from)s on was withdrawn."),
    "county.pairing_withdrawn": _l("The proposed pairing from %(valid_from)s on was withdrawn."),
    "county.aid_end_proposed": _l("It was proposed that the aid status ends on %(valid_to)s."),
    "county.pairing_end_proposed": _l("It was proposed that the pairing ends on %(valid_to)s."),
    "county.aid_ended": _l("The aid status ends on %(valid_to)s."),
    "county.pairing_ended": _l("The pairing ends on %(valid_to)s."),
    "county.aid_end_withdrawn": _l("The proposed end of the aid status was withdrawn."),
    "county.pairing_end_withdrawn": _l("The proposed end of the pairing was withdrawn."),
    "membership.begun": _l("The membership began."),
    "membership.ended": _l("The membership ended."),
    "membership.roles_changed": _l("The roles were changed."),
    "membership.limit_changed": _l("The limit for purchases without approval is now %(limit)s."),
    "operator.founded": _l("%(name)s was entered as the operator."),
    "aided_body.entered": _l("%(name)s was entered."),
    "aided_body.sheet_entered": _l("%(count)s schools, hospitals and villages were entered from a sheet."),
    "pair.proposed": _l("A pairing with %(name)s from %(day)s on was proposed."),
    "pair.approve": _l("The pairing with %(name)s from %(day)s on was approved."),
    "pair.refuse": _l("The proposed pairing with %(name)s was refused."),
    "pair.withdraw": _l("The proposed pairing with %(name)s was withdrawn."),
    "pair.end": _l("It was proposed that the pairing with %(name)s ends on %(day)s."),
    "pair.approve_end": _l("The pairing with %(name)s ends on %(day)s."),
    "pair.keep": _l("The pairing with %(name)s goes on: its proposed end was dropped."),
    "workshop.jobs_stated": _l("%(jobs)s jobs were stated as of %(day)s, %(linked)s of them held by linked people."),
}
