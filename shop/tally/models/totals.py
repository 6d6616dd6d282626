"""Sums of the ledger per leaf unit and month, along five dimensions; parents are summed when read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, MoneyColumn, QuantityColumn, Word
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.tally.words import Certified, Channel, EntryKind, VerdictState


class Total:
    """What every total shares: its key, an amount in fen, a weight in grams (pieces have none), a count of entries."""

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind), primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel), primary_key=True)
    verdict: Mapped[VerdictState] = mapped_column(Word(VerdictState), primary_key=True)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    weight: Mapped[Quantity] = mapped_column(QuantityColumn)
    entries: Mapped[int] = mapped_column(Integer)


class TotalByCounty(Total, db.Model):
    """By the county the goods come from."""

    __tablename__ = "total_by_county"
    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)


class TotalBySupplier(Total, db.Model):
    """By supplier, and by the county the goods come from: a county's own office sees its produce by supplier."""

    __tablename__ = "total_by_supplier"
    supplier_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)


class TotalByCategory(Total, db.Model):
    """By category of produce."""

    __tablename__ = "total_by_category"
    category_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)


class TotalByPurpose(Total, db.Model):
    """By purpose of the purchase: what targets are measured against."""

    __tablename__ = "total_by_purpose"
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose), primary_key=True)


class TotalByCertificate(Total, db.Model):
    """By whether the goods had a valid certificate when they were ordered."""

    __tablename__ = "total_by_certificate"
    certified: Mapped[Certified] = mapped_column(Word(Certified), primary_key=True)


KEY = ("scheme_id", "year", "unit_id", "month", "kind", "channel", "verdict")

# What of an entry each total is kept by: (table, its own key columns, the entry's attributes that fill them).
TOTALS: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (TotalByCounty, ("county_code",), ("origin_county",)),
    (TotalBySupplier, ("supplier_id", "county_code"), ("supplier_id", "origin_county")),
    (TotalByCategory, ("category_id",), ("category_id",)),
    (TotalByPurpose, ("purpose",), ("purpose",)),
    (TotalByCertificate, ("certified",), ("certified",)),
)


class OnItsWay(db.Model):
    """What is ordered and not yet accepted, by the year it is due in; ``verdict`` is what it would be judged."""

    __tablename__ = "on_its_way"

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose), primary_key=True)
    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    verdict: Mapped[VerdictState] = mapped_column(Word(VerdictState), primary_key=True)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
