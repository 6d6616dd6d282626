"""What was really taken in: acceptances, which never change, what the supplier objects to, and agreed corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.fulfilment.lifecycle import ObjectionStatus, Side
from shop.fulfilment.models.consignments import Consignment, ConsignmentLine
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import (
    Identity,
    Moment,
    MoneyColumn,
    QuantityColumn,
    UnitPriceColumn,
    Word,
    one_of,
    plain_json,
)
from shop.kernel.enums import Labelled
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import NOTHING, Quantity


class CertificateKind(Labelled):
    """Which paper came with the goods."""

    PLEDGE = "pledge", _l("Pledge of conformity")
    QUARANTINE = "quarantine", _l("Quarantine certificate")
    INSPECTION = "inspection", _l("Inspection report")


class Acceptance(AppendOnly, db.Model):
    """An acceptance note (验收单), or the correction of one that it names. ``n`` counts them per consignment from 1.

    The counting day is the Shanghai day of ``accepted_at``; a ``paper_day`` may be stated with a reason and is shown
    beside it. ``signers`` are the names of one to three people of the unit. Of a correction, ``accepted_by_id`` is who
    proposed it and ``agreed_by_id`` who agreed for the other side.
    """

    __tablename__ = "acceptance"
    __table_args__ = (
        UniqueConstraint("consignment_id", "n"),
        CheckConstraint("paper_day IS NULL OR paper_day_reason <> ''", name="paper_day_with_reason"),
        Index("ix_acceptance_corrects", "corrects_id", unique=True),
        Index("ix_acceptance_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(28), unique=True)
    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"))
    unit_id: Mapped[int] = mapped_column(Identity)
    supplier_id: Mapped[int] = mapped_column(Identity)
    n: Mapped[int] = mapped_column(Integer)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("acceptance.id"))
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper_day: Mapped[date | None] = mapped_column(Date)
    paper_day_reason: Mapped[str] = mapped_column(String(200), default="")
    signers: Mapped[list[str]] = mapped_column(plain_json())
    deliverer: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    consignment: Mapped[Consignment] = relationship()
    lines: Mapped[list[AcceptanceLine]] = relationship(order_by="AcceptanceLine.id", back_populates="acceptance")


class AcceptanceLine(AppendOnly, db.Model):
    """What was weighed and taken in of one consignment line. Net is gross less tare; net is accepted or refused.

    ``unit_price`` is the agreed price, below the order's when accepted at a reduced price. ``amount`` is rounded here
    once. ``temperature`` is in tenths of a degree Celsius.
    """

    __tablename__ = "acceptance_line"
    __table_args__ = (
        UniqueConstraint("acceptance_id", "consignment_line_id"),
        one_of("certificate_kind", CertificateKind),
        CheckConstraint("accepted >= 0 AND refused >= 0", name="not_negative"),
        CheckConstraint("accepted + refused = net", name="net_is_decided"),
        CheckConstraint("gross IS NULL OR gross - tare = net", name="gross_less_tare"),
        CheckConstraint("refused = 0 OR refused_reason <> ''", name="refused_with_reason"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"))
    consignment_line_id: Mapped[int] = mapped_column(ForeignKey("consignment_line.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    gross: Mapped[Quantity | None] = mapped_column(QuantityColumn)
    tare: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    net: Mapped[Quantity] = mapped_column(QuantityColumn)
    packs_accepted: Mapped[int] = mapped_column(Integer)
    accepted: Mapped[Quantity] = mapped_column(QuantityColumn)
    refused: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    refused_reason: Mapped[str] = mapped_column(String(200), default="")
    unit_price: Mapped[UnitPrice] = mapped_column(UnitPriceColumn)
    reduced_reason: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    harvested_on: Mapped[date | None] = mapped_column(Date)
    best_before: Mapped[date | None] = mapped_column(Date)
    certificate_kind: Mapped[CertificateKind | None] = mapped_column(Word(CertificateKind))
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    temperature: Mapped[int | None] = mapped_column(Integer)

    acceptance: Mapped[Acceptance] = relationship(back_populates="lines")
    consignment_line: Mapped[ConsignmentLine] = relationship()


class Objection(AppendOnly, db.Model):
    """The supplier does not agree with an acceptance; possible within three days of it. ``steps``: how it went on."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400))

    steps: Mapped[list[ObjectionStep]] = relationship(order_by="ObjectionStep.n")

    @property
    def status(self) -> ObjectionStatus:
        """Where it stands: open until somebody has replied."""
        return self.steps[-1].status if self.steps else ObjectionStatus.OPEN


class ObjectionStep(AppendOnly, db.Model):
    """One reply to an objection, and where it led. ``n`` counts them per objection from 1; ``side`` is whose reply."""

    __tablename__ = "objection_step"
    __table_args__ = (
        UniqueConstraint("objection_id", "n"),
        one_of("status", ObjectionStatus),
        one_of("side", Side),
        CheckConstraint("n >= 1 AND status <> 'open'", name="leads_on"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    n: Mapped[int] = mapped_column(Integer)
    status: Mapped[ObjectionStatus] = mapped_column(Word(ObjectionStatus))
    side: Mapped[Side] = mapped_column(Word(Side))
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")


class ProposalStatus(Labelled):
    """What became of a proposed correction."""

    OPEN = "open", _l("Waiting for the other side")
    AGREED = "agreed", _l("Agreed")
    REJECTED = "rejected", _l("Not agreed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class CorrectionProposal(db.Model):
    """One side says what the acceptance should have been; the other agrees, and a new acceptance is written.

    ``lines`` are plain data: of each consignment line (``line``) a weighing, as `weighing.Weighing.packed` makes it.
    """

    __tablename__ = "correction_proposal"
    __table_args__ = (one_of("status", ProposalStatus), one_of("side", Side))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), index=True)
    side: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[ProposalStatus] = mapped_column(Word(ProposalStatus), default=ProposalStatus.OPEN)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(plain_json())
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(String(400), default="")
