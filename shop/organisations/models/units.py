"""Buying units, their tree by year, their supervision, and whom their papers are made out to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.actor import OrganisationKind
from shop.kernel.columns import Identity, Word, one_of
from shop.kernel.decided import Decided
from shop.organisations.models.approval import FoundingFact, ProposedFact, two_people, two_people_or_founding
from shop.organisations.models.organisations import Organisation
from shop.organisations.words import Canteen, ProfileKind, UnitKind, UnitLevel


class Unit(Organisation):
    """A node of the donor side's tree. Only leaves own purchases; a town's own canteen is a leaf.

    ``cluster_id`` is the root it belongs to, itself for the cluster. A unit merged into another within a year names its
    ``successor_id`` and the day. ``filing_unit_id`` is the unit that files for a shared canteen.
    """

    __tablename__ = "unit"
    __table_args__ = (
        one_of("level", UnitLevel),
        one_of("canteen", Canteen),
        CheckConstraint("(merged_on IS NULL) = (successor_id IS NULL)", name="merger_whole"),
    )
    __mapper_args__: ClassVar = {"polymorphic_identity": OrganisationKind.UNIT}

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity, index=True)
    level: Mapped[UnitLevel] = mapped_column(Word(UnitLevel))
    unit_kind: Mapped[UnitKind] = mapped_column(Word(UnitKind))
    canteen: Mapped[Canteen] = mapped_column(Word(Canteen), default=Canteen.NONE)
    filing_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    contractor_name: Mapped[str | None] = mapped_column(String(200))
    division_code: Mapped[str | None] = mapped_column(String(9))
    leads: Mapped[bool] = mapped_column(Boolean, default=False)
    head_count: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, default=0)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    merged_on: Mapped[date | None] = mapped_column(Date)


class UnitParent(Decided, FoundingFact, db.Model):
    """Under whom a unit stands from a year on, until another row says otherwise. Parents change on 1 January only.

    What somebody proposes stands apart from what is in force, one proposal at a time; of approved rows of one year the
    newest holds.
    """

    __tablename__ = "unit_parent"
    __table_args__ = (
        CheckConstraint("parent_id <> unit_id", name="not_itself"),
        two_people_or_founding(),
        Index("ix_unit_parent_unit", "unit_id", "year"),
        Index(
            "uq_unit_parent_waiting",
            "unit_id",
            "year",
            unique=True,
            sqlite_where=text("approved_at IS NULL"),
            postgresql_where=text("approved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    parent_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


class UnitCanteen(Decided, ProposedFact, db.Model):
    """How a unit feeds its people from a day on: proposed by one person, in force from another's approval.

    What is in force stands in the unit itself; ``was`` is what the proposal found. ``valid_from`` is the Shanghai day
    of the approval. One proposal waits at a time: whoever proposes holds the unit.
    """

    __tablename__ = "unit_canteen"
    __table_args__ = (
        one_of("canteen", Canteen),
        two_people(),
        CheckConstraint("(valid_from IS NULL) = (approved_at IS NULL)", name="dated"),
        Index("ix_unit_canteen_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    canteen: Mapped[Canteen] = mapped_column(Word(Canteen))
    filing_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    contractor_name: Mapped[str | None] = mapped_column(String(200))
    was: Mapped[Canteen] = mapped_column(Word(Canteen))
    reason: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date | None] = mapped_column(Date)


class UnitAncestor(db.Model):
    """The tree's closure by year: every unit with every node above it, itself included (depth 0).

    Parents' figures are summed through it when they are read, so that no row at the root is hot.
    """

    __tablename__ = "unit_ancestor"
    __table_args__ = (Index("ix_unit_ancestor_unit", "unit_id", "year"),)

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    depth: Mapped[int] = mapped_column(Integer)


class Supervision(db.Model):
    """A department that sees a unit beside its territorial parent; never summed with towns."""

    __tablename__ = "supervision"
    __table_args__ = (UniqueConstraint("department_id", "unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class InvoiceProfile(db.Model):
    """In whose name a unit's invoices are made out: itself, its canteen, its union, its contractor."""

    __tablename__ = "invoice_profile"
    __table_args__ = (one_of("kind", ProfileKind),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[ProfileKind] = mapped_column(Word(ProfileKind))
    title: Mapped[str] = mapped_column(String(200))
    tax_number: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(200), default="")
    bank: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class DeliveryAddress(db.Model):
    """Where a unit takes goods in."""

    __tablename__ = "delivery_address"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
