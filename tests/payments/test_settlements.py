"""Settling: what waits is proposed, questioned, agreed, invoiced and checked; every line once, and to the fen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock
from shop.kernel.append_only import RowIsAppendOnly
from shop.kernel.money import Money, total
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.ordering.models import Order
from shop.payments.books import CHARGING
from shop.payments.models import LineDispute, OrderBalance, Posting, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.settlements import open_of, parts_of, waiting_for
from shop.payments.services import settlements
from shop.payments.settling import SettlementState
from shop.payments.verify import Read, differences
from tests.clocks import SettableClock
from tests.factories.fulfilment import as_shipped, refused
from tests.factories.payments import a_payment, share
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World
from tests.journeys.test_tampering import unguard


def corrected(world: World, pieces: int) -> None:
    """Both sides agree that only so many eggs of the newest acceptance were good."""
    note = db.session.execute(select(Acceptance).order_by(Acceptance.id.desc()).limit(1)).scalar_one()
    less = as_shipped(
        note.consignment, accepted=Quantity.of(pieces), refused_reason="cracked", packs_accepted=pieces // 30
    )
    proposal = propose_correction(note, less, "cracked", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor(SUPPLIER))


def waiting(world: World) -> list[tuple[str, int]]:
    """What waits for the supplier: amounts and numbers of lines."""
    db.session.flush()
    return [(str(row.amount), row.lines) for row in waiting_for(world.actor(SUPPLIER))]


def told(number: str) -> list[str]:
    """What the two sides were told about a settlement."""
    db.session.commit()
    asked = select(Notice.kind).where(Notice.subject_kind == "settlement", Notice.subject_key == number)
    return list(db.session.execute(asked.order_by(Notice.id)).scalars())


@pytest.mark.parametrize(("by", "other"), [(SUPPLIER, UNIT), (UNIT, SUPPLIER)])
def test_either_side_proposes_and_the_other_agrees(world: World, by: str, other: str) -> None:
    order = a_delivered_order(world)
    second = a_delivered_order(world, 1)
    assert waiting(world) == [("154.50", 4)]
    settlement = a_settlement(world, by)
    assert settlement.number.startswith("S")
    assert (str(settlement.goods), str(settlement.charges)) == ("124.50", "30.00")
    assert (settlement.profile_title, settlement.supplier_name) == ("school", "workshop")
    assert waiting(world) == []
    with refused("is not possible"):
        settlements.confirm(settlement, by=world.actor(by))
    settlements.confirm(settlement, by=world.actor(other))
    assert settlement.state is SettlementState.CONFIRMED
    assert [line.order_id for line in kept_lines(settlement)] == [order.id, order.id, second.id, second.id]
    assert told(settlement.number) == ["settlement_proposed", "settlement_confirmed"]


def test_nothing_is_settled_twice(world: World) -> None:
    a_delivered_order(world)
    a_settlement(world)
    with refused("Nothing that was accepted"):
        a_settlement(world, UNIT)


def test_only_what_was_accepted_up_to_the_day_is_settled(world: World, clock: SettableClock) -> None:
    first = a_delivered_order(world)
    clock.set(first.placed_at + timedelta(days=2))
    a_delivered_order(world)
    settlement = a_settlement(world, until=first.placed_at.date())
    assert {line.order_id for line in kept_lines(settlement)} == {first.id}
    assert waiting(world) == [("98.00", 2)]


def test_a_settlement_does_not_end_tomorrow(world: World) -> None:
    a_delivered_order(world)
    with refused("today at the latest"):
        a_settlement(world, until=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("who", ["school.buyer", "organ.manager", "coop.seller", "operator.operator"])
def test_whoever_keeps_no_accounts_of_the_two_settles_nothing(world: World, who: str) -> None:
    a_delivered_order(world)
    with pytest.raises(NotYours):
        a_settlement(world, who)
    settlement = a_settlement(world)
    with pytest.raises(NotYours):
        settlements.withdraw(settlement, "no", by=world.actor(who))


def test_the_invoice_profile_is_one_of_the_unit(world: World) -> None:
    a_delivered_order(world)
    with pytest.raises(NotYours):
        a_settlement(world, profile_id=world.profiles["organ"])


def test_nobody_agrees_for_both_sides(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    seller = world.actor(SUPPLIER)
    with refused("acted for the other side"):
        settlements.confirm(settlement, by=replace(world.actor(UNIT), person_id=seller.person_id))


def test_a_questioned_line_stands_in_the_way_until_it_is_taken_out(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    goods, _freight = kept_lines(settlement)
    with refused("give a reason"):
        settlements.dispute(settlement, goods.id, " ", by=world.actor(UNIT))
    settlements.dispute(settlement, goods.id, "ten were cracked", by=world.actor(UNIT))
    with refused("questioned already"):
        settlements.dispute(settlement, goods.id, "again", by=world.actor(UNIT))
    with refused("A line is questioned"):
        settlements.confirm(settlement, by=world.actor(UNIT))
    settlements.take_out(settlement, goods.id, by=world.actor(SUPPLIER))
    assert str(settlement.total) == "15.00"
    settlements.confirm(settlement, by=world.actor(UNIT))
    assert waiting(world) == [("83.00", 1)]
    assert str(a_settlement(world).total) == "83.00"


def test_a_question_taken_back_stands_in_nobodys_way(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    goods, freight = kept_lines(settlement)
    settlements.dispute(settlement, goods.id, "how many?", by=world.actor(UNIT))
    with refused("not questioned"):
        settlements.clear(settlement, freight.id, by=world.actor(UNIT))
    settlements.clear(settlement, goods.id, by=world.actor(UNIT))
    settlements.confirm(settlement, by=world.actor(UNIT))
    assert db.session.execute(select(LineDispute.closed_at)).scalar_one() is not None


def test_a_settlement_without_lines_is_agreed_by_nobody(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    for line in kept_lines(settlement):
        settlements.take_out(settlement, line.id, by=world.actor(SUPPLIER))
    with refused("All its lines were taken out"):
        settlements.confirm(settlement, by=world.actor(UNIT))


def test_whoever_agrees_agrees_to_what_the_page_showed(world: World) -> None:
    a_delivered_order(world)
    with refused("Meanwhile it comes to 98.00 yuan and not to 97.00"):
        a_settlement(world, seen=Money.yuan(97))
    settlement = a_settlement(world, seen=Money.yuan(98))
    settlements.take_out(settlement, kept_lines(settlement)[0].id, by=world.actor(SUPPLIER))
    with refused("Meanwhile it comes to 15.00 yuan"):
        settlements.confirm(settlement, seen=Money.yuan(98), by=world.actor(UNIT))


@pytest.mark.parametrize("who", [UNIT, SUPPLIER])
def test_what_is_withdrawn_waits_again(world: World, who: str) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    with refused("give a reason"):
        settlements.withdraw(settlement, "", by=world.actor(who))
    settlements.withdraw(settlement, "wrong month", by=world.actor(who))
    assert settlement.state is SettlementState.WITHDRAWN
    assert waiting(world) == [("98.00", 2)]
    assert str(a_settlement(world).total) == "98.00"


def test_a_correction_before_is_in_it_and_one_after_waits_as_a_difference(world: World) -> None:
    a_delivered_order(world)
    corrected(world, 30)
    settlement = an_agreed_settlement(world)
    assert str(settlement.total) == "56.50"
    assert [(str(line.amount), line.correction) for line in kept_lines(settlement)] == [
        ("83.00", False),
        ("15.00", False),
        ("-41.50", True),
    ]
    corrected(world, 60)
    assert waiting(world) == [("41.50", 1)]
    assert str(settlement.total) == "56.50"
    (line,) = kept_lines(an_agreed_settlement(world))
    assert (str(line.amount), str(line.quantity), line.correction) == ("41.50", "30", True)


def test_it_is_invoiced_by_the_supplier_and_then_checked_by_finance(world: World) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    with refused("is not possible"):
        settlements.mark_checked(settlement, by=world.actor(UNIT))
    with refused("is not possible"):
        settlements.note_invoice(settlement, "26532000000012345678", by=world.actor(UNIT))
    with refused("number of the invoice"):
        settlements.note_invoice(settlement, "  ", by=world.actor(SUPPLIER))
    settlements.note_invoice(settlement, "26532000000012345678", by=world.actor(SUPPLIER))
    settlements.mark_checked(settlement, by=world.actor(UNIT))
    assert settlement.invoices == "26532000000012345678"
    assert told(settlement.number)[-2:] == ["settlement_invoiced", "settlement_checked"]


def test_what_is_agreed_never_changes(world: World) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    line = kept_lines(settlement)[0]
    for deed in (
        lambda: settlements.take_out(settlement, line.id, by=world.actor(SUPPLIER)),
        lambda: settlements.withdraw(settlement, "no", by=world.actor(UNIT)),
        lambda: settlements.dispute(settlement, line.id, "no", by=world.actor(UNIT)),
    ):
        with refused("is not possible"):
            deed()
    line.amount = Money(1)
    with pytest.raises(RowIsAppendOnly):
        db.session.flush()


def test_what_is_paid_is_derived_from_the_orders(world: World) -> None:
    order = a_delivered_order(world)
    settlement = an_agreed_settlement(world)

    def left() -> str:
        db.session.flush()
        return str(open_of(parts_of([settlement])[settlement.id]))

    assert left() == "98.00"
    a_payment(order, "60", shares=[share(order, "60")])
    assert left() == "38.00"
    a_payment(order, "38", shares=[share(order, "38")])
    assert left() == "0.00"


def test_two_settlements_of_one_order_are_open_for_what_the_order_owes(world: World) -> None:
    order = a_delivered_order(world)
    first = an_agreed_settlement(world)
    a_payment(order, "50", shares=[share(order, "50")])
    corrected(world, 30)
    second = an_agreed_settlement(world)
    parts = parts_of([first, second])
    assert [str(open_of(parts[row.id])) for row in (first, second)] == ["6.50", "0.00"]
    assert db.session.get_one(OrderBalance, order.id, populate_existing=True).open == Money.yuan("6.50")


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["deliver", "propose", "take out", "question", "withdraw", "agree", "correct", "pay"]),
        some.integers(0, 7),
    ),
    max_size=10,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_charge_is_in_one_living_settlement_or_waits_whatever_happens(
    world: World, steps: list[tuple[str, int]]
) -> None:
    nested = db.session.begin_nested()
    try:
        orders = [a_delivered_order(world)]
        for step, which in steps:
            _try(world, step, which, orders)
            db.session.flush()
            _agrees_with_the_books()
    finally:
        nested.rollback()
        db.session.expire_all()


def _try(world: World, step: str, which: int, orders: list[Order]) -> None:
    if step == "deliver":
        orders.append(a_delivered_order(world, 1 + which % 2))
        return
    if step == "correct":
        with _allowed():
            corrected(world, 30 * (which % 2))
        return
    if step == "pay":
        with _allowed():
            a_payment(orders[-1], "10", shares=[share(orders[-1], "10")])
        return
    if step == "propose":
        with _allowed():
            a_settlement(world, (UNIT, SUPPLIER)[which % 2])
        return
    newest = db.session.execute(select(Settlement).order_by(Settlement.id.desc()).limit(1)).scalar_one_or_none()
    if newest is None:
        return
    lines = kept_lines(newest)
    line_id = lines[which % len(lines)].id if lines else 0
    mine, theirs = (UNIT, SUPPLIER) if newest.proposed_side.value == "unit" else (SUPPLIER, UNIT)
    with _allowed():
        if step == "take out":
            settlements.take_out(newest, line_id, by=world.actor(mine))
        elif step == "question":
            settlements.dispute(newest, line_id, "why?", by=world.actor(theirs))
        elif step == "withdraw":
            settlements.withdraw(newest, "no", by=world.actor(theirs))
        else:
            settlements.confirm(newest, by=world.actor(theirs))


@contextmanager
def _allowed() -> Iterator[None]:
    """What is refused inside leaves nothing behind."""
    with suppress(Refused, NotYours), db.session.begin_nested():
        yield


def _agrees_with_the_books() -> None:
    """Claims are of living settlements, totals are their lines, and claimed and waiting is what the orders owe."""
    claims = db.session.execute(
        select(Settlement.id, Settlement.state, SettlementLine.amount)
        .join(SettlementClaim, SettlementClaim.settlement_id == Settlement.id)
        .join(SettlementLine, SettlementLine.id == SettlementClaim.line_id)
    ).all()
    assert all(state is not SettlementState.WITHDRAWN for _id, state, _amount in claims)
    for row in db.session.execute(select(Settlement)).scalars():
        if row.state is not SettlementState.WITHDRAWN:
            assert row.total == total(amount for id_, _state, amount in claims if id_ == row.id)
    charging = db.session.execute(
        select(Posting).where(Posting.kind.in_(CHARGING), Posting.id.not_in(select(SettlementClaim.posting_id)))
    ).scalars()
    unsettled = sum(
        posting.amount.fen if posting.debit.value == "receivable" else -posting.amount.fen for posting in charging
    )
    charged = total(db.session.execute(select(OrderBalance.charged)).scalars())
    assert charged.fen == unsettled + sum(amount.fen for _id, _state, amount in claims)
    assert [str(difference) for difference in differences(Read())] == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE settlement SET goods = goods + 1", "Settlement S.*, goods"),
        ("UPDATE settlement SET charges = charges - 1", "Settlement S.*, charge"),
        ("DELETE FROM settlement_claim", "Settlement S.*, goods"),
        ("UPDATE settlement_line SET amount = amount + 1 WHERE kind = 'goods'", "Line .* of settlement"),
    ],
)
def test_the_proof_of_the_money_names_a_settlement_that_was_changed(world: World, change: str, found: str) -> None:
    a_delivered_order(world)
    an_agreed_settlement(world)
    assert list(differences(Read())) == []
    unguard(db.session.connection(), "settlement_line")
    db.session.execute(text(change))
    db.session.expire_all()
    assert re.match(found, str(next(differences(Read()))))
