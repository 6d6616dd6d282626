"""What all organisations share; the kinds add their own columns in tables of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.actor import OrganisationKind
from shop.kernel.columns import Identity, Moment, Word, one_of


class Organisation(db.Model):
    """A unit, a supplier, a county office or the operator: whatever people act for."""

    __tablename__ = "organisation"
    __table_args__: ClassVar[tuple[Any, ...]] = (one_of("kind", OrganisationKind),)
    __mapper_args__: ClassVar = {"polymorphic_on": "kind"}

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(Word(OrganisationKind))
    name: Mapped[str] = mapped_column(String(200))
    name_english: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)

    def named(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name if language == "zh" else self.name_english


class CountyOffice(Organisation):
    """The office of an aided county that recommends suppliers and certifies products."""

    __tablename__ = "county_office"
    __mapper_args__: ClassVar = {"polymorphic_identity": OrganisationKind.COUNTY_OFFICE}

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))


class Operator(Organisation):
    """Who runs the marketplace."""

    __tablename__ = "operator"
    __mapper_args__: ClassVar = {"polymorphic_identity": OrganisationKind.OPERATOR}

    id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
