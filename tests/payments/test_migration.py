"""A shop that traded before it kept a money ledger finds all of it posted."""

import flask_migrate
import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import dialects
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order
from shop.payments.models import InvoicedLine, OrderBalance, PairBalance
from shop.payments.verify import Read, differences
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, as_shipped
from tests.factories.invoices import an_agreed_lower_invoice
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


def test_what_was_accepted_before_there_was_a_register_can_be_invoiced(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        note = an_acceptance(world)
        less = as_shipped(note.consignment, accepted=Quantity.of(90), refused_reason="wet")
        proposal = propose_correction(note, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
        agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
        an_acceptance(world)
        db.session.commit()
        columns = list(InvoicedLine.__table__.columns)
        kept = db.session.execute(select(*columns).order_by(columns[0])).all()
        db.session.remove()
        flask_migrate.downgrade(revision="0013")
        flask_migrate.upgrade()
        assert db.session.execute(select(*columns).order_by(columns[0])).all() == kept
        assert [row.accepted for row in kept] == [Money.yuan("232.65"), Money.yuan("258.50")]
        assert [str(difference) for difference in differences(Read())] == []


def test_the_register_is_not_taken_away_from_under_an_agreement(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        an_agreed_lower_invoice(world, an_acceptance(world), 850)
        db.session.commit()
        db.session.remove()
        with pytest.raises(SystemExit):
            flask_migrate.downgrade(revision="0013")
        assert db.session.execute(select(func.count(InvoicedLine.consignment_line_id))).scalar_one() == 1
