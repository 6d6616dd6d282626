"""Suppliers and the benefit they bring, dated."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.actor import OrganisationKind
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.organisations.models.organisations import Organisation
from shop.organisations.words import BenefitSource, SupplierKind, SupplierStatus, Taxpayer


class Supplier(Organisation):
    """Who sells: one of the five kinds, registered in a county.

    ``freight`` is charged once per order below ``freight_free_from`` (goods value); a ``delivered_price`` supplier
    charges none and its prices count as they stand. ``applied_at`` is when the application was first sent: before that
    it is a draft that concerns nobody but those who fill it in.
    """

    __tablename__ = "supplier"
    __table_args__ = (
        one_of("supplier_kind", SupplierKind),
        one_of("status", SupplierStatus),
        one_of("taxpayer", Taxpayer),
        CheckConstraint("freight >= 0", name="freight_not_negative"),
    )
    __mapper_args__: ClassVar = {"polymorphic_identity": OrganisationKind.SUPPLIER}

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    supplier_kind: Mapped[SupplierKind] = mapped_column(Word(SupplierKind))
    status: Mapped[SupplierStatus] = mapped_column(Word(SupplierStatus))
    status_since: Mapped[datetime] = mapped_column(Moment)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    township_code: Mapped[str | None] = mapped_column(ForeignKey("township.code"))
    founded: Mapped[int | None] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(Text, default="")
    about_english: Mapped[str] = mapped_column(Text, default="")
    delivered_price: Mapped[bool] = mapped_column(Boolean, default=False)
    freight: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    freight_free_from: Mapped[Money | None] = mapped_column(MoneyColumn)
    taxpayer: Mapped[Taxpayer] = mapped_column(
        Word(Taxpayer), default=Taxpayer.SMALL, server_default=Taxpayer.SMALL.value
    )


class Producer(db.Model):
    """For whom an agent sells: a supplier may sell what others grow or make, and then says whose it is."""

    __tablename__ = "producer"
    __table_args__ = (UniqueConstraint("supplier_id", "name"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    name: Mapped[str] = mapped_column(String(120))
    name_english: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    township_code: Mapped[str | None] = mapped_column(ForeignKey("township.code"))
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class BenefitRecord(db.Model):
    """Whom a supplier links and how, as of a day: as it states, or as its county confirmed from the roster.

    The two stand beside each other. In force on a day is the newest confirmed one up to it, and while there is none
    the newest stated one; whoever shows it says which.
    """

    __tablename__ = "benefit_record"
    __table_args__ = (
        UniqueConstraint("supplier_id", "as_of", "source"),
        one_of("source", BenefitSource),
        CheckConstraint("households >= 0 AND people >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    as_of: Mapped[date] = mapped_column(Date)
    source: Mapped[BenefitSource] = mapped_column(Word(BenefitSource), default=BenefitSource.STATED)
    households: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    mechanism: Mapped[str] = mapped_column(String(300))
    mechanism_english: Mapped[str] = mapped_column(String(300))

    @property
    def confirmed(self) -> bool:
        return self.source is BenefitSource.CONFIRMED
