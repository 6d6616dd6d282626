"""What payers' banks tell of before the payee has seen it."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of, plain_json
from shop.kernel.enums import Labelled
from shop.kernel.money import Money


class AnnouncedState(Labelled):
    """What became of an announced payment."""

    WAITING = "waiting", _l("Announced by the payer, not yet seen by the payee")
    SEEN = "seen", _l("Seen by the payee")
    DENIED = "denied", _l("Did not arrive, says the payee")
    WITHDRAWN = "withdrawn", _l("Taken back by the payer")


class AnnouncedPayment(db.Model):
    """A line of a unit's bank says that so much went to a supplier: the payer's word, by which nothing is paid yet.

    Money is booked on the payee's word alone, its bank's or its own; the payment that the line then tells of is its
    sighting. ``shares`` (``[[order id, fen]]``) is what the unit paid it for, to be put there once it is seen.
    """

    __tablename__ = "announced_payment"
    __table_args__ = (
        one_of("state", AnnouncedState),
        CheckConstraint("amount > 0", name="something"),
        Index("ix_announced_payment_supplier", "supplier_id", "state", "line_id"),
        Index("ix_announced_payment_unit", "unit_id", "state", "line_id"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    booked_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(200), default="")
    shares: Mapped[list[list[int]]] = mapped_column(plain_json(), default=list)
    state: Mapped[AnnouncedState] = mapped_column(Word(AnnouncedState), default=AnnouncedState.WAITING)
    reason: Mapped[str] = mapped_column(String(400), default="")
    announced_at: Mapped[datetime] = mapped_column(Moment)
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
