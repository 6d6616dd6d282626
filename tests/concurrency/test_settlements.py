"""Both sides settle at once: every charge is in one living settlement, and nobody sees an error of the database."""

from functools import partial

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.fulfilment.services.acceptances import accept_goods
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.models import OrderBalance, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.unsettled import waiting_for
from shop.payments.services import settled_lines, settlements
from shop.payments.settling import SettlementState
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.concurrency.test_decisions import one_wins, prepared
from tests.factories import fulfilment as goods
from tests.factories.settlements import SUPPLIER, UNIT, a_delivered_order, a_settlement, kept_lines
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


@pytest.mark.parametrize("time", range(3))
def test_two_proposals_at_once_settle_everything_once(committing_world: CommittingWorld, time: int) -> None:
    _app, world = committing_world
    prepared(committing_world, lambda: a_delivered_order(world))
    prepared(committing_world, lambda: a_delivered_order(world, 1))
    one_wins(committing_world, *(partial(a_settlement, world, by) for by in (UNIT, SUPPLIER, SUPPLIER)))
    with committing_world.app.app_context():
        claimed = db.session.scalar(select(func.count()).select_from(SettlementClaim))
        assert claimed == db.session.scalar(select(func.count()).select_from(SettlementLine)) == 4


def test_goods_accepted_while_it_is_proposed_are_in_it_or_wait(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    prepared(committing_world, lambda: a_delivered_order(world))
    arrived = prepared(
        committing_world,
        lambda: goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"tray": 1})),
    )
    (receiver,) = actors(app, world, "school.receiver")

    def take_in() -> None:
        consignment = db.session.get_one(Consignment, arrived)
        accept_goods(consignment, goods.as_shipped(consignment), goods.SIGNED, by=receiver)

    outcomes = all_at_once(app, [take_in, partial(a_settlement, world, UNIT)])
    assert refusals(outcomes) == []
    with app.app_context():
        left = sum(row.amount.fen for row in waiting_for(world.actor(SUPPLIER)))
        settled = db.session.execute(select(Settlement)).scalar_one().total
        charged = db.session.execute(select(func.sum(OrderBalance.charged))).scalar_one()
        assert settled + Money(left) == charged


@pytest.mark.parametrize("time", range(3))
def test_agreed_withdrawn_and_shortened_at_once(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    prepared(committing_world, lambda: a_delivered_order(world))
    settlement_id = prepared(committing_world, lambda: a_settlement(world))
    seller, finance = actors(app, world, SUPPLIER, UNIT)
    with app.app_context():
        line_id = kept_lines(db.session.get_one(Settlement, settlement_id))[0].id

    def known() -> Settlement:
        return db.session.get_one(Settlement, settlement_id)

    outcomes = all_at_once(
        app,
        [
            lambda: settlements.confirm(known(), seen=Money.yuan(98), by=finance),
            lambda: settlements.withdraw(known(), "no", by=seller),
            lambda: settled_lines.take_out(known(), line_id, by=seller),
        ],
    )
    assert [outcome for outcome in refusals(outcomes) if not isinstance(outcome, Refused)] == []
    with app.app_context():
        settlement = known()
        kept = sum(line.amount.fen for line in kept_lines(settlement))
        assert kept == (0 if settlement.state is SettlementState.WITHDRAWN else settlement.total.fen)
        assert settlement.state is not SettlementState.CONFIRMED or settlement.total == Money.yuan(98)
