"""The demo is as large as it promises and its book is right: the same rows that the browser walks through."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from shop.catalogue.models import Product
from shop.fulfilment.models import Acceptance
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.organisations.models import Supplier, Unit
from shop.organisations.words import UnitLevel
from shop.payments.books import MoneySource
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import (
    Invoice,
    InvoiceFile,
    InvoiceReduction,
    LineDispute,
    OrderBalance,
    PairBalance,
    Payment,
    PaymentShare,
    PaymentTerms,
    Refund,
    Settlement,
)
from shop.payments.models.bank import BankLineState, BankStatement, LineState, PayerAlias
from shop.payments.models.payees import PayeeAccount
from shop.payments.settling import SettlementState
from shop.tally.evidence import EvidenceKind
from shop.tally.models import Entry, EntryGrade, Verdict
from shop.tally.words import Source, VerdictState

PROMISED: dict[str, tuple[Any, int]] = {
    "suppliers": (select(func.count(Supplier.id)), 25),
    "products": (select(func.count(Product.id)), 60),
    "units that buy": (select(func.count(Unit.id)).where(Unit.level == UnitLevel.LEAF), 40),
    "towns": (select(func.count(Unit.id)).where(Unit.level == UnitLevel.TOWN), 6),
    "orders": (select(func.count(Order.id)), 3000),
    "stages of orders": (select(func.count(func.distinct(Order.status))), len(Status)),
    "corrections": (select(func.count(Acceptance.id)).where(Acceptance.corrects_id.is_not(None)), 10),
    "entries not counted": (select(func.count(Verdict.id)).where(Verdict.state == VerdictState.NOT_COUNTED), 100),
    "reasons not to count": (select(func.count(func.distinct(Verdict.failed))), 3),
}


def _count(what: Any, *conditions: Any) -> Any:
    return select(func.count(what)).where(*conditions)


def _invoices(condition: Any) -> Any:
    return _count(Invoice.id, condition)


def _statements(owner: Any) -> Any:
    return _count(BankStatement.id).where(BankStatement.owner_id == owner.__table__.c.id)


def _lines(state: LineState) -> Any:
    return _count(BankLineState.line_id, BankLineState.state == state)


def _several() -> Any:
    return select(PaymentShare.payment_id).group_by(PaymentShare.payment_id).having(func.count() > 1).subquery()


def _is_late() -> Any:
    return OrderBalance.due_on < clock.today()


def _waits(account: Any) -> Any:
    return account.approved_at.is_(None) & account.ended_at.is_(None)


MONEY: dict[str, tuple[Any, int]] = {
    "ordinary invoices": (_invoices(Invoice.kind == InvoiceKind.ORDINARY), 300),
    "invoices of the tax office": (_invoices(Invoice.kind == InvoiceKind.TAX_OFFICE), 5),
    "purchase invoices of buyers": (_invoices(Invoice.kind == InvoiceKind.PURCHASE), 50),
    "red letters": (_invoices(Invoice.kind == InvoiceKind.RED), 5),
    "disputed invoices": (_invoices(Invoice.status == InvoiceStatus.DISPUTED), 2),
    "withdrawn invoices": (_invoices(Invoice.status == InvoiceStatus.WITHDRAWN), 1),
    "files of invoices": (select(func.count(func.distinct(InvoiceFile.sha256))), 50),
    "kinds of files": (select(func.count(func.distinct(InvoiceFile.kind))), 2),
    "agreed lower": (select(func.count(InvoiceReduction.id)), 3),
    "settlements": (select(func.count(Settlement.id)), 60),
    "settlements that were checked": (select(func.count(Settlement.checked_at)), 40),
    "settlements that wait": (_count(Settlement.id, Settlement.state == SettlementState.PROPOSED), 2),
    "lines in question": (_count(LineDispute.id, LineDispute.closed_at.is_(None)), 1),
    "questions that were answered": (select(func.count(LineDispute.closed_at)), 5),
    "bank statements of suppliers": (_statements(Supplier), 60),
    "bank statements of units": (_statements(Unit), 9),
    "payments by hand": (_count(Payment.id, Payment.source == MoneySource.BY_HAND), 500),
    "payments that a bank told of": (_count(Payment.id, Payment.source == MoneySource.BANK_LINE), 200),
    "payments online": (_count(Payment.id, Payment.source == MoneySource.STRIPE_PAYMENT), 10),
    "refunds": (select(func.count(Refund.id)), 3),
    "transfers for several orders": (select(func.count()).select_from(_several()), 50),
    "transfers that wait in the queue": (_lines(LineState.OPEN), 5),
    "lines that were set aside": (_lines(LineState.ASIDE), 20),
    "names of payers": (select(func.count(PayerAlias.id)), 20),
    "paid too much": (_count(PairBalance.unit_id, PairBalance.unallocated > Money(0)), 3),
    "overdue": (_count(OrderBalance.order_id, OrderBalance.charged > OrderBalance.paid, _is_late()), 5),
    "changed accounts": (select(func.count(PayeeAccount.ended_at)), 2),
    "accounts that wait": (_count(PayeeAccount.id, _waits(PayeeAccount)), 1),
    "terms of payment": (select(func.count(PaymentTerms.decided_at)), 3),
}


@pytest.mark.parametrize("what", MONEY)
def test_its_money_is_of_every_kind(demo_url: str, what: str) -> None:
    question, at_least = MONEY[what]
    with Session(create_engine(demo_url)) as session:
        assert session.execute(question).scalar_one() >= at_least


@pytest.mark.parametrize(("what", "days", "most"), [(EvidenceKind.INVOICED, 60, 40), (EvidenceKind.PAID, 90, 20)])
def test_a_handful_is_on_the_lists_of_what_is_late(demo_url: str, what: EvidenceKind, days: int, most: int) -> None:
    kept = EntryGrade.invoiced if what is EvidenceKind.INVOICED else EntryGrade.paid
    late = EntryGrade.counts_on <= clock.today() - timedelta(days=days)
    here = EntryGrade.entry_id.in_(select(Entry.id).where(Entry.source != Source.OFFLINE))
    with Session(create_engine(demo_url)) as session:
        count = session.execute(_count(EntryGrade.entry_id, kept < EntryGrade.worth, late, here)).scalar_one()
    assert 3 <= count <= most


@pytest.mark.parametrize("what", PROMISED)
def test_the_demo_holds_what_it_promises(demo_url: str, what: str) -> None:
    question, at_least = PROMISED[what]
    with Session(create_engine(demo_url)) as session:
        assert session.execute(question).scalar_one() >= at_least


@pytest.mark.parametrize("books", ["tally", "money"])
def test_the_books_of_the_whole_demo_prove_themselves(demo_url: str, tmp_path: Path, books: str) -> None:
    environment = {**os.environ, "SHOP_DATABASE_URL": demo_url, "SHOP_INSTANCE": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("shop")), books, "verify"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
