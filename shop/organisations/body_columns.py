"""Schools, hospitals and villages as a sheet: which column says what, and what is wrong in which cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain
from shop.documents.sheets import Row
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.words_pairs import BodyKind

HEAD_AMONG_FIRST = 5
LONGEST_NAME, LONGEST_ENGLISH = 80, 120


class BodyColumn(Labelled):
    """What a column of the sheet says; the label stands in its head."""

    KIND = "kind", _l("Kind")
    NAME = "name", _l("Name")
    ENGLISH = "name_english", _l("English name")
    COUNTY = "county", _l("County")
    TOWNSHIP = "township", _l("Township")


class BodyFault(Labelled):
    """What is wrong in a cell."""

    KIND = "kind", _l("Please write 学校, 医院 or 村 (school, hospital or village).")
    NAME = "name", _l("Please enter the name, at most 80 characters.")
    ENGLISH = "english", _l("This is too long: at most 120 characters.")
    COUNTY = "county", _l("This is no county that you may enter.")
    TOWNSHIP = "township", _l("This is no township of the county.")
    TWICE = "twice", _l("The same stands in a row above.")


CHINESE = {
    BodyColumn.KIND: "类别",
    BodyColumn.NAME: "名称",
    BodyColumn.ENGLISH: "英文名称",
    BodyColumn.COUNTY: "县",
    BodyColumn.TOWNSHIP: "乡镇",
}
"""The heads of the template, which are understood in any language."""

ALIASES: Mapping[str, BodyColumn] = {
    **{head: column for column, head in CHINESE.items()},
    **{column.value.replace("_", ""): column for column in BodyColumn},
    **dict.fromkeys(("类型", "种类"), BodyColumn.KIND),
    **dict.fromkeys(("学校名称", "单位名称", "村名"), BodyColumn.NAME),
    **dict.fromkeys(("英文名", "english", "englishname"), BodyColumn.ENGLISH),
    **dict.fromkeys(("县市", "县(市)", "所在县"), BodyColumn.COUNTY),
    **dict.fromkeys(("乡(镇)", "镇", "所在乡镇", "乡镇(街道)"), BodyColumn.TOWNSHIP),
}
KINDS: Mapping[str, BodyKind] = {
    **dict.fromkeys("学校 小学 中学 幼儿园 school".split(), BodyKind.SCHOOL),
    **dict.fromkeys("医院 卫生院 hospital".split(), BodyKind.HOSPITAL),
    **dict.fromkeys("村 行政村 村庄 village".split(), BodyKind.VILLAGE),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where bodies may be entered: counties and their townships by whatever they may be called."""

    counties: Mapping[str, str]
    townships: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class SheetBody:
    """A row as it was written, what was read from it, and what is wrong in which column."""

    number: int
    cells: Mapping[BodyColumn, str]
    kind: BodyKind | None
    county: str | None
    township: str | None
    faults: Mapping[BodyColumn, BodyFault]
    known: bool = False

    @property
    def name(self) -> str:
        return self.cells[BodyColumn.NAME]


def read_bodies(
    rows: Sequence[Row], places: Places, known: frozenset[tuple[str, BodyKind, str]] = frozenset()
) -> list[SheetBody]:
    """What the rows below the head say; ``known`` are those registered already. Raises ``Refused`` without a head."""
    below, columns = _body(rows)
    found: list[SheetBody] = []
    above: set[tuple[str, BodyKind, str]] = set()
    for row in below:
        read = _read(row, columns, places, above, known)
        if not read.faults and read.county and read.kind:
            above.add((read.county, read.kind, read.name))
        found.append(read)
    if not found:
        raise Refused(_l("There is nothing below the heads of the columns."), field="text")
    return found


def _body(rows: Sequence[Row]) -> tuple[Sequence[Row], Mapping[BodyColumn, int]]:
    for index, row in enumerate(rows[:HEAD_AMONG_FIRST]):
        columns: dict[BodyColumn, int] = {}
        for place, cell in enumerate(row.cells):
            column = ALIASES.get(re.sub(r"[\s*:_]", "", plain(cell)).lower())
            if column is not None:
                columns.setdefault(column, place)
        if {BodyColumn.KIND, BodyColumn.NAME} <= set(columns):
            return rows[index + 1 :], columns
    raise Refused(
        _l("No row has the heads of the columns. Please begin with a row such as: 类别, 名称, 英文名称, 县, 乡镇."),
        field="text",
    )


def _read(
    row: Row,
    columns: Mapping[BodyColumn, int],
    places: Places,
    above: set[tuple[str, BodyKind, str]],
    known: frozenset[tuple[str, BodyKind, str]],
) -> SheetBody:
    cells = {column: row.cell(columns.get(column)).strip() for column in BodyColumn}
    faults: dict[BodyColumn, BodyFault] = {}
    kind = KINDS.get(plain(cells[BodyColumn.KIND]).lower())
    if kind is None:
        faults[BodyColumn.KIND] = BodyFault.KIND
    if not 0 < len(cells[BodyColumn.NAME]) <= LONGEST_NAME:
        faults[BodyColumn.NAME] = BodyFault.NAME
    if len(cells[BodyColumn.ENGLISH]) > LONGEST_ENGLISH:
        faults[BodyColumn.ENGLISH] = BodyFault.ENGLISH
    county = _county(plain(cells[BodyColumn.COUNTY]).lower(), places)
    if county is None:
        faults[BodyColumn.COUNTY] = BodyFault.COUNTY
    town = plain(cells[BodyColumn.TOWNSHIP]).lower()
    township = places.townships.get((county, town)) if county and town else None
    if town and township is None and county is not None:
        faults[BodyColumn.TOWNSHIP] = BodyFault.TOWNSHIP
    same = (county, kind, cells[BodyColumn.NAME]) if county and kind else None
    if same in above:
        faults.setdefault(BodyColumn.NAME, BodyFault.TWICE)
    return SheetBody(row.number, cells, kind, county, township, faults, same in known)


def _county(typed: str, places: Places) -> str | None:
    """The county named; where one may enter a single county alone, it need not be named."""
    codes = set(places.counties.values())
    if not typed and len(codes) == 1:
        return codes.pop()
    return places.counties.get(typed)
