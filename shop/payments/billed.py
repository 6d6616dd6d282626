"""A settlement held against the invoices that it was invoiced by, with every difference named to the fen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money, total
from shop.payments.invoicing import InvoiceKind, InvoiceStatus


@dataclass(frozen=True, slots=True)
class SettledGoods:
    """What a settlement says of one accepted line, its corrections and reductions in it together.

    ``acceptance_line_id`` is the line in force.
    """

    consignment_line_id: int
    acceptance_line_id: int
    name: str
    name_english: str
    note: str
    settled: Money

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of the register as a settlement sees it: which ``parts`` of it belong to the settlement's lines.

    ``parts`` are by consignment line, ``allocated`` is what belongs to accepted lines at all, ``chosen`` whether the
    supplier says that it is for this settlement.
    """

    id: int
    number: str
    official_number: str
    kind: InvoiceKind
    status: InvoiceStatus
    side: Side
    issued_on: date
    total: Money
    allocated: Money
    taken_back: Money
    chosen: bool
    parts: dict[int, Money] = field(default_factory=dict)

    @property
    def inside(self) -> Money:
        """What of it belongs to the settlement's goods."""
        return total(self.parts.values())

    @property
    def outside(self) -> Money:
        """What of it belongs to goods that are not in the settlement."""
        return self.allocated - self.inside

    @property
    def free(self) -> Money:
        """What of it belongs to no goods, such as freight; of a red letter nothing."""
        return Money(0) if self.kind is InvoiceKind.RED else self.total - self.taken_back - self.allocated

    @property
    def disputed(self) -> bool:
        return self.status is InvoiceStatus.DISPUTED

    @property
    def counts(self) -> bool:
        return self.chosen and self.status is not InvoiceStatus.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Billing:
    """A settlement's amounts, its goods, and the invoices that are for it or could be."""

    total: Money
    charges: Money
    goods: Sequence[SettledGoods]
    bills: Sequence[Bill]

    @property
    def chosen(self) -> list[Bill]:
        """What the supplier says that it was invoiced by."""
        return [bill for bill in self.bills if bill.chosen]

    @property
    def counting(self) -> list[Bill]:
        """Of these, those that were not withdrawn."""
        return [bill for bill in self.bills if bill.counts]

    @property
    def offered(self) -> list[Bill]:
        """What could be chosen: those of which a part is for these goods come first."""
        usable = [bill for bill in self.bills if bill.status is not InvoiceStatus.WITHDRAWN]
        return sorted(usable, key=lambda bill: (not bill.chosen, not bill.inside, -bill.id))

    @property
    def invoiced(self) -> Money:
        """What the chosen invoices come to, less what of them is for other goods."""
        return total(bill.total - bill.outside for bill in self.counting)

    @property
    def difference(self) -> Money:
        """By how much the settlement is more than its invoices; less than nothing if they are more."""
        return self.total - self.invoiced

    @property
    def covered_already(self) -> bool:
        """Whether all its goods stand on invoices of the register, chosen or not."""
        wanted = [goods for goods in self.goods if goods.settled > Money(0)]
        return bool(wanted) and all(self._on(self.offered, goods) >= goods.settled for goods in wanted)

    def missing(self) -> list[SettledGoods]:
        """Goods of which something stands on no invoice of the register yet."""
        return [goods for goods in self.goods if goods.settled > self._on(self.offered, goods)]

    def findings(self, *, written: Any, language: str) -> list[Any]:
        """Sentences about everything that does not agree; ``written`` writes an amount for the reader."""
        found = [self._sum(written)] if self.difference else []
        found += [
            _l(
                "%(goods)s on %(note)s: %(amount)s of %(settled)s do not stand on these invoices.",
                goods=goods.named(language),
                note=goods.note,
                amount=written(left),
                settled=written(goods.settled),
            )
            if left > Money(0)
            else _l(
                "%(goods)s on %(note)s: the invoices have %(amount)s more than was settled.",
                goods=goods.named(language),
                note=goods.note,
                amount=written(-left),
            )
            for goods in self.goods
            if goods.settled > Money(0) and (left := goods.settled - self._on(self.counting, goods))
        ]
        free = total(bill.free for bill in self.counting)
        if free != self.charges:
            found.append(
                _l(
                    "Freight comes to %(charges)s, and %(free)s of the invoices belong to no accepted goods.",
                    charges=written(self.charges),
                    free=written(free),
                )
            )
        found += [
            _l(
                "%(amount)s of invoice %(number)s belong to goods that are not in this settlement.",
                amount=written(bill.outside),
                number=bill.official_number,
            )
            for bill in self.counting
            if bill.outside
        ]
        found += [
            _l("Invoice %(number)s was withdrawn and is not reckoned.", number=bill.official_number)
            for bill in self.chosen
            if bill.status is InvoiceStatus.WITHDRAWN
        ]
        found += [
            _l("Invoice %(number)s is disputed.", number=bill.official_number)
            for bill in self.counting
            if bill.disputed
        ]
        return found

    def _sum(self, written: Any) -> Any:
        if self.difference > Money(0):
            return _l("The invoices come to %(amount)s less than the settlement.", amount=written(self.difference))
        return _l("The invoices come to %(amount)s more than the settlement.", amount=written(-self.difference))

    @staticmethod
    def _on(bills: Sequence[Bill], goods: SettledGoods) -> Money:
        return total(bill.parts.get(goods.consignment_line_id, Money(0)) for bill in bills)
