"""Rows that say what was bought of whom: typed one by one, pasted as a table, or read from a sheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from shop.catalogue.sourcing import LONGEST_SELLER, Bought
from shop.catalogue.words import Measure
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.web.forms import plain, read_day, read_number, read_quantity, read_weight

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "household": ("户", "姓名", "农户", "household", "name", "who", "卖"),
    "quantity": ("公斤", "数量", "重量", "千克", "斤", "kg", "quantity", "weight", "pieces", "个数", "件"),
    "paid": ("元", "金额", "付款", "yuan", "paid", "amount", "rmb"),
    "bought_on": ("日", "day", "date"),
}
"""Words in the head of a column that say what stands below it; without a head the columns come in this order."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A household of a roster, as far as a purchase asks."""

    id: int
    number: int
    name: str
    township: str = ""
    village: str = ""

    @property
    def shown(self) -> str:
        """How it is typed and offered: its number and its head's name."""
        return f"{self.number} {self.name}"


@dataclass
class Roster:
    """A supplier's households, found by number, by name, or by both as they are shown."""

    households: Sequence[Linked]
    by_number: dict[int, Linked] = field(init=False)
    by_name: dict[str, list[Linked]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_number = {household.number: household for household in self.households}
        self.by_name = {}
        for household in self.households:
            self.by_name.setdefault(household.name, []).append(household)

    def find(self, text: str) -> Linked | None:
        """Whose household is meant; nothing for somebody who is on no roster. ``ValueError`` with what is wrong."""
        typed = plain(text)
        number, _space, rest = typed.removesuffix("号").partition(" ")
        if number.isascii() and number.isdigit() and len(number) <= 6:
            found = self.by_number.get(int(number))
            if found is None:
                raise ValueError(str(_l("There is no household %(number)s on your roster.", number=number)))
            if rest.strip() and rest.strip() != found.name:
                raise ValueError(str(_l("Household %(number)s is that of %(name)s.", number=number, name=found.name)))
            return found
        named = self.by_name.get(typed, [])
        if len(named) > 1:
            raise ValueError(
                str(_l("Several households are called %(name)s: please enter the number instead.", name=typed))
            )
        return named[0] if named else None


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it was typed; ``row`` counts them from 1, ``place`` says where it stands if it is not a field's."""

    household: str
    quantity: str
    paid: str
    bought_on: str
    row: int
    pasted: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(plain(said) for said in (self.household, self.quantity, self.paid, self.bought_on))


def read(
    rows: Iterable[Typed], roster: Roster, measure: Measure, usual_day: date
) -> tuple[list[Bought], list[Refused]]:
    """The purchases, and what cannot be read of them, each beside its field; empty rows are passed by."""
    bought, faults = [], []
    for row in rows:
        if row.is_empty:
            continue
        found, wrong = _read_one(row, roster, measure, usual_day)
        faults += wrong
        if found is not None:
            bought.append(found)
    return bought, faults


def typed_in(table: Iterable[tuple[int, Sequence[str]]]) -> list[Typed]:
    """Rows of a table with their numbers; its head, if it has one, says which column is what."""
    rows = [(number, cells) for number, cells in table if any(plain(cell) for cell in cells)]
    order = _head(rows[0][1]) if rows else None
    places = order or {name: place for place, name in enumerate(COLUMNS)}
    return [
        Typed(**{name: _cell(cells, places.get(name)) for name in COLUMNS}, row=number, pasted=True)
        for number, cells in rows[1 if order else 0 :]
    ]


def _head(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is what, if these cells are a head: no number stands in one."""
    if any(sign.isdigit() for cell in cells for sign in plain(cell)):
        return None
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        said = plain(cell).lower()
        name = next((name for name, words in COLUMNS.items() if any(word in said for word in words)), None)
        if name is not None and name not in found:
            found[name] = place
    return found if "household" in found and "quantity" in found else None


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _read_one(row: Typed, roster: Roster, measure: Measure, usual_day: date) -> tuple[Bought | None, list[Refused]]:
    faults: list[Refused] = []

    def tell(name: str, fault: ValueError) -> None:
        faults.append(_fault(row, name, fault))

    linked: Linked | None = None
    quantity, paid, day = Quantity(1), Money(1), usual_day
    try:
        linked = roster.find(row.household)
    except ValueError as fault:
        tell("household", fault)
    try:
        quantity = read_weight(row.quantity) if measure is Measure.KILOGRAM else read_quantity(row.quantity)
    except ValueError as fault:
        tell("quantity", fault)
    try:
        paid = _yuan(row.paid)
    except ValueError as fault:
        tell("paid", fault)
    try:
        day = read_day(row.bought_on) if plain(row.bought_on) else usual_day
    except ValueError as fault:
        tell("bought_on", fault)
    if faults:
        return None, faults
    seller = linked.name if linked else plain(row.household)[:LONGEST_SELLER]
    return Bought(linked.id if linked else None, seller, quantity, paid, day, row=row.row), []


def _yuan(text: str) -> Money:
    number: Decimal = read_number(plain(text).removesuffix("元"))
    try:
        return Money.yuan(number)
    except ValueError:
        raise ValueError(str(_l("Please enter at most two decimals."))) from None


def _fault(row: Typed, name: str, fault: ValueError) -> Refused:
    if not row.pasted:
        return Refused(str(fault), field=f"{name}_{row.row}")
    said = {"row": row.row, "fault": str(fault)}
    return Refused(_l("Row %(row)d of the table: %(fault)s", **said), field="pasted")
