"""What a proposed correction would change, in words and in money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.fulfilment.models import Acceptance, AcceptanceLine, ConsignmentLine, CorrectionProposal
from shop.fulfilment.services.corrections import weighings_of
from shop.fulfilment.weighing import Weighing
from shop.kernel import money
from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Change:
    """A line as it was noted and as it is proposed; ``papers`` when something beside quantity and price changes."""

    line: ConsignmentLine
    before: AcceptanceLine
    after: Weighing
    amount: Money
    papers: bool

    @property
    def difference(self) -> Money:
        return self.amount - self.before.amount


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a proposal would change."""

    lines: Sequence[Change]

    @property
    def difference(self) -> Money:
        return money.total(change.difference for change in self.lines)


def changes_of(
    proposal: CorrectionProposal, chain: Sequence[Acceptance], lines: Mapping[int, ConsignmentLine]
) -> Changes:
    """Which of these lines the proposal would change, beside the note it was made on."""
    note = next(note for note in chain if note.id == proposal.acceptance_id)
    said = weighings_of(proposal)
    changes = [
        _change(lines[row.consignment_line_id], row, said[row.consignment_line_id])
        for row in note.lines
        if row.consignment_line_id in lines
    ]
    return Changes([change for change in changes if change is not None])


def _change(line: ConsignmentLine, before: AcceptanceLine, proposed: Weighing) -> Change | None:
    agreed = line.order_line.unit_price
    noted, after = Weighing.of(before, agreed), proposed.tidied(agreed)
    if noted == after:
        return None
    return Change(
        line=line,
        before=before,
        after=after,
        amount=after.amount(agreed, line.order_line.price_basis),
        papers=_papers(noted) != _papers(after),
    )


def _papers(said: Weighing) -> tuple[object, ...]:
    return (
        said.refused_reason,
        said.reduced_reason,
        said.harvested_on,
        said.best_before,
        said.certificate_kind,
        said.certificate_number,
        said.temperature,
    )
