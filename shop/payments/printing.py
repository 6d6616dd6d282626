"""Settlements and monthly statements as papers: the words of their pages, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from shop.documents.pdf import Column, Paper
from shop.kernel.money import Money, in_words
from shop.payments.models import Settlement, SettlementLine
from shop.payments.queries.settled_parts import sums_by_kind
from shop.payments.queries.statements import StatementRow
from shop.payments.remittance import code_of
from shop.payments.settling import LineKind, SettlementSide
from shop.web import filters
from shop.web.language import current


def settlement_paper(
    settlement: Settlement,
    lines: Sequence[tuple[SettlementLine, str]],
    names: Mapping[int, Any],
    people: Mapping[int, str],
    invoices: str,
) -> Paper:
    """A settlement (结算单); ``lines`` with their orders' numbers, in the order in which they are printed."""
    sums = sums_by_kind(line for line, _order in lines)
    unit, supplier = (filters.named(names[key]) for key in (settlement.unit_id, settlement.supplier_id))
    if current() == "zh":
        unit, supplier = settlement.unit_name, settlement.supplier_name
    signed = {settlement.proposed_side: settlement.proposed_by_id}
    signed[next(side for side in SettlementSide if side not in signed)] = settlement.confirmed_by_id or 0
    return Paper(
        title=_("Settlement"),
        number=settlement.number,
        state=str(settlement.state.label),
        facts=_known(
            (_("Unit"), unit),
            (_("Supplier"), supplier),
            (_("Invoice to"), settlement.profile_title),
            (_("Supplier’s credit code"), settlement.supplier_code),
            (_("Tax number"), settlement.profile_tax_number),
            (
                _("Period"),
                _(
                    "%(start)s to %(end)s",
                    start=filters.day(settlement.period_from),
                    end=filters.day(settlement.period_to),
                ),
            ),
            (_("Agreed on"), filters.day(settlement.confirmed_at) if settlement.confirmed_at else ""),
            (_("Invoices"), invoices),
        ),
        columns=(
            Column(_("No."), number=True),
            Column(_("Day")),
            Column(_("Goods"), wide=True),
            Column(_("Order")),
            Column(_("Quantity"), number=True),
            Column(_("Unit price"), number=True),
            Column(_("VAT")),
            Column(_("Amount"), number=True),
        ),
        rows=[_settled(number, line, order) for number, (line, order) in enumerate(lines, start=1)],
        sums=[
            (name, filters.money(amount))
            for name, amount in (
                (_("Goods"), sums[LineKind.GOODS]),
                (str(LineKind.REDUCTION.label), sums[LineKind.REDUCTION]),
                (_("Freight, not counted towards a target"), sums[LineKind.CHARGE]),
            )
            if amount
        ],
        total=_total(_("Total"), settlement.total),
        notes=[_("Prices include tax. Please write %(code)s into the transfer.", code=code_of(settlement.number))],
        signatures=(
            (_("For the unit, with seal"), people.get(signed[SettlementSide.UNIT], "")),
            (_("For the supplier, with seal"), people.get(signed[SettlementSide.SUPPLIER], "")),
            (_("Checked by finance"), people.get(settlement.checked_by_id or 0, "")),
        ),
    )


def statement_paper(
    number: str,
    rows: Sequence[StatementRow],
    columns: Mapping[str, Any],
    sums: Mapping[str, Money],
    start: date,
    until: date,
    names: Mapping[int, Any],
    supplier_id: int,
) -> Paper:
    """A supplier's statement of a month (对账单): goods, reductions, freight, payments, refunds and fees by unit."""
    cells = [[filters.named(names[row.unit_id]), *(_figure(getattr(row, name)) for name in columns)] for row in rows]
    return Paper(
        title=_("Monthly statement"),
        number=number,
        facts=_known(
            (_("Supplier"), filters.named(names[supplier_id])),
            (_("Period"), _("%(start)s to %(end)s", start=filters.day(start), end=filters.day(until))),
        ),
        columns=(
            Column(_("Unit"), wide=True),
            *(Column(str(label), number=True) for label in columns.values()),
        ),
        rows=[*cells, [_("Total"), *(_figure(sums[name]) for name in columns)]],
        sums=(),
        total=_total(_("Net received"), sums["received"]),
        notes=[
            _("Amounts in yuan."),
            _(
                "The marketplace takes no fee. What was paid is what arrived in this month,"
                " also for goods of earlier months."
            ),
        ],
    )


def kind_of(line: SettlementLine) -> int:
    """Goods are printed first, then what is taken off them, then charges."""
    return list(LineKind).index(line.what)


def _settled(number: int, line: SettlementLine, order: str) -> list[str]:
    language, goods = current(), line.named(current())
    if line.what is LineKind.REDUCTION:
        said = _("Agreed reduction: %(goods)s", goods=goods) if goods else _("Agreed reduction")
        said = _small(said, [line.note])
    elif line.what is LineKind.CHARGE:
        said = _("Freight, not counted towards a target")
    else:
        said = _small(goods, [line.pack_named(language), line.note, _("corrected") if line.correction else ""])
    basis = line.measure.label if line.weighed and line.measure else line.pack_named(language)
    return [
        str(number),
        filters.day(line.day),
        said,
        order,
        _quantity(line),
        _small(filters.price(line.unit_price), [_("per %(basis)s", basis=basis)]) if line.unit_price else "–",
        str(line.tax_rate.label) if line.tax_rate else "–",
        filters.money(line.amount),
    ]


def _quantity(line: SettlementLine) -> str:
    if line.quantity is None or not line.measure:
        return "–"
    measured = filters.amount(line.quantity, line.measure.value)
    return _small(ngettext("%(num)s pack", "%(num)s packs", line.packs), [measured]) if line.packs else measured


def _small(main: str, others: Iterable[str]) -> str:
    beneath = " · ".join(other for other in others if other)
    return f"{main}\n{beneath}" if beneath else main


def _figure(amount: Money) -> str:
    """An amount of a column, without the sign of its currency."""
    return filters.money(amount).replace("¥", "")


def _total(name: str, amount: Money) -> dict[str, str]:
    return {"name": name, "words": in_words(amount), "figure": filters.money(amount)}


def _known(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(name, said) for name, said in facts if said]
