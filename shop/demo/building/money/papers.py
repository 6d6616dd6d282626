"""What stands on the demo's invoices: number, lines by goods and rate, and how the seller may issue them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shop.catalogue.words import TaxRate
from shop.demo.invented import invoice_number, old_invoice_number, tax_office_code
from shop.demo.records import Supplier
from shop.kernel.money import Money, total
from shop.organisations.words import SupplierKind
from shop.payments.invoicing import InvoiceKind, net_of
from shop.payments.paper import PaperLine
from shop.payments.services.papers import Paper


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An accepted line of which something is left to be invoiced."""

    unit_id: int
    profile_id: int
    chain: int
    line_id: int
    order_id: int
    accepted_at: datetime
    open: Money
    goods: str
    rate: TaxRate
    untouched: bool


def kind_for(supplier: Supplier, draw: float) -> InvoiceKind:
    """A family farm sells against the buyer's own purchase invoices; some cooperatives go to the tax office."""
    if supplier.kind is SupplierKind.FAMILY_FARM:
        return InvoiceKind.PURCHASE
    if supplier.kind is SupplierKind.COOPERATIVE and draw < 0.12:
        return InvoiceKind.TAX_OFFICE
    return InvoiceKind.ORDINARY


def paper_of(
    kind: InvoiceKind, key: str, supplier: Supplier, day: date, parts: Iterable[tuple[OpenLine, Money]]
) -> Paper:
    """The paper for parts of accepted lines: one line for each of the goods at each rate."""
    sums: dict[tuple[str, TaxRate], Money] = {}
    for line, amount in parts:
        at = (line.goods, line.rate)
        sums[at] = sums.get(at, Money(0)) + amount
    return paper(kind, key, supplier, day, [_line(goods, rate, amount) for (goods, rate), amount in sums.items()])


def paper(kind: InvoiceKind, key: str, supplier: Supplier, day: date, lines: Sequence[PaperLine]) -> Paper:
    """A paper with an invented number. What the tax office issues has an old number with a code, and its own name."""
    by_office = kind is InvoiceKind.TAX_OFFICE
    return Paper(
        kind=kind,
        number=old_invoice_number(key) if by_office else invoice_number(key, day),
        code=invoice_code(day) if by_office else "",
        issued_on=day,
        total=total(line.total for line in lines),
        lines=tuple(lines),
        seller_tax_number=tax_office_code(supplier.county_code) if by_office else "",
    )


def turned(lines: Iterable[PaperLine]) -> list[PaperLine]:
    """The same lines as a red letter bears them."""
    return [PaperLine(line.what, -line.net, line.rate, -line.tax) for line in lines]


def one_line(what: str, amount: Money, rate: TaxRate) -> PaperLine:
    """A line of so much with tax; a negative amount for a red letter."""
    net = net_of(amount, rate)
    return PaperLine(what, net, rate, amount - net)


def invoice_code(day: date) -> str:
    """Twelve digits as on paper invoices; no province begins with 00."""
    return f"000{day:%y}0000000"


def _line(goods: str, rate: TaxRate, amount: Money) -> PaperLine:
    return one_line(f"*农产品*{goods}（演示）"[:120], amount, rate)
