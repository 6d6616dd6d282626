"""The donor side: units, what they file for a year, and what they are to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shop.demo.records.places import Bilingual, Span
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.words import Canteen, ProfileKind, UnitKind, UnitLevel
from shop.tally.words import TargetForm


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One line of a unit's yearly target. ``value`` is a share of the base, yuan per head, or yuan."""

    purposes: tuple[Purpose, ...]
    form: TargetForm
    value: Decimal

    @property
    def rate(self) -> int | None:
        """Ten-thousandths of the base (1,000 = 10 %), fen per head, or nothing for an amount."""
        if self.form is TargetForm.AMOUNT:
            return None
        return int(self.value * (100 if self.form is TargetForm.PER_HEAD else 10_000))


@dataclass(frozen=True, slots=True)
class UnitYear:
    """What a unit files for a year, what it is to reach, and how far the demo lets it come.

    ``rest`` is what a node adds to the sum of its children, or takes away. ``reach`` is in per cent of the target:
    of the whole of a year gone by, of the pace in the running one.
    """

    year: int
    canteen_spend: Money
    union_spend: Money
    heads: int
    canteen_actual: Money | None = None
    union_actual: Money | None = None
    targets: tuple[TargetLine, ...] = ()
    reach: int = 0
    rest: Money = field(default_factory=Money)

    def base_of(self, line: TargetLine) -> int | None:
        """What a line's rate applies to: fen of yearly spend, or heads."""
        bases = {
            TargetForm.CANTEEN_RATE: self.canteen_spend.fen,
            TargetForm.UNION_RATE: self.union_spend.fen,
            TargetForm.PER_HEAD: self.heads,
        }
        return bases.get(line.form)

    def amount_of(self, line: TargetLine) -> Money:
        """What a line comes to on the filed base; the facts are such that it is whole fen."""
        base = self.base_of(line)
        if base is None:
            return Money.yuan(line.value)
        return Money.yuan(base * line.value if line.form is TargetForm.PER_HEAD else base * line.value / 100)

    @property
    def target(self) -> Money:
        return Money(sum(self.amount_of(line).fen for line in self.targets))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a unit takes goods in."""

    label: Bilingual
    address: Bilingual


@dataclass(frozen=True, slots=True)
class InvoiceProfile:
    """In whose name a unit's invoices are made out."""

    kind: ProfileKind
    title: str
    tax_number: str
    address: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the donor side's tree: the cluster, a district or town, or a leaf that buys.

    ``parents`` and ``years`` are by calendar year. ``large`` units have an approver; ``order_limit`` is their buyer's.
    """

    key: str
    name: Bilingual
    level: UnitLevel
    kind: UnitKind
    position: int
    years: Mapping[int, UnitYear]
    parents: Mapping[int, str]
    short: Bilingual | None = None
    division_code: str | None = None
    leads: bool = False
    credit_code: str | None = None
    canteen: Canteen = Canteen.NONE
    filing_unit: str | None = None
    contractor: Bilingual | None = None
    supervisor: str | None = None
    supervised: Span | None = None
    successor: str | None = None
    merged_on: date | None = None
    large: bool = False
    order_limit: Money | None = None
    addresses: tuple[Address, ...] = ()
    invoice_profiles: tuple[InvoiceProfile, ...] = ()
