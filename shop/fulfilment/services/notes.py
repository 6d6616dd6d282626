"""Writing acceptance notes: the lines as weighed, the order lines brought up to date, and the tally told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.events import AcceptedLine, GoodsAccepted
from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment, ConsignmentLine
from shop.fulfilment.weighing import Load, Weighing, faults_of
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import Refused
from shop.ordering.models import OrderLine

MOST_SIGNERS = 3


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed the note, and the day on the paper if it differs from today."""

    signers: tuple[str, ...]
    deliverer: str = ""
    paper_day: date | None = None
    paper_day_reason: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The signers without the empty lines of the form."""
        return tuple(name.strip() for name in self.signers if name.strip())

    @property
    def other_day(self) -> date | None:
        """The day on the paper, if it is another than today."""
        return None if self.paper_day == clock.today() else self.paper_day


def faults_of_signing(signing: Signing) -> Iterator[Refused]:
    """One to three people of the unit sign; another day on the paper is explained."""
    if not 1 <= len(signing.names) <= MOST_SIGNERS:
        yield Refused(_l("One to three people of the unit sign."), field="signer_1")
    if len(set(signing.names)) < len(signing.names):
        yield Refused(_l("Nobody can sign twice."), field="signer_2")
    if signing.other_day is None:
        return
    if signing.other_day > clock.today():
        yield Refused(_l("The day on the paper lies in the future."), field="paper_day")
    if not signing.paper_day_reason.strip():
        yield Refused(_l("Please say why the paper bears another day."), field="paper_day_reason")


def faults_of_weighings(
    lines: Sequence[ConsignmentLine], order_lines: Mapping[int, OrderLine], weighings: Mapping[int, Weighing]
) -> Iterator[Refused]:
    """A line of which nothing is said, and all that cannot be; each fault names its field."""
    if set(weighings) != {line.id for line in lines}:
        yield Refused(_l("Please say of every line what became of it."))
    for line in lines:
        if line.id in weighings:
            load = load_of(line, order_lines[line.order_line_id])
            yield from faults_of(weighings[line.id], load, today=clock.today())


def load_of(line: ConsignmentLine, order_line: OrderLine) -> Load:
    """What a weighing of the line is held against."""
    return Load(
        line_id=line.id,
        shipped=line.quantity,
        packs=line.packs,
        content=order_line.content,
        weighed=order_line.weighed,
        agreed=order_line.unit_price,
    )


def write_note(
    consignment: Consignment,
    order_lines: Mapping[int, OrderLine],
    weighings: Mapping[int, Weighing],
    signing: Signing,
    *,
    by: Actor,
    earlier: Sequence[Acceptance] = (),
    written_by_id: int | None = None,
) -> Acceptance:
    """Write a note with its lines, bring the order lines up to date, and tell the tally what it comes to.

    ``earlier`` are the notes of the consignment so far, the first one first; the newest of them is corrected. A
    correction was written by whoever proposed it (``written_by_id``) and agreed by the one who acts.
    """
    corrects = earlier[-1] if earlier else None
    n = len(earlier) + 1
    acceptance = Acceptance(
        cluster_id=consignment.cluster_id,
        number=f"A{consignment.number[1:]}-{n}",
        consignment_id=consignment.id,
        unit_id=consignment.unit_id,
        supplier_id=consignment.supplier_id,
        n=n,
        corrects_id=corrects.id if corrects else None,
        accepted_at=clock.now(),
        accepted_by_id=written_by_id or by.person_id,
        agreed_by_id=by.person_id if corrects else None,
        paper_day=signing.other_day,
        paper_day_reason=signing.paper_day_reason.strip() if signing.other_day else "",
        signers=list(signing.names),
        deliverer=signing.deliverer.strip(),
        note=signing.note.strip(),
    )
    acceptance.lines = [
        _note_line(line, order_lines[line.order_line_id], weighings[line.id]) for line in consignment.lines
    ]
    before = _by_line(earlier[-1:])
    for note_line in acceptance.lines:
        _bring_up_to_date(order_lines[note_line.order_line_id], note_line, before.get(note_line.consignment_line_id))
    db.session.add(acceptance)
    db.session.flush()
    record(
        by,
        "acceptance.corrected" if corrects else "acceptance.written",
        "acceptance",
        acceptance.id,
        cluster_id=consignment.cluster_id,
        number=acceptance.number,
    )
    publish(_accepted(acceptance, order_lines, earlier))
    return acceptance


def _note_line(line: ConsignmentLine, order_line: OrderLine, weighing: Weighing) -> AcceptanceLine:
    said = weighing.tidied(order_line.unit_price)
    return AcceptanceLine(
        cluster_id=line.cluster_id,
        consignment_line_id=line.id,
        order_line_id=line.order_line_id,
        gross=said.gross,
        tare=said.tare,
        net=said.net,
        packs_accepted=said.packs_accepted,
        accepted=said.accepted,
        refused=said.refused,
        refused_reason=said.refused_reason,
        unit_price=said.price(order_line.unit_price),
        reduced_reason=said.reduced_reason,
        amount=said.amount(order_line.unit_price, order_line.price_basis),
        harvested_on=said.harvested_on,
        best_before=said.best_before,
        certificate_kind=said.certificate_kind,
        certificate_number=said.certificate_number,
        temperature=said.temperature,
    )


def _bring_up_to_date(order_line: OrderLine, line: AcceptanceLine, old: AcceptanceLine | None) -> None:
    """The order line takes what the note's line says beside the one that it corrects."""
    order_line.packs_accepted += line.packs_accepted - (old.packs_accepted if old else 0)
    order_line.accepted += line.accepted - old.accepted if old else line.accepted
    order_line.accepted_amount += line.amount - old.amount if old else line.amount


def _accepted(
    acceptance: Acceptance, order_lines: Mapping[int, OrderLine], earlier: Sequence[Acceptance]
) -> GoodsAccepted:
    """What the note comes to beside the one it corrects."""
    first, before = earlier[0] if earlier else acceptance, _by_line(earlier[-1:])
    roots = _by_line(earlier[::-1], only_what_counts=True)
    lines = []
    for line in acceptance.lines:
        order_line = order_lines[line.order_line_id]
        old, root = before.get(line.consignment_line_id), roots.get(line.consignment_line_id)
        amount = line.amount - old.amount if old else line.amount
        quantity = line.accepted - old.accepted if old else line.accepted
        if amount or quantity:
            lines.append(
                AcceptedLine(
                    acceptance_line_id=line.id,
                    order_id=order_line.order_id,
                    root_line_id=root.id if root else None,
                    category_id=order_line.category_id,
                    measure=order_line.measure,
                    facts=order_line.facts,
                    amount=amount,
                    quantity=quantity,
                )
            )
    return GoodsAccepted(
        acceptance_id=acceptance.id,
        cluster_id=acceptance.cluster_id,
        unit_id=acceptance.unit_id,
        supplier_id=acceptance.supplier_id,
        accepted_at=acceptance.accepted_at,
        first_accepted_at=first.accepted_at,
        lines=tuple(lines),
    )


def _by_line(notes: Sequence[Acceptance], *, only_what_counts: bool = False) -> dict[int, AcceptanceLine]:
    """Lines by consignment line, those of later notes in the sequence over the earlier ones.

    What was refused whole wrote no entry, so a chain's root is the first line that was worth something.
    """
    return {
        line.consignment_line_id: line
        for note in notes
        for line in note.lines
        if not only_what_counts or line.amount or line.accepted
    }
