"""Bank statements uploaded at the same moment: by two people of one side, by both sides, in parts that overlap."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.models import OrderBalance, Payment
from shop.payments.models.bank import BankLine, BankStatement
from shop.payments.services.announcements import confirm, deny
from shop.payments.services.bank_lines import match_line, undo
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.payees import propose_payee
from shop.payments.services.receipts import Share
from shop.payments.verify import Read, differences
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.bank import Booked, a_sheet, code, only_line, uploaded_by
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def delivered(committing_world: CommittingWorld) -> tuple[str, str, int]:
    """An order taken in and owed: its code, what is owed, and the unit that owes it."""
    with committing_world.app.app_context(), dialects.writing():
        world = committing_world.world
        order = a_confirmed_order(world, {"sack": 4})
        an_acceptance(world, an_arrived_consignment(world, order))
        db.session.commit()
        return code(order), str(db.session.get_one(OrderBalance, order.id).charged), order.unit_id


def upload(actor: Any, data: bytes) -> int:
    return int(uploaded_by(actor, data).id)


def counted(model: Any) -> int:
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def in_order(committing_world: CommittingWorld, owed: str, *, lines: int, payments: int = 1) -> None:
    with committing_world.app.app_context():
        assert counted(BankLine) == lines
        assert counted(Payment) == payments
        paid = db.session.execute(select(OrderBalance.paid)).scalars().all()
        assert sum((amount.fen for amount in paid), 0) == Money.yuan(owed).fen
        assert [str(difference) for difference in differences(Read())] == []


@pytest.mark.parametrize("time", range(3))
def test_the_same_file_uploaded_by_two_people_at_once_is_one_statement(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    text, owed, _unit_id = delivered(committing_world)
    people = actors(app, world, "coop.seller", "coop.second")
    data = a_sheet([Booked(owed, text), Booked("3.00", "x", name="somebody")])
    outcomes = all_at_once(app, [partial(upload, person, data) for person in people])
    assert refusals(outcomes) == []
    with app.app_context():
        assert counted(BankStatement) == 1
    in_order(committing_world, owed, lines=2)


@pytest.mark.parametrize("time", range(3))
def test_overlapping_files_at_once_are_lines_once(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    text, owed, _unit_id = delivered(committing_world)
    people = actors(app, world, "coop.seller", "coop.second", "coop.seller")
    both = [Booked(owed, text), *(Booked(f"{n}.00", "x", name="somebody") for n in range(1, 20))]
    sheets = [a_sheet(both), a_sheet(both[:7]), a_sheet([*both[:12], Booked("0.50", "y", name="n")])]
    outcomes = all_at_once(app, [partial(upload, *each) for each in zip(people, sheets, strict=True)])
    assert refusals(outcomes) == []
    in_order(committing_world, owed, lines=21)


@pytest.mark.parametrize("time", range(3))
def test_both_sides_upload_one_transfer_at_once_and_it_is_booked_once(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    text, owed, _unit_id = delivered(committing_world)
    seller, manager = actors(app, world, "coop.seller", "school.manager")
    theirs, ours = a_sheet([Booked(owed, text)]), a_sheet([Booked(f"-{owed}", text, name="coop")])
    outcomes = all_at_once(app, [partial(upload, seller, theirs), partial(upload, manager, ours)])
    assert refusals(outcomes) == []
    in_order(committing_world, owed, lines=2)


def test_two_people_match_one_line_at_once_and_one_is_told(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    _text, owed, unit_id = delivered(committing_world)
    seller, second = actors(app, world, "coop.seller", "coop.second")
    with app.app_context(), dialects.writing():
        statement_id = upload(seller, a_sheet([Booked(owed, "?")]))
        order_id = db.session.execute(select(Order.id)).scalar_one()
        db.session.commit()

    def match(by: Any) -> None:
        line = only_line(db.session.get_one(BankStatement, statement_id))
        match_line(line, unit_id, {order_id: Money.yuan(owed)}, remember=False, by=by)

    assert len(refusals(all_at_once(app, [partial(match, seller), partial(match, second)]))) == 1
    in_order(committing_world, owed, lines=1)

    def take_back(by: Any) -> None:
        undo(only_line(db.session.get_one(BankStatement, statement_id)), by=by)

    assert len(refusals(all_at_once(app, [partial(take_back, seller), partial(take_back, second)]))) == 1
    in_order(committing_world, "0.00", lines=1)


def test_two_accounts_asked_for_at_once_wait_one_after_the_other(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    seller, second = actors(app, world, "coop.seller", "coop.second")

    def ask(number: str, by: Any) -> int:
        account = propose_payee(by.organisation_id, account_name="c", bank="b", account_number=number, by=by)
        return int(account.id)

    outcomes = all_at_once(app, [partial(ask, "11111111", seller), partial(ask, "22222222", second)])
    (refusal,) = refusals(outcomes)
    assert isinstance(refusal, Refused)


@pytest.mark.parametrize("time", range(3))
def test_a_transfer_entered_by_hand_while_the_buyers_bank_tells_of_it_is_booked_once(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    text, owed, unit_id = delivered(committing_world)
    seller, manager = actors(app, world, "coop.seller", "school.manager")
    with app.app_context():
        order_id = db.session.execute(select(Order.id)).scalar_one()
    ours = a_sheet([Booked(f"-{owed}", text, name="coop")])

    def enter() -> None:
        amount = Money.yuan(owed)
        receive_by_hand(unit_id, amount, clock.today(), "", [Share(order_id, amount)], by=seller)

    outcomes = all_at_once(app, [enter, partial(upload, manager, ours)])
    assert [type(refusal) for refusal in refusals(outcomes)] in ([], [Refused])
    in_order(committing_world, owed, lines=1)


@pytest.mark.parametrize("time", range(3))
def test_the_payee_clicks_on_received_while_its_own_bank_is_uploaded_and_it_is_booked_once(
    committing_world: CommittingWorld, time: int
) -> None:
    app, world = committing_world
    text, owed, _unit_id = delivered(committing_world)
    seller, second, manager = actors(app, world, "coop.seller", "coop.second", "school.manager")
    with app.app_context(), dialects.writing():
        statement_id = upload(manager, a_sheet([Booked(f"-{owed}", text, name="coop")]))
        line_id = only_line(db.session.get_one(BankStatement, statement_id)).line_id
        db.session.commit()
    received = partial(confirm, line_id, another=False)
    deeds: list[Callable[[], Any]] = [
        partial(received, by=seller),
        partial(received, by=second),
        partial(deny, line_id, "", by=second),
    ]
    outcomes = all_at_once(app, [*deeds, partial(upload, seller, a_sheet([Booked(owed, text)]))])
    assert {type(refusal) for refusal in refusals(outcomes)} <= {Refused}
    in_order(committing_world, owed, lines=2)
