"""How a supplier comes to sell: one table that services, buttons, refusals and tests read. Pure.

An application is a draft until it is sent; the county recommends it and the operator approves it, and each can give it
back with a reason. Returned to the applicant it is a draft again, returned to the county it waits there again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.actor import Actor, Role
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierStatus


class Party(Labelled):
    """Who takes a step."""

    SUPPLIER = "supplier", _l("Supplier")
    COUNTY = "county", _l("County")
    OPERATOR = "operator", _l("Operator")


class Vetting(Labelled):
    """A step on the way."""

    SUBMIT = "submit", _l("Send the application")
    WITHDRAW = "withdraw", _l("Withdraw the application")
    TAKE_UP = "take_up", _l("Take the application up again")
    RECOMMEND = "recommend", _l("Recommend")
    RETURN = "return", _l("Return to the applicant")
    APPROVE = "approve", _l("Approve")
    SEND_BACK = "send_back", _l("Return to the county")
    GIVE_BACK = "give_back", _l("Return to the applicant")
    REFUSE = "refuse", _l("Refuse for good")
    SUSPEND = "suspend", _l("Suspend")
    READMIT = "readmit", _l("Reinstate")


class Move(NamedTuple):
    """Whose step it is, from which statuses, where it leads, and whether a reason has to be given."""

    by: Party
    start: frozenset[SupplierStatus]
    end: SupplierStatus
    with_reason: bool = False


def _move(by: Party, start: set[SupplierStatus], end: SupplierStatus, *, with_reason: bool = False) -> Move:
    return Move(by, frozenset(start), end, with_reason)


_DRAFT, _SENT, _VOUCHED = SupplierStatus.DRAFT, SupplierStatus.APPLICANT, SupplierStatus.RECOMMENDED
_APPROVED, _SUSPENDED = SupplierStatus.APPROVED, SupplierStatus.SUSPENDED
_WITHDRAWN, _REFUSED = SupplierStatus.WITHDRAWN, SupplierStatus.REFUSED

MOVES: dict[Vetting, Move] = {
    Vetting.SUBMIT: _move(Party.SUPPLIER, {_DRAFT}, _SENT),
    Vetting.WITHDRAW: _move(Party.SUPPLIER, {_DRAFT, _SENT, _VOUCHED}, _WITHDRAWN),
    Vetting.TAKE_UP: _move(Party.SUPPLIER, {_WITHDRAWN}, _DRAFT),
    Vetting.RECOMMEND: _move(Party.COUNTY, {_SENT}, _VOUCHED),
    Vetting.RETURN: _move(Party.COUNTY, {_SENT}, _DRAFT, with_reason=True),
    Vetting.APPROVE: _move(Party.OPERATOR, {_VOUCHED}, _APPROVED),
    Vetting.SEND_BACK: _move(Party.OPERATOR, {_VOUCHED}, _SENT, with_reason=True),
    Vetting.GIVE_BACK: _move(Party.OPERATOR, {_VOUCHED}, _DRAFT, with_reason=True),
    Vetting.REFUSE: _move(Party.OPERATOR, {_SENT, _VOUCHED}, _REFUSED, with_reason=True),
    Vetting.SUSPEND: _move(Party.OPERATOR, {_APPROVED}, _SUSPENDED, with_reason=True),
    Vetting.READMIT: _move(Party.OPERATOR, {_SUSPENDED}, _APPROVED, with_reason=True),
}

TAKEN: dict[Vetting, Any] = {
    Vetting.SUBMIT: _l("The application was sent."),
    Vetting.WITHDRAW: _l("The application was withdrawn."),
    Vetting.TAKE_UP: _l("The application was taken up again."),
    Vetting.RECOMMEND: _l("The county recommended the supplier."),
    Vetting.RETURN: _l("The county returned the application to the applicant."),
    Vetting.APPROVE: _l("The operator approved the supplier."),
    Vetting.SEND_BACK: _l("The operator returned the application to the county."),
    Vetting.GIVE_BACK: _l("The operator returned the application to the applicant."),
    Vetting.REFUSE: _l("The operator refused the application for good."),
    Vetting.SUSPEND: _l("The operator suspended the supplier."),
    Vetting.READMIT: _l("The operator reinstated the supplier."),
}
"""What a step reads like once it has been taken."""

KEEPING = (Role.MANAGER, Role.SELLER)
"""Who may act on a supplier's own application and profile."""

WAITING: dict[Party, SupplierStatus] = {Party.COUNTY: _SENT, Party.OPERATOR: _VOUCHED}
"""With which status an application waits for an office."""


class ForbiddenVetting(Refused):
    """A step that cannot be taken from where the supplier stands."""

    def __init__(self, step: Vetting, status: SupplierStatus) -> None:
        super().__init__(
            _l(
                '"%(step)s" is not possible: the supplier\'s status is "%(status)s".',
                step=step.label,
                status=status.label,
            )
        )


def after(step: Vetting, status: SupplierStatus) -> SupplierStatus:
    """The status after a step; raises ``ForbiddenVetting``."""
    move = MOVES[step]
    if status not in move.start:
        raise ForbiddenVetting(step, status)
    return move.end


def may_take(actor: Actor, step: Vetting, county_code: str, supplier_id: int | None = None) -> bool:
    """The supplier's own people send and withdraw, its own county recommends, everything else is the operator's."""
    party = MOVES[step].by
    if party is Party.SUPPLIER:
        return supplier_id is not None and actor.organisation_id == supplier_id and actor.has(*KEEPING)
    if party is Party.COUNTY:
        return actor.is_county and actor.county_code == county_code
    return actor.is_operator


def possible(actor: Actor, status: SupplierStatus, county_code: str, supplier_id: int) -> list[Vetting]:
    """The steps that the actor may take from here, in the order of the table."""
    return [
        step for step, move in MOVES.items() if status in move.start and may_take(actor, step, county_code, supplier_id)
    ]
