"""What the operator has to transfer to which supplier's own account, as a list for its bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.kernel import clock
from shop.kernel.money import Money, total
from shop.payments.models.payees import PayeeAccount
from shop.payments.queries.owed import Owed, owed_to_suppliers
from shop.payments.queries.payees import payees_of


@dataclass(frozen=True, slots=True)
class PayOutRow:
    """One transfer: ``number`` is the text that goes with it, the same all day."""

    number: str
    supplier_id: int
    amount: Money
    account: PayeeAccount


@dataclass(frozen=True, slots=True)
class PayOutList:
    """Transfers to accounts that two people have confirmed, and what is owed to those who have none."""

    rows: Sequence[PayOutRow]
    without: Sequence[Owed]

    @property
    def total(self) -> Money:
        """What the transfers come to."""
        return total(row.amount for row in self.rows)


def pay_out_list() -> PayOutList:
    """Everything that is owed now, the largest amount first. Two queries."""
    owed = [row for row in owed_to_suppliers() if row.amount > Money(0)]
    accounts = payees_of(row.supplier_id for row in owed)
    return PayOutList(
        rows=[
            PayOutRow(number_for(row.supplier_id), row.supplier_id, row.amount, accounts[row.supplier_id])
            for row in owed
            if row.supplier_id in accounts
        ],
        without=[row for row in owed if row.supplier_id not in accounts],
    )


def number_for(supplier_id: int) -> str:
    """What a pay-out of today to a supplier is called, such as ``P261123-00012``."""
    return f"P{clock.today():%y%m%d}-{supplier_id:05d}"
