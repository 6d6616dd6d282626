"""A shop that traded before it kept a money ledger finds all of it posted."""

import flask_migrate
import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import OrderBalance, PairBalance
from shop.payments.verify import Read, differences
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def test_old_acceptances_and_their_freight_are_posted(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        order = a_confirmed_order(world, {"tray": 2})
        an_acceptance(world, an_arrived_consignment(world, order))
        a_confirmed_order(world, {"tray": 1})
        an_acceptance(world)
        db.session.commit()
        kept = db.session.execute(select(OrderBalance.order_id, OrderBalance.charged, OrderBalance.due_on)).all()
        db.session.remove()
        flask_migrate.downgrade(revision="0011")
        flask_migrate.upgrade()
        again = db.session.execute(select(OrderBalance.order_id, OrderBalance.charged, OrderBalance.due_on)).all()
        assert sorted(again) == sorted(kept)
        assert len(kept) == 2 < db.session.execute(select(func.count(Order.id))).scalar_one()
        assert db.session.execute(select(func.sum(PairBalance.charged))).scalar_one() == Money.yuan("356.50")
        assert [str(difference) for difference in differences(Read())] == []
