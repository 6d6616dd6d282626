"""Registers of bodies and pairings, and coverage, as they are taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.organisations.queries.coverage import Coverage, PlaceCoverage
from shop.organisations.queries.pairs import BodyRow, PairRow
from shop.organisations.words_pairs import BodyKind
from shop.web.language import current


class _Place(NamedTuple):
    county: PlaceCoverage
    township: PlaceCoverage | None

    @property
    def counted(self) -> PlaceCoverage:
        return self.township or self.county


def coverage_table(found: Coverage) -> Table:
    """A county in each row with its townships below it; townships are in their county, so nothing is added up."""
    language = current()

    def share(kind: BodyKind, what: str) -> Any:
        return lambda row: getattr(row.counted.shares[kind], what)

    columns = [
        Column(_("County"), Cell.TEXT, lambda row: row.county.named(language)),
        Column(_("Township"), Cell.TEXT, lambda row: row.township.named(language) if row.township else None),
    ]
    for kind in BodyKind:
        columns += [
            Column(_("%(kind)s: all", kind=kind.label), Cell.NUMBER, share(kind, "all"), width=14),
            Column(_("%(kind)s: paired", kind=kind.label), Cell.NUMBER, share(kind, "paired"), width=14),
            Column(_("%(kind)s: share", kind=kind.label), Cell.SHARE, share(kind, "ratio"), width=14),
        ]
    return Table(_("Pairing coverage"), columns, _places(found))


def _places(found: Coverage) -> Iterator[_Place]:
    for county in found.counties:
        yield _Place(county, None)
        for township in county.townships:
            yield _Place(county, township)


def bodies_table(rows: Iterable[BodyRow], title: str, *, with_units: bool = True) -> Table:
    """Schools, hospitals and villages with their place and the units that are paired with them."""
    language = current()
    comma = "、" if language == "zh" else ", "
    columns = [
        Column(_("Kind"), Cell.TEXT, lambda row: row.body.kind.label),
        Column(_("Name"), Cell.TEXT, lambda row: row.body.named(language), width=34),
        Column(_("County"), Cell.TEXT, lambda row: row.county.named(language)),
        Column(_("Township"), Cell.TEXT, lambda row: row.township.named(language) if row.township else None),
    ]
    if with_units:
        columns.append(
            Column(_("Paired units"), Cell.TEXT, lambda row: comma.join(u.named(language) for u in row.units), width=40)
        )
    return Table(title, columns, rows)


def pairs_table(rows: Iterable[PairRow]) -> Table:
    """Pairings with both sides and their days."""
    language = current()
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: row.unit.named(language), width=34),
        Column(_("Kind"), Cell.TEXT, lambda row: row.body.kind.label),
        Column(_("School, hospital or village"), Cell.TEXT, lambda row: row.body.named(language), width=34),
        Column(_("County"), Cell.TEXT, lambda row: row.county.named(language)),
        Column(_("Township"), Cell.TEXT, lambda row: row.township.named(language) if row.township else None),
        Column(_("Since"), Cell.DAY, lambda row: row.pair.valid_from),
        Column(_("Until"), Cell.DAY, lambda row: row.pair.valid_to),
        Column(_("State"), Cell.TEXT, lambda row: row.pair.state.label),
        Column(_("What they agreed"), Cell.TEXT, lambda row: row.pair.remark or None, width=40),
    ]
    return Table(_("Pairings"), columns, rows)


def workshops_table(rows: Iterable[Any], stated: Mapping[int, Any], counties: Mapping[str, Any]) -> Table:
    """Workshops with their newest statement of jobs."""
    language = current()

    def said(what: str) -> Any:
        return lambda row: getattr(stated[row.id], what) if row.id in stated else None

    columns = [
        Column(_("Workshop"), Cell.TEXT, lambda row: row.named(language), width=34),
        Column(_("County"), Cell.TEXT, lambda row: counties[row.county_code].named(language)),
        Column(_("As of"), Cell.DAY, said("as_of")),
        Column(_("Jobs"), Cell.COUNT, said("jobs"), total=True),
        Column(_("Of which held by linked people"), Cell.COUNT, said("linked"), total=True),
        Column(_("Stated by"), Cell.TEXT, lambda row: stated[row.id].stated_by.label if row.id in stated else None),
    ]
    return Table(_("Jobs in workshops"), columns, rows, whole_label=_("Together"))
