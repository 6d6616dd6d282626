"""Reading acceptances with everything that belongs to them, each within what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, exists, false, or_, select, type_coerce
from sqlalchemy.orm import aliased, joinedload, selectinload

from shop.extensions import db
from shop.fulfilment.lifecycle import OBJECT_WITHIN, UNSETTLED
from shop.fulfilment.models import (
    Acceptance,
    AcceptanceLine,
    ConsignmentLine,
    CorrectionProposal,
    Objection,
)
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.queries.beside import names_of_people
from shop.fulfilment.queries.consignments import of_units
from shop.kernel import clock, money
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING
from shop.kernel.questions import EntriesOf, EntryAnswer, InvoiceAnswer, InvoicesOf, ask
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.queries import OrganisationName, names_of


@dataclass(frozen=True, slots=True)
class NotePage:
    """An acceptance with its chain, what was objected and proposed, who is who, and its entries by line id.

    ``invoices`` are those on which its lines stand, by consignment line.

    ``lines`` are those that the reader may see: all of them, or those of goods from the reader's own county.
    """

    acceptance: Acceptance
    lines: Sequence[AcceptanceLine]
    chain: Sequence[Acceptance]
    objection: Objection | None
    proposals: Sequence[CorrectionProposal]
    organisations: dict[int, OrganisationName]
    people: dict[int, str]
    entries: dict[int, EntryAnswer]
    invoices: dict[int, list[InvoiceAnswer]]

    @property
    def is_newest(self) -> bool:
        return self.chain[-1].id == self.acceptance.id

    @property
    def corrected(self) -> Acceptance | None:
        """The note that this one corrects."""
        return next((note for note in self.chain if note.id == self.acceptance.corrects_id), None)

    @property
    def open_proposal(self) -> CorrectionProposal | None:
        return next((row for row in self.proposals if row.status is ProposalStatus.OPEN), None)

    @property
    def in_doubt(self) -> bool:
        """Whether an objection waits for its answer: the mark 存疑, which changes no verdict."""
        return self.objection is not None and self.objection.status in UNSETTLED

    @property
    def hidden(self) -> int:
        """How many lines the reader does not see."""
        return len(self.acceptance.lines) - len(self.lines)

    @property
    def purchases(self) -> list[Purchase]:
        """What the goods were bought with: whose invoice, under which number of the unit's own."""
        found = {line.consignment_line.order_line.order.purchase.id: line for line in self.lines}
        return [found[key].consignment_line.order_line.order.purchase for key in sorted(found)]

    @property
    def amount(self) -> Money:
        """What the note comes to, as far as the reader sees it; so everywhere here."""
        return self.amount_of(self.acceptance)

    @property
    def difference(self) -> Money:
        """What the note comes to beside the one it corrects."""
        return self.amount - self.amount_of(self.corrected) if self.corrected else self.amount

    def amount_of(self, note: Acceptance) -> Money:
        """What a note of the chain comes to: all of them speak of the same lines of the consignment."""
        seen = {line.consignment_line_id for line in self.lines}
        return money.total(line.amount for line in note.lines if line.consignment_line_id in seen)


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which an acceptance exists for the actor: both sides, and whoever answers for the figures.

    An official opens those of their branch, a county those with goods that came from it by the facts of their order
    (`lines_seen_by` says which lines), the operator all.
    """
    if actor.is_operator:
        return Acceptance.id.is_not(None)
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return Acceptance.supplier_id == actor.organisation_id
    if actor.organisation_kind is OrganisationKind.UNIT:
        return of_units(Acceptance, Acceptance.consignment_id, actor)
    return _of_county(actor.county_code) if actor.is_county and actor.county_code else false()


def _of_county(county_code: str) -> ColumnElement[bool]:
    line = aliased(AcceptanceLine)
    return exists().where(
        line.acceptance_id == Acceptance.id,
        line.order_line_id == OrderLine.id,
        type_coerce(OrderLine.facts, Text).contains(f'"origin_county":"{county_code}"', autoescape=True),
    )


def lines_seen_by(actor: Actor, acceptance: Acceptance) -> list[AcceptanceLine]:
    """The lines of a note that the actor may see: a county's official sees those of goods from the county alone."""
    if not actor.is_county or actor.is_operator:
        return list(acceptance.lines)
    origins = {line.id: line.consignment_line.order_line.facts.origin_county for line in acceptance.lines}
    return [line for line in acceptance.lines if origins[line.id] == actor.county_code]


