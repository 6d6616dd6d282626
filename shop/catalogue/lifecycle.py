"""The life of a listing, and of a change that waits, as tables read by buttons, guards, refusals and the test. Pure."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import ChangeOutcome, ProductStatus
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

DRAFT, SUBMITTED = ProductStatus.DRAFT, ProductStatus.SUBMITTED
ON_SHELF, OFF_SHELF = ProductStatus.ON_SHELF, ProductStatus.OFF_SHELF
SHOWN = frozenset({ON_SHELF, OFF_SHELF})
"""What was approved once: buyers find it by its address, and what is changed of it may have to be reviewed again."""


class Party(Labelled):
    """Who acts on a listing: its supplier, the office of the county the goods come from, the operator."""

    SUPPLIER = "supplier", _l("Supplier")
    COUNTY = "county", _l("County office")
    OPERATOR = "operator", _l("Operator")


class Action(Labelled):
    """What can be done to a listing. A draft is saved, or discarded; what was approved once is changed."""

    SAVE = "save", _l("Save")
    CHANGE = "change", _l("Change")
    SUBMIT = "submit", _l("Submit for review")
    WITHDRAW = "withdraw", _l("Withdraw")
    APPROVE = "approve", _l("Approve")
    RETURN = "return", _l("Return")
    TAKE_OFF = "take_off", _l("Take off sale")
    PUT_BACK = "put_back", _l("Put back on sale")
    DISCARD = "discard", _l("Discard")


class Move(NamedTuple):
    """Who may do it, from which states, where it leads (``None``: the state stays), and whether the supplier must be
    approved at that moment: who is suspended can still write drafts, but brings nothing onto the shelf.
    """

    by: frozenset[Party]
    start: frozenset[ProductStatus]
    end: ProductStatus | None
    approved: bool = False


def _move(
    by: set[Party], start: set[ProductStatus], end: ProductStatus | None = None, *, approved: bool = False
) -> Move:
    return Move(frozenset(by), frozenset(start), end, approved)


REVIEWERS = {Party.COUNTY, Party.OPERATOR}
MOVES: dict[Action, Move] = {
    Action.SAVE: _move({Party.SUPPLIER}, {DRAFT}),
    Action.CHANGE: _move({Party.SUPPLIER}, {ON_SHELF, OFF_SHELF}, approved=True),
    Action.SUBMIT: _move({Party.SUPPLIER}, {DRAFT}, SUBMITTED, approved=True),
    Action.WITHDRAW: _move({Party.SUPPLIER}, {SUBMITTED}, DRAFT),
    Action.APPROVE: _move(REVIEWERS, {SUBMITTED}, ON_SHELF, approved=True),
    Action.RETURN: _move(REVIEWERS, {SUBMITTED}, DRAFT),
    Action.TAKE_OFF: _move({Party.SUPPLIER, Party.OPERATOR}, {ON_SHELF}, OFF_SHELF),
    Action.PUT_BACK: _move({Party.SUPPLIER, Party.OPERATOR}, {OFF_SHELF}, ON_SHELF, approved=True),
    Action.DISCARD: _move({Party.SUPPLIER}, {DRAFT}),
}


class Decision(Labelled):
    """What can be done about a change that waits."""

    APPROVE = "approve", _l("Approve")
    RETURN = "return", _l("Return")
    WITHDRAW = "withdraw", _l("Withdraw")


class Answer(NamedTuple):
    """Who may decide so, and how the change has ended then."""

    by: frozenset[Party]
    end: ChangeOutcome


DECISIONS: dict[Decision, Answer] = {
    Decision.APPROVE: Answer(frozenset(REVIEWERS), ChangeOutcome.APPROVED),
    Decision.RETURN: Answer(frozenset(REVIEWERS), ChangeOutcome.RETURNED),
    Decision.WITHDRAW: Answer(frozenset({Party.SUPPLIER}), ChangeOutcome.WITHDRAWN),
}


class Standing(NamedTuple):
    """Where a listing stands: its state, whether its supplier is approved now, and whether the operator barred it."""

    status: ProductStatus
    approved: bool = True
    barred: bool = False


class ForbiddenMove(Refused):
    """The listing is not in a state in which this party may do that."""

    def __init__(self, status: ProductStatus, action: Action) -> None:
        super().__init__(
            _l(
                "“%(action)s” is not possible: the listing is now “%(status)s”.",
                action=action.label,
                status=status.label,
            )
        )


def actions_for(party: Party | None, standing: Standing) -> list[Action]:
    """What a party may do to a listing as it stands, in the table's order."""
    return [action for action, move in MOVES.items() if party in move.by and why_not(party, standing, action) is None]


def after(party: Party | None, standing: Standing, action: Action) -> ProductStatus:
    """The state an action leads to; raises ``Refused`` with the reason if this party may not do it now."""
    refusal = why_not(party, standing, action)
    if refusal is not None:
        raise refusal
    return MOVES[action].end or standing.status


def why_not(party: Party | None, standing: Standing, action: Action) -> Refused | None:
    """Why a party may not do this to a listing as it stands; nothing when it may."""
    move = MOVES[action]
    if party not in move.by or standing.status not in move.start:
        return ForbiddenMove(standing.status, action)
    if move.approved and not standing.approved:
        return Refused(_l("Only approved suppliers can do this. Drafts can still be written and saved."))
    if action is Action.PUT_BACK and standing.barred and party is not Party.OPERATOR:
        return Refused(_l("The operator took this listing off sale, so only the operator can put it back."))
    return None


def decisions_for(party: Party | None, outcome: ChangeOutcome) -> list[Decision]:
    """What a party may decide about a change; nothing once it has ended."""
    if outcome is not ChangeOutcome.WAITING:
        return []
    return [decision for decision, answer in DECISIONS.items() if party in answer.by]
