"""An order's life, every party × state × action: what the table says, and nothing else."""

import itertools

import pytest

from shop.ordering.lifecycle import (
    MOVES,
    OPEN_STATUSES,
    Action,
    ForbiddenMove,
    Party,
    Status,
    actions_for,
    after,
)

STAYS = None
ALLOWED: dict[tuple[Party, Status, Action], Status | None] = {
    (Party.APPROVER, Status.AWAITING_APPROVAL, Action.APPROVE): Status.PLACED,
    (Party.APPROVER, Status.AWAITING_APPROVAL, Action.REJECT): Status.CANCELLED,
    (Party.BUYER, Status.AWAITING_APPROVAL, Action.LOWER): STAYS,
    (Party.BUYER, Status.AWAITING_APPROVAL, Action.CANCEL): Status.CANCELLED,
    (Party.SHOP, Status.AWAITING_APPROVAL, Action.LAPSE): Status.LAPSED,
    (Party.SUPPLIER, Status.PLACED, Action.CONFIRM): Status.CONFIRMED,
    (Party.SUPPLIER, Status.PLACED, Action.DECLINE): Status.DECLINED,
    (Party.BUYER, Status.PLACED, Action.LOWER): STAYS,
    (Party.BUYER, Status.PLACED, Action.CANCEL): Status.CANCELLED,
    (Party.SHOP, Status.PLACED, Action.LAPSE): Status.LAPSED,
    (Party.BUYER, Status.CONFIRMED, Action.LOWER): STAYS,
    (Party.BUYER, Status.CONFIRMED, Action.CANCEL): Status.CANCELLED,
    (Party.SUPPLIER, Status.CONFIRMED, Action.SHIP): STAYS,
    (Party.BUYER, Status.CONFIRMED, Action.CLOSE_SHORT): Status.CLOSED,
    (Party.SUPPLIER, Status.CONFIRMED, Action.CLOSE_SHORT): Status.CLOSED,
    (Party.SHOP, Status.CONFIRMED, Action.COMPLETE): Status.CLOSED,
}
EVERYTHING = list(itertools.product(Party, Status, Action))


@pytest.mark.parametrize(("party", "status", "action"), EVERYTHING)
def test_every_party_may_do_what_the_table_says_and_nothing_else(party: Party, status: Status, action: Action) -> None:
    if (party, status, action) in ALLOWED:
        assert after(status, action, party) is (ALLOWED[party, status, action] or status)
        assert action in actions_for(party, status)
    else:
        assert action not in actions_for(party, status)
        with pytest.raises(ForbiddenMove):
            after(status, action, party)


def test_the_table_has_a_row_for_each_action() -> None:
    assert set(MOVES) == set(Action)


def test_nobody_at_all_may_do_nothing() -> None:
    assert [actions_for(None, status) for status in Status] == [[]] * len(Status)


def test_nothing_happens_any_more_to_an_order_that_has_ended() -> None:
    ended = set(Status) - OPEN_STATUSES
    assert [(party, status) for party in Party for status in ended if actions_for(party, status)] == []


def test_a_refusal_names_the_action_and_the_state() -> None:
    with pytest.raises(ForbiddenMove) as refusal:
        after(Status.LAPSED, Action.CONFIRM, Party.SUPPLIER)
    assert set(refusal.value.message._kwargs) == {"action", "status"}
