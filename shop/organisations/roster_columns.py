"""A roster as a sheet: which column says what, and what a row says. ID numbers are hashed while a row is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain, read_day
from shop.documents.sheets import Row
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.identity import MASK, IdFault, NoIdNumber, identify
from shop.organisations.roster import LONGEST_NAME, LONGEST_VILLAGE, Span, faults_of_span
from shop.organisations.words_roster import RowFault

HEAD_AMONG_FIRST = 12
HIGHEST_NUMBER = 99_999_999


class Column(Labelled):
    """What a column of the sheet says; the label stands in its head."""

    HOUSEHOLD = "household", _l("Household no.")
    HEAD = "head", _l("Head of household")
    NAME = "name", _l("Name of the person")
    ID_NUMBER = "id_number", _l("ID number")
    TOWNSHIP = "township", _l("Township")
    VILLAGE = "village", _l("Village, group")
    SINCE = "since", _l("Linked since")
    UNTIL = "until", _l("Linked until")


CHINESE = {
    Column.HOUSEHOLD: "户号",
    Column.HEAD: "户主",
    Column.NAME: "姓名",
    Column.ID_NUMBER: "身份证号",
    Column.TOWNSHIP: "乡镇",
    Column.VILLAGE: "村组",
    Column.SINCE: "开始联结日期",
    Column.UNTIL: "结束联结日期",
}
"""The heads of the template, which are understood in any language."""

ALIASES: Mapping[str, Column] = {
    **{head: column for column, head in CHINESE.items()},
    **dict.fromkeys(("家庭编号", "户编号", "农户编号", "household", "householdno", "householdno."), Column.HOUSEHOLD),
    **dict.fromkeys(("是否户主", "与户主关系", "head", "headofhousehold"), Column.HEAD),
    **dict.fromkeys(("成员姓名", "name", "nameoftheperson"), Column.NAME),
    **dict.fromkeys(("身份证号码", "身份证", "公民身份号码", "证件号码", "idnumber"), Column.ID_NUMBER),
    **dict.fromkeys(("乡镇(街道)", "乡镇街道", "乡(镇)", "township"), Column.TOWNSHIP),
    **dict.fromkeys(("村", "行政村", "村(组)", "住址", "village", "village,group"), Column.VILLAGE),
    **dict.fromkeys(("联结日期", "开始日期", "联结时间", "起始日期", "since", "linkedsince"), Column.SINCE),
    **dict.fromkeys(("结束日期", "终止日期", "until", "linkeduntil"), Column.UNTIL),
}
YES = frozenset("是 y yes √ 1 true 户主 本人 本人或户主".split())
NO = frozenset("否 n no 0 false".split())
OTHER_RELATIONS = re.compile(r"[\u4e00-\u9fff]{1,8}")
"""Under 与户主关系 stands what somebody is to the head: 配偶, 长子; whoever is not the head is simply not."""

Places = Mapping[Column, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a cell; ``where`` is a row, a household or a day that the sentence names."""

    column: Column
    fault: RowFault | IdFault
    where: str = ""

    @property
    def said(self) -> str:
        return str(self.fault.label) % {"where": self.where}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a row says of one person. Without a hash it names somebody by the mask; ``head`` may be left open."""

    number: int
    household: int | None
    name: str
    hash: str = ""
    masked: str = ""
    head: bool | None = None
    township: str | None = None
    village: str = ""
    since: date | None = None
    until: date | None = None
    faults: tuple[Fault, ...] = field(default=())

    def blamed(self, column: Column, fault: RowFault, where: object = "") -> SheetRow:
        """The same row with one more fault."""
        return replace(self, faults=(*self.faults, Fault(column, fault, str(where))))


def read_rows(rows: Sequence[Row], townships: Mapping[str, str]) -> list[SheetRow]:
    """What the rows below the head say; ``townships`` are codes by name. Raises ``Refused`` without a head.

    In a merged cell, and where nothing stands, the household is the one of the row above.
    """
    below, places = _body(rows)
    found: list[SheetRow] = []
    for row in below:
        read = _read(row, places, townships, found[-1].household if found else None)
        found.append(read)
    if not found:
        raise Refused(_l("There is nothing below the heads of the columns."), field="file")
    return found


def _body(rows: Sequence[Row]) -> tuple[Sequence[Row], Places]:
    for index, row in enumerate(rows[:HEAD_AMONG_FIRST]):
        places: dict[Column, int] = {}
        for place, cell in enumerate(row.cells):
            column = ALIASES.get(re.sub(r"[\s*:]", "", plain(cell)).lower())
            if column is not None:
                places.setdefault(column, place)
        if {Column.NAME, Column.ID_NUMBER} <= set(places):
            return rows[index + 1 :], places
    raise Refused(
        _l("No row has the heads of the columns. Please download the template and keep its first row."), field="file"
    )


def _read(row: Row, places: Places, townships: Mapping[str, str], above: int | None) -> SheetRow:
    faults: list[Fault] = []

    def cell(column: Column) -> str:
        return plain(row.cell(places.get(column)))

    household = _household(cell(Column.HOUSEHOLD), above, faults)
    name = row.cell(places.get(Column.NAME)).strip()
    if not name or len(name) > LONGEST_NAME:
        faults.append(Fault(Column.NAME, RowFault.NAME))
    hashed, masked = _identity(cell(Column.ID_NUMBER), faults)
    village = row.cell(places.get(Column.VILLAGE)).strip()
    if len(village) > LONGEST_VILLAGE:
        faults.append(Fault(Column.VILLAGE, RowFault.LONG))
    read = SheetRow(
        row.number,
        household,
        name[:LONGEST_NAME],
        hashed,
        masked,
        _head(cell(Column.HEAD), faults),
        _township(cell(Column.TOWNSHIP), townships, faults),
        village[:LONGEST_VILLAGE],
        _day(cell(Column.SINCE), Column.SINCE, faults),
        _day(cell(Column.UNTIL), Column.UNTIL, faults),
    )
    return replace(read, faults=tuple(faults))


def _household(typed: str, above: int | None, faults: list[Fault]) -> int | None:
    if not typed and above is not None:
        return above
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= HIGHEST_NUMBER:
        return int(typed)
    faults.append(Fault(Column.HOUSEHOLD, RowFault.HOUSEHOLD))
    return None


def _identity(typed: str, faults: list[Fault]) -> tuple[str, str]:
    """The hash and the mask; of a mask, as the export has it, the mask alone. What is wrong is not kept at all."""
    if MASK.fullmatch(typed.upper()):
        return "", typed.upper()
    try:
        found = identify(typed)
    except NoIdNumber as wrong:
        faults.append(Fault(Column.ID_NUMBER, wrong.fault))
        return "", ""
    return found.hash, found.masked


def _head(typed: str, faults: list[Fault]) -> bool | None:
    word = typed.lower()
    if word in YES:
        return True
    if not word:
        return None
    if word not in NO and not OTHER_RELATIONS.fullmatch(word):
        faults.append(Fault(Column.HEAD, RowFault.HEAD))
    return False


def _township(typed: str, townships: Mapping[str, str], faults: list[Fault]) -> str | None:
    if not typed:
        return None
    code = townships.get(typed.lower())
    if code is None:
        faults.append(Fault(Column.TOWNSHIP, RowFault.TOWNSHIP))
    return code


def _day(typed: str, column: Column, faults: list[Fault]) -> date | None:
    try:
        return read_day(typed)
    except ValueError:
        faults.append(Fault(column, RowFault.DAY))
        return None


def faults_of_days(span: Span, today: date) -> Iterable[Fault]:
    """What is wrong with the days of a row, as the forms would say it."""
    for refused in faults_of_span(span, today):
        yield Fault(Column(str(refused.field)), RowFault.SPAN)


def packed(row: SheetRow) -> dict[str, Any]:
    """A row as it is kept until the sheet is applied: hashed, and without what was wrong in it."""
    return {
        "number": row.number,
        "household": row.household,
        "name": row.name,
        "hash": row.hash,
        "masked": row.masked,
        "head": row.head,
        "township": row.township,
        "village": row.village,
        "since": row.since.isoformat() if row.since else None,
        "until": row.until.isoformat() if row.until else None,
        "faults": [[one.column.value, one.fault.value, one.where] for one in row.faults],
    }


def unpacked(kept: Mapping[str, Any]) -> SheetRow:
    """The same back again."""
    days: dict[str, Any] = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until")}
    faults = tuple(Fault(Column(column), _fault(fault), where) for column, fault, where in kept["faults"])
    plainly = {name: kept[name] for name in ("number", "household", "name", "hash", "masked", "head")}
    return SheetRow(**plainly, township=kept["township"], village=kept["village"], **days, faults=faults)


def _fault(word: str) -> RowFault | IdFault:
    return RowFault(word) if word in set(RowFault) else IdFault(word)
