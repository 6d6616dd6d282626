"""What somebody is told about suppliers: applications, papers, registered particulars and rosters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "supplier_submit": _l("The application of %(supplier)s was sent to the county."),
    "supplier_withdraw": _l("The application of %(supplier)s was withdrawn."),
    "supplier_take_up": _l("The application of %(supplier)s is being filled in again."),
    "supplier_recommend": _l("The county recommended %(supplier)s; the operator decides now."),
    "supplier_return": _l("The county returned the application of %(supplier)s."),
    "supplier_send_back": _l("The operator returned the application of %(supplier)s to the county."),
    "supplier_give_back": _l("The operator returned the application of %(supplier)s."),
    "supplier_refuse": _l("The application of %(supplier)s was refused for good."),
    "supplier_approve": _l("%(supplier)s is approved as a supplier and may sell."),
    "supplier_suspend": _l("%(supplier)s is suspended: its products are not on sale until it is reinstated."),
    "supplier_readmit": _l("%(supplier)s is reinstated: its listed products are on sale again."),
    "application_waits": _l("The application of %(supplier)s waits for your decision."),
    "document_ends": _l("%(document)s %(number)s of %(supplier)s runs out on %(day)s."),
    "document_ended": _l("%(document)s %(number)s of %(supplier)s ran out on %(day)s."),
    "change_proposed": _l("%(supplier)s wants a registered name, credit code or licence changed."),
    "change_withdrawn": _l("%(supplier)s does not want its registered particulars changed any more."),
    "change_approved": _l("The changed particulars of %(supplier)s are approved and in force."),
    "change_rejected": _l("The changed particulars of %(supplier)s were not approved."),
    "roster_changed": _l("%(supplier)s is changing its roster of linked households: please look at what is new."),
    "roster_confirmed": _l(
        "The county confirmed your roster as of %(day)s: %(households)s households with %(people)s people."
    ),
}
