"""The demo is built through the services, is the same for the same day, and its book is right."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.accounts.models import Person
from shop.app import create_app
from shop.catalogue.certification import WARNED_AHEAD
from shop.catalogue.models import Capacity, Certification
from shop.catalogue.queries.capacity import capacities_asked, rows_of
from shop.demo.building.build import build
from shop.demo.building.money.samples import SAMPLE
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.notices.models import Notice, NoticesSeen
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from shop.ordering.paying import PayBy
from shop.organisations.models import Membership, Organisation
from shop.payments.books import MoneySource
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import (
    Invoice,
    InvoiceFile,
    InvoiceReduction,
    MonthlyStatement,
    OnlinePayment,
    PairBalance,
    Payment,
    PaymentTerms,
    Settlement,
)
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import BankLine, BankLineState, LineState, RefundSighting
from shop.payments.queries.online import ahead_of
from shop.payments.settling import SettlementState
from shop.payments.verify import Read, differences
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.models import Bulletin, ExportJob, ExportPiece
from shop.reports.proofs import Proved
from shop.reports.proofs import differences as differences_of_bulletins
from shop.reports.words import FileState
from shop.tally.models import Entry
from shop.tally.verify import first_difference
from shop.tally.words import Source
from tests.databases import Databases, disconnect, settings

A_DAY = date(2026, 11, 23)
A_TWENTIETH = 0.05
WAITING = AnnouncedPayment.state == AnnouncedState.WAITING


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


def money_rows() -> str:
    """What was paid, invoiced and settled, as its two sides read it: one digest."""
    paid = db.session.execute(
        select(Payment.number, Payment.amount, Payment.way, Payment.source, Payment.booked_on).order_by(Payment.number)
    ).all()
    invoiced = db.session.execute(
        select(
            Invoice.number, Invoice.official_number, Invoice.kind, Invoice.status, Invoice.total, Invoice.allocated
        ).order_by(Invoice.number)
    ).all()
    settled = db.session.execute(
        select(Settlement.number, Settlement.state, Settlement.goods, Settlement.checked_at).order_by(Settlement.number)
    ).all()
    told = db.session.execute(
        select(BankLine.digest, BankLineState.state, BankLineState.hint)
        .join(BankLineState.line)
        .order_by(BankLine.digest)
    ).all()
    online = db.session.execute(select(OnlinePayment.intent_id, OnlinePayment.amount, OnlinePayment.state)).all()
    return hashlib.sha256(repr((paid, invoiced, settled, told, sorted(map(repr, online)))).encode()).hexdigest()


def words_in(column: Any) -> set[Any]:
    """The different words of a column."""
    return set(db.session.execute(select(column).distinct()).scalars())


def test_the_book_of_the_demo_is_right(demo: Flask) -> None:
    with demo.app_context():
        assert db.session.execute(select(func.count()).select_from(Entry)).scalar_one() > 50
        assert first_difference() is None


def test_the_money_of_the_demo_is_right_and_most_of_it_is_paid(demo: Flask) -> None:
    with demo.app_context():
        assert next(differences(Read()), None) is None
        charged, paid = db.session.execute(select(func.sum(PairBalance.charged), func.sum(PairBalance.paid))).one()
        assert 0.5 < paid.fen / charged.fen < 1


def test_the_money_of_the_demo_is_of_every_kind(demo: Flask) -> None:
    with demo.app_context():
        assert words_in(Payment.source) == {*MoneySource} - {MoneySource.STRIPE_REFUND}
        assert {InvoiceKind.ORDINARY, InvoiceKind.PURCHASE} <= words_in(Invoice.kind)
        assert {InvoiceStatus.CHECKED, InvoiceStatus.DISPUTED} <= words_in(Invoice.status)
        assert words_in(BankLineState.state) == {*LineState}
        assert SettlementState.CONFIRMED in words_in(Settlement.state)
        assert len(words_in(MonthlyStatement.month)) >= 20
        terms = db.session.execute(select(PaymentTerms)).scalars().all()
        assert {(one.waits, bool(one.refused_because)) for one in terms} == {
            (True, False),
            (False, False),
            (False, True),
        }


def test_an_order_is_paid_ahead_another_waits_and_a_transfer_is_announced_and_one_sent_back(demo: Flask) -> None:
    with demo.app_context():
        ahead = db.session.execute(select(Order).where(Order.pay_by == PayBy.TRANSFER)).unique().scalars().all()
        assert sorted(order.waits_for_money for order in ahead) == [False, True]
        (gone_on,) = (order for order in ahead if not order.waits_for_money)
        assert gone_on.status is Status.CONFIRMED
        assert ahead_of(gone_on).fen <= 0
        (announced,) = db.session.execute(select(AnnouncedPayment).where(WAITING)).scalars()
        assert [order.id for order in ahead if order.waits_for_money] == [
            order_id for order_id, _fen in announced.shares
        ]
        assert db.session.execute(select(func.count()).select_from(RefundSighting)).scalar_one() >= 1


def test_paying_and_invoicing_change_nothing_that_counts_but_what_both_sides_agreed_to(demo: Flask) -> None:
    with demo.app_context():
        accepted = db.session.execute(select(func.sum(OrderLine.accepted_amount))).scalar_one()
        agreed = db.session.execute(select(func.sum(InvoiceReduction.amount))).scalar() or Money(0)
        here = select(func.sum(Entry.amount)).where(Entry.source != Source.OFFLINE)
        assert db.session.execute(here).scalar_one() == accepted - agreed


def test_every_sample_of_an_invoice_says_that_it_is_none(demo: Flask) -> None:
    with demo.app_context():
        files = db.session.execute(select(InvoiceFile.file_name, InvoiceFile.content)).all()
    assert files
    for name, content in files:
        assert name.startswith("样例")
        assert SAMPLE.encode() in content or SAMPLE.encode("utf-16-be").hex().encode() in content


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


def test_every_capacity_holds_what_is_promised_of_it_and_some_wait_were_returned_or_are_nearly_used(
    demo: Flask,
) -> None:
    with demo.app_context():
        assert words_in(Capacity.status) >= {"declared", "recommended", "returned"}
        in_force = [row for row in rows_of(capacities_asked()) if row.passport.status == "recommended"]
        assert [row for row in in_force if row.share > 1] == []
        assert [row for row in in_force if row.nearly_full and row.passport.year == A_DAY.year]
        assert len({row.supplier_slug for row in in_force}) > 10


def test_two_certificates_run_out_and_a_renewal_waits(demo: Flask) -> None:
    ends = select(func.count()).where(
        Certification.valid_to.between(A_DAY, A_DAY + WARNED_AHEAD), Certification.approved_at.is_not(None)
    )
    waits = select(func.count()).where(Certification.approved_at.is_(None))
    with demo.app_context():
        assert db.session.execute(ends).scalar_one() == 2
        assert db.session.execute(waits).scalar_one() == 1


def test_the_official_finds_a_file_that_is_ready(demo: Flask) -> None:
    with demo.app_context():
        job = db.session.execute(select(ExportJob)).scalar_one()
        asked = select(ExportPiece.content).where(ExportPiece.job_id == job.id).order_by(ExportPiece.n)
        data = b"".join(db.session.execute(asked).scalars())
        assert (job.state, len(data), hashlib.sha256(data).hexdigest()) == (FileState.READY, job.size, job.sha256)
        assert data.startswith(b"PK")


def test_nobody_ships_and_accepts_the_same_goods(demo: Flask) -> None:
    with demo.app_context():
        both = (
            select(func.count())
            .select_from(Acceptance)
            .join(Consignment, Consignment.id == Acceptance.consignment_id)
            .where(Acceptance.accepted_by_id == Consignment.shipped_by_id, Acceptance.corrects_id.is_(None))
        )
        assert db.session.execute(both).scalar_one() == 0


@pytest.mark.same_on_both(why="one transaction that is never committed")
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


@pytest.mark.same_on_both(why="chance is drawn by the builder, never by the database")
def test_the_same_day_gives_the_same_demo(demo: Flask, database_source: Databases) -> None:
    again = a_demo(database_source)
    with again.app_context():
        second = business_rows(), money_rows()
    disconnect(again)
    with demo.app_context():
        assert (business_rows(), money_rows()) == second


def test_bulletins_stand_in_every_state_and_are_proved_from_the_book(demo: Flask) -> None:
    with demo.app_context():
        found = db.session.execute(select(Bulletin.kind, Bulletin.state)).all()
        counts = Proved()
        assert next(differences_of_bulletins(counts), None) is None
    states = Counter(state for _kind, state in found)
    assert states[BulletinState.SIGNED] >= 3
    assert {BulletinState.DRAFT, BulletinState.PROPOSED, BulletinState.WITHDRAWN} <= set(states)
    assert (BulletinKind.REVIEW, BulletinState.SIGNED) in [tuple(row) for row in found]
    assert counts.snapshots == len(found) - states[BulletinState.DRAFT]
