"""Schools, hospitals and villages from a sheet: every cell that is wrong is said, and then all or none is entered."""

import pytest

from shop.documents.sheets import read_sheet
from shop.kernel.refusals import Refused
from shop.organisations.body_columns import BodyColumn, BodyFault, Places, SheetBody, read_bodies
from shop.organisations.words_pairs import BodyKind

PLACES = Places(
    {"大关县": "530624", "daguan": "530624", "漾濞县": "532922"},
    {("530624", "翠华镇"): "530624101"},
)
HEAD = "类别\t名称\t英文名称\t县\t乡镇\n"


def read(text: str, places: Places = PLACES) -> list[SheetBody]:
    known = frozenset({("530624", BodyKind.SCHOOL, "旧小学")})
    return read_bodies(read_sheet((HEAD + text).encode()), places, known)


def test_a_row_is_read_in_either_language() -> None:
    first, second = read("学校\t翠竹小学\tCuizhu School\t大关县\t翠华镇\nvillage\t竹荫村\t\tDaguan\t")
    assert (first.kind, first.county, first.township, dict(first.faults)) == (
        BodyKind.SCHOOL,
        "530624",
        "530624101",
        {},
    )
    assert (second.kind, second.township, dict(second.faults)) == (BodyKind.VILLAGE, None, {})


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("工厂\t名\t\t大关县\t", BodyColumn.KIND, BodyFault.KIND),
        ("学校\t\t\t大关县\t", BodyColumn.NAME, BodyFault.NAME),
        ("学校\t" + "长" * 81 + "\t\t大关县\t", BodyColumn.NAME, BodyFault.NAME),
        ("学校\t名\t" + "l" * 121 + "\t大关县\t", BodyColumn.ENGLISH, BodyFault.ENGLISH),
        ("学校\t名\t\t别处县\t", BodyColumn.COUNTY, BodyFault.COUNTY),
        ("学校\t名\t\t\t", BodyColumn.COUNTY, BodyFault.COUNTY),
        ("学校\t名\t\t漾濞县\t翠华镇", BodyColumn.TOWNSHIP, BodyFault.TOWNSHIP),
    ],
)
def test_what_is_wrong_is_said_in_its_cell(row: str, column: BodyColumn, fault: BodyFault) -> None:
    (read_row,) = read(row)
    assert dict(read_row.faults) == {column: fault}


def test_a_row_that_stands_twice_is_wrong_and_one_that_is_registered_is_passed_over() -> None:
    first, second, old = read("学校\t名\t\t大关县\t\n学校\t名\t\t大关县\t\n学校\t旧小学\t\t大关县\t")
    assert (first.faults, dict(second.faults)) == ({}, {BodyColumn.NAME: BodyFault.TWICE})
    assert (old.known, first.known) == (True, False)


def test_who_may_enter_one_county_need_not_name_it() -> None:
    (row,) = read("学校\t名\t\t\t", Places({"大关县": "530624"}, {}))
    assert (row.county, dict(row.faults)) == ("530624", {})


@pytest.mark.parametrize("text", ["名称\n翠竹小学", "类别\t名称\t英文名称\t县\t乡镇"])
def test_without_heads_or_rows_nothing_can_be_read(text: str) -> None:
    with pytest.raises(Refused):
        read_bodies(read_sheet(text.encode()), PLACES)