def acceptance_for(actor: Actor, number: str) -> Acceptance:
    """One acceptance with its consignment; ``NotYours`` if it does not exist for the actor. Two queries.

    Its lines are those of the consignment, which reads its own only where they are asked for.
    """
    lines = selectinload(Acceptance.lines).joinedload(AcceptanceLine.consignment_line)
    statement = (
        select(Acceptance)
        .where(may_be_seen_by(actor), Acceptance.number == number)
        .options(
            lines.joinedload(ConsignmentLine.order_line).joinedload(OrderLine.order).joinedload(Order.purchase),
            lines.joinedload(ConsignmentLine.lot),
            joinedload(Acceptance.consignment),
        )
    )
    acceptance = db.session.execute(statement).scalar_one_or_none()
    if acceptance is None:
        raise NotYours
    return acceptance


def notes_of(consignment_id: int) -> list[Acceptance]:
    """All notes of a consignment with their lines, the first one first."""
    return list(db.session.execute(_chain_of(consignment_id)).unique().scalars())


def _chain_of(consignment_id: int) -> Select[Any]:
    statement = select(Acceptance).where(Acceptance.consignment_id == consignment_id).order_by(Acceptance.n)
    return statement.options(joinedload(Acceptance.lines))


def note_page(acceptance: Acceptance, actor: Actor) -> NotePage:
    """Everything that the page of an acceptance tells the actor."""
    lines = lines_seen_by(actor, acceptance)
    statement = _chain_of(acceptance.consignment_id).add_columns(Objection)
    objected = statement.outerjoin(Objection, Objection.acceptance_id == Acceptance.id)
    rows = db.session.execute(objected.options(joinedload(Objection.steps))).unique().all()
    chain, objections = [row[0] for row in rows], [row[1] for row in rows if row[1] is not None]
    ids = [note.id for note in chain]
    proposals = db.session.execute(
        select(CorrectionProposal)
        .where(CorrectionProposal.acceptance_id.in_(ids))
        .order_by(CorrectionProposal.id.desc())
    ).scalars()
    proposed = list(proposals)
    consignment = acceptance.consignment
    people = [consignment.shipped_by_id, consignment.arrived_by_id]
    people += [person for note in chain for person in (note.accepted_by_id, note.agreed_by_id)]
    people += [person for row in proposed for person in (row.proposed_by_id, row.decided_by_id)]
    people += [row.person_id for row in objections]
    people += [step.person_id for row in objections for step in row.steps]
    return NotePage(
        acceptance=acceptance,
        lines=lines,
        chain=chain,
        objection=next(iter(objections), None),
        proposals=proposed,
        organisations=names_of({acceptance.unit_id, acceptance.supplier_id}),
        people=names_of_people(people),
        entries=ask(EntriesOf(tuple(line.id for line in lines))),
        invoices=ask(InvoicesOf(tuple(line.consignment_line_id for line in lines))),
    )


def objectable_notes(actor: Actor) -> list[Acceptance]:
    """Notes of the last three days by which something was refused or reduced, and to which nobody has objected."""
    reduced = exists().where(
        AcceptanceLine.acceptance_id == Acceptance.id,
        or_(AcceptanceLine.refused > NOTHING, AcceptanceLine.reduced_reason != ""),
    )
    statement = (
        select(Acceptance)
        .where(
            Acceptance.supplier_id == actor.organisation_id,
            Acceptance.n == 1,
            Acceptance.accepted_at >= clock.now() - OBJECT_WITHIN,
            reduced,
            ~exists().where(Objection.acceptance_id == Acceptance.id),
        )
        .order_by(Acceptance.id)
    )
    return list(db.session.execute(statement).scalars())


def proposal_on(acceptance_id: int, typed: str) -> CorrectionProposal:
    """The proposal of this id (as a form sent it) on an acceptance; ``NotYours`` if it is not on that one."""
    rows = db.session.execute(
        select(CorrectionProposal).where(CorrectionProposal.acceptance_id == acceptance_id)
    ).scalars()
    found = next((row for row in rows if str(row.id) == typed), None)
    if found is None:
        raise NotYours
    return found
