"""Whatever is done to settlements, every charge is settled once or waits; the proof finds what was tampered with."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text

from shop.extensions import db
from shop.kernel.money import total
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order
from shop.payments.books import CHARGING
from shop.payments.models import OrderBalance, Posting, Settlement, SettlementClaim, SettlementLine
from shop.payments.services import settled_lines, settlements
from shop.payments.settling import SettlementState
from shop.payments.verify import Read, differences
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
from tests.payments.settled import corrected
from tests.randomness import times

STEPS = some.lists(
    some.tuples(
        some.sampled_from(["deliver", "propose", "take out", "question", "withdraw", "agree", "correct", "pay"]),
        some.integers(0, 7),
    ),
    max_size=10,
)


@settings(max_examples=times(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
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
            settled_lines.take_out(newest, line_id, by=world.actor(mine))
        elif step == "question":
            settled_lines.dispute(newest, line_id, "why?", by=world.actor(theirs))
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
    for table in ("settlement", "settlement_line", "settlement_claim"):
        unguard(db.session.connection(), table)
    db.session.execute(text(change))
    db.session.expire_all()
    assert re.match(found, str(next(differences(Read()))))
