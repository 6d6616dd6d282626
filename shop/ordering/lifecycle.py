"""An order's life as one table, read by buttons, guards, refusals and the exhaustive test. Pure.

The state is commercial only; how far goods have come is derived from quantities, never stored.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused


class Status(Labelled):
    """Where an order stands between the two sides."""

    AWAITING_APPROVAL = "awaiting_approval", _l("Awaiting approval")
    PLACED = "placed", _l("Awaiting the supplier")
    CONFIRMED = "confirmed", _l("Confirmed")
    DECLINED = "declined", _l("Declined")
    CANCELLED = "cancelled", _l("Cancelled")
    LAPSED = "lapsed", _l("Lapsed")
    CLOSED = "closed", _l("Closed")


class Party(Labelled):
    """Who acts on an order."""

    BUYER = "buyer", _l("Buyer")
    APPROVER = "approver", _l("Approver")
    SUPPLIER = "supplier", _l("Supplier")
    SHOP = "shop", _l("The system")


class Action(Labelled):
    """What can be done to an order."""

    APPROVE = "approve", _l("Approve")
    REJECT = "reject", _l("Reject")
    CONFIRM = "confirm", _l("Confirm")
    DECLINE = "decline", _l("Decline")
    LOWER = "lower", _l("Reduce")
    CANCEL = "cancel", _l("Cancel")
    SHIP = "ship", _l("Ship")
    CLOSE_SHORT = "close_short", _l("Close short")
    LAPSE = "lapse", _l("Let lapse")
    COMPLETE = "complete", _l("Complete")


class Move(NamedTuple):
    """Who may do it, from which states, and where it leads (``None``: the state stays)."""

    by: frozenset[Party]
    start: frozenset[Status]
    end: Status | None


def _move(by: set[Party], start: set[Status], end: Status | None) -> Move:
    return Move(frozenset(by), frozenset(start), end)


MOVES: dict[Action, Move] = {
    Action.APPROVE: _move({Party.APPROVER}, {Status.AWAITING_APPROVAL}, Status.PLACED),
    Action.REJECT: _move({Party.APPROVER}, {Status.AWAITING_APPROVAL}, Status.CANCELLED),
    Action.CONFIRM: _move({Party.SUPPLIER}, {Status.PLACED}, Status.CONFIRMED),
    Action.DECLINE: _move({Party.SUPPLIER}, {Status.PLACED}, Status.DECLINED),
    Action.LOWER: _move({Party.BUYER}, {Status.AWAITING_APPROVAL, Status.PLACED, Status.CONFIRMED}, None),
    Action.CANCEL: _move({Party.BUYER}, {Status.AWAITING_APPROVAL, Status.PLACED, Status.CONFIRMED}, Status.CANCELLED),
    Action.SHIP: _move({Party.SUPPLIER}, {Status.CONFIRMED}, None),
    Action.CLOSE_SHORT: _move({Party.BUYER, Party.SUPPLIER}, {Status.CONFIRMED}, Status.CLOSED),
    Action.LAPSE: _move({Party.SHOP}, {Status.AWAITING_APPROVAL, Status.PLACED}, Status.LAPSED),
    Action.COMPLETE: _move({Party.SHOP}, {Status.CONFIRMED}, Status.CLOSED),
}

OPEN_STATUSES = frozenset({Status.AWAITING_APPROVAL, Status.PLACED, Status.CONFIRMED})


class ForbiddenMove(Refused):
    """The order is not in a state in which this party may do that."""

    def __init__(self, status: Status, action: Action) -> None:
        super().__init__(
            _l(
                "“%(action)s” is no longer possible: the order is now “%(status)s”.",
                action=action.label,
                status=status.label,
            )
        )


def actions_for(party: Party | None, status: Status) -> list[Action]:
    """What a party may do to an order in a state, in the table's order."""
    return [action for action, move in MOVES.items() if party in move.by and status in move.start]


def after(status: Status, action: Action, by: Party) -> Status:
    """The state an action leads to; ``ForbiddenMove`` if this party may not do it now."""
    if action not in actions_for(by, status):
        raise ForbiddenMove(status, action)
    return MOVES[action].end or status
