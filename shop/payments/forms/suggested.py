"""What would stand on an invoice of certain accepted lines, or on a red letter: a start that a person corrects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shop.catalogue.words import TaxRate
from shop.kernel import money
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import net_of
from shop.payments.matching import MatchedLine
from shop.payments.models import Invoice
from shop.payments.paper import PaperLine
from shop.web.language import current


def lines_of(matched: Sequence[MatchedLine]) -> list[PaperLine]:
    """What a seller would write onto an invoice of these lines: one for each product and rate, tax out of the price."""
    sums: dict[tuple[str, TaxRate], list[MatchedLine]] = {}
    for line in matched:
        sums.setdefault((line.named(current()), line.rate), []).append(line)
    found = []
    for (name, rate), lines in sums.items():
        total = money.total(line.difference for line in lines)
        net = net_of(total, rate)
        found.append(PaperLine(name, net, rate, total - net, _quantity(lines)))
    return found


def _quantity(lines: Sequence[MatchedLine]) -> Quantity | None:
    """What was accepted of them, as long as all of it is still to be invoiced."""
    whole = all(line.difference == line.accepted for line in lines)
    return Quantity(sum(line.quantity.thousandths for line in lines)) if whole else None


def opposite(line: PaperLine) -> PaperLine:
    """A line with its amounts turned round, as a red letter bears it."""
    return replace(line, net=-line.net, tax=-line.tax)


def taken_back(
    invoice: Invoice, matched: Sequence[MatchedLine], freed: Money
) -> tuple[list[PaperLine], dict[int, Money]]:
    """The lines and parts that a red letter would bear: what corrections have ``freed`` of it, or else all of it."""
    amount = min(freed - invoice.taken_back, invoice.unallocated)
    if amount > Money(0) and invoice.allocated:
        first = invoice.lines[0]
        net = net_of(amount, first.rate)
        return [PaperLine(first.what, -net, first.rate, net - amount)], {}
    lines = [opposite(PaperLine(line.what, line.net, line.rate, line.tax, line.quantity)) for line in invoice.lines]
    return lines, {line.acceptance_line_id: line.part for line in matched}
