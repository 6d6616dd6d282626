"""The demo is built through the services, is the same for the same day, and its book is right."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.accounts.models import Person
from shop.app import create_app
from shop.demo.building.build import build
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel import clock, dialects
from shop.notices.models import Notice, NoticesSeen
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Membership, Organisation
from shop.payments.models import PairBalance
from shop.payments.verify import Read, differences
from shop.tally.models import Entry
from shop.tally.verify import first_difference
from tests.databases import Databases, disconnect, settings

A_DAY = date(2026, 11, 23)
A_TWENTIETH = 0.05


def a_demo(source: Databases) -> Flask:
    app = create_app(settings(source.url()))
    with app.app_context(), dialects.writing():
        build(A_DAY, lambda share: None, share=A_TWENTIETH)
        db.session.commit()
    clock.set_to(None)
    return app


@pytest.fixture(scope="module")
def demo(database_source: Databases) -> Iterator[Flask]:
    """A thinned-out demo: everything of the ground, a twentieth of the trade."""
    app = a_demo(database_source)
    yield app
    disconnect(app)


def business_rows() -> str:
    """What was traded, without ids and salts: one digest over orders, their lines and the book."""
    orders = db.session.execute(
        select(Order.number, Order.status, Order.placed_at, Organisation.slug)
        .join(Organisation.__table__, Organisation.__table__.c.id == Order.unit_id)
        .order_by(Order.number)
    ).all()
    lines = db.session.execute(
        select(Order.number, OrderLine.product_name, OrderLine.packs_ordered, OrderLine.accepted)
        .join(Order, Order.id == OrderLine.order_id)
        .order_by(Order.number, OrderLine.product_name, OrderLine.pack_name)
    ).all()
    book = db.session.execute(
        select(Entry.counts_on, Entry.kind, Entry.amount, Entry.quantity).order_by(
            Entry.counts_on, Entry.amount, Entry.quantity
        )
    ).all()
    return hashlib.sha256(repr((orders, lines, book)).encode()).hexdigest()


def test_the_book_of_the_demo_is_right(demo: Flask) -> None:
    with demo.app_context():
        assert db.session.execute(select(func.count()).select_from(Entry)).scalar_one() > 50
        assert first_difference() is None


def test_the_money_of_the_demo_is_right_and_most_of_it_is_paid(demo: Flask) -> None:
    with demo.app_context():
        assert next(differences(Read()), None) is None
        charged, paid = db.session.execute(select(func.sum(PairBalance.charged), func.sum(PairBalance.paid))).one()
        assert 0.5 < paid.fen / charged.fen < 1


def test_only_the_notices_of_the_last_week_are_unread(demo: Flask) -> None:
    with demo.app_context():
        week_ago = clock.at_shanghai(A_DAY - timedelta(days=7))
        seen = select(func.max(NoticesSeen.up_to_id), func.min(NoticesSeen.up_to_id), func.count())
        assert db.session.execute(select(func.count()).select_from(Notice).where(Notice.at >= week_ago)).scalar_one()
        newest = db.session.execute(select(func.max(Notice.id)).where(Notice.at < week_ago)).scalar_one()
        memberships = db.session.execute(select(func.count()).select_from(Membership)).scalar_one()
        assert db.session.execute(seen).one() == (newest, newest, memberships)


def test_orders_stand_at_every_stage(demo: Flask) -> None:
    with demo.app_context():
        orders = Counter(db.session.execute(select(Order.status)).scalars())
        trucks = Counter(db.session.execute(select(Consignment.status)).scalars())
    assert {Status.AWAITING_APPROVAL, Status.PLACED, Status.CONFIRMED, Status.CLOSED} <= set(orders)
    assert {ConsignmentStatus.SHIPPED, ConsignmentStatus.ARRIVED, ConsignmentStatus.ACCEPTED} <= set(trucks)


@pytest.mark.parametrize("stage", [Status.AWAITING_APPROVAL, Status.PLACED, Status.CONFIRMED])
def test_the_demo_canteen_finds_something_to_do(demo: Flask, stage: Status) -> None:
    with demo.app_context():
        mine = (
            select(func.count())
            .select_from(Order)
            .join(Membership, Membership.organisation_id == Order.unit_id)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == "buyer@demo.example", Order.status == stage)
        )
        assert db.session.execute(mine).scalar_one() >= 1


def test_nobody_ships_and_accepts_the_same_goods(demo: Flask) -> None:
    with demo.app_context():
        both = (
            select(func.count())
            .select_from(Acceptance)
            .join(Consignment, Consignment.id == Acceptance.consignment_id)
            .where(Acceptance.accepted_by_id == Consignment.shipped_by_id, Acceptance.corrects_id.is_(None))
        )
        assert db.session.execute(both).scalar_one() == 0


def test_a_demo_that_is_interrupted_leaves_nothing_behind(database_source: Databases) -> None:
    app = create_app(settings(database_source.url()))

    def interrupt(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with app.app_context(), dialects.writing(), pytest.raises(KeyboardInterrupt):
        build(A_DAY, interrupt, share=A_TWENTIETH)
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(Organisation)).scalar_one() == 0
    disconnect(app)


def test_the_same_day_gives_the_same_demo(demo: Flask, database_source: Databases) -> None:
    again = a_demo(database_source)
    with again.app_context():
        second = business_rows()
    disconnect(again)
    with demo.app_context():
        assert business_rows() == second
