"""What a person may do for an organisation. A person may hold several memberships and switch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.columns import Identity, Moment, MoneyColumn, Words
from shop.kernel.money import Money
from shop.organisations.models.organisations import Organisation


class Membership(db.Model):
    """One person in one organisation, with roles and the most one purchase may come to without approval."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    roles: Mapped[frozenset[Role]] = mapped_column(Words(Role))
    title: Mapped[str] = mapped_column(String(80), default="")
    order_limit: Mapped[Money | None] = mapped_column(MoneyColumn)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    since: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
