"""A roster as it is known, and what the rows of a sheet would make of each household. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shop.organisations.roster import Span
from shop.organisations.roster_columns import Column, SheetRow
from shop.organisations.words_roster import Outcome, RowFault


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody on the roster as they stand."""

    id: int
    number: int
    hash: str
    masked: str
    name: str
    is_head: bool
    span: Span


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """A household on the roster as it stands."""

    id: int
    number: int
    township: str | None
    village: str
    span: Span


@dataclass(frozen=True, slots=True)
class Roster:
    """What stands on a supplier's roster; households by their number. A number that was ``struck`` stays used up."""

    households: Mapping[int, KnownHousehold]
    people: Sequence[KnownPerson]
    struck: frozenset[int] = frozenset()


@dataclass(slots=True)
class Judged:
    """A row with what becomes of it: who on the roster it is about, and how they stand then."""

    row: SheetRow
    target: KnownPerson | None = None
    span: Span | None = None
    is_head: bool = False
    outcome: Outcome = Outcome.WRONG

    def blame(self, column: Column, fault: RowFault, where: object = "") -> None:
        self.row = self.row.blamed(column, fault, where)


@dataclass(slots=True)
class Plan:
    """How a household stands once the sheet is applied, and its rows."""

    number: int
    known: KnownHousehold | None
    rows: list[Judged] = field(default_factory=list)
    township: str | None = None
    village: str = ""
    span: Span | None = None

    @property
    def moves(self) -> bool:
        """Whether the household itself is other than before."""
        known = self.known
        return known is not None and (self.township, self.village, self.span) != (
            known.township,
            known.village,
            known.span,
        )
