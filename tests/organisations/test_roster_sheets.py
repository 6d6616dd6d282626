"""A roster comes in as a sheet: compared first, applied all or nothing, and no ID number is left anywhere."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from shop.documents.workbooks import workbook
from shop.extensions import Base, db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterChange, RosterUpload, Supplier
from shop.organisations.queries.reached import people_reached
from shop.organisations.queries.scopes import of_suppliers
from shop.organisations.roster_columns import CHINESE
from shop.organisations.services import enter_township
from shop.organisations.services.roster import end_household, people_of
from shop.organisations.services.roster_corrections import strike_household
from shop.organisations.services.roster_sheets import apply_roster, discard_roster, judged_rows, receive_roster
from tests.clocks import SettableClock
from tests.factories import a_supplier
from tests.factories.identities import an_id_number
from tests.factories.rosters import a_household, a_seller

pytestmark = pytest.mark.usefixtures("db_session")

TODAY = date(2026, 11, 20)
HEADS = list(CHINESE.values())
SINCE = "2024-03-01"


@pytest.fixture
def coop(clock: SettableClock) -> Supplier:
    clock.at(2026, 11, 20, 9, 0)
    supplier = a_supplier()
    enter_township("530624101", name="翠华镇", name_english="Cuihua Town", by=None)
    return supplier


@pytest.fixture
def seller(coop: Supplier) -> Actor:
    return a_seller(coop)


def line(
    household: Any, person: int | str, head: str = "否", since: str = SINCE, until: str = "", **more: str
) -> list[str]:
    """A row of the sheet; ``more`` are the name, the township and the village."""
    number = person if isinstance(person, str) else an_id_number(person)
    name = more.get("name") or (f"李第{person}" if isinstance(person, int) else "李明")
    return [str(household), head, name, number, more.get("township", ""), more.get("village", ""), since, until]


def csv(*lines: list[str], heads: list[str] = HEADS) -> bytes:
    return "\n".join(",".join(cells) for cells in [heads, *lines]).encode("gb18030")


def received(data: bytes, by: Actor) -> RosterUpload:
    return receive_roster("roster.csv", data, by=by)


def counts(upload: RosterUpload) -> tuple[int, int, int, int]:
    return upload.created, upload.updated, upload.unchanged, upload.wrong


def faults(upload: RosterUpload) -> dict[int, list[tuple[str, str]]]:
    return {
        row.number: [(one.column.value, one.fault.value) for one in row.faults]
        for row, _outcome in judged_rows(upload)
        if row.faults
    }


def linked(of: Supplier) -> tuple[int, int]:
    return people_reached(of_suppliers([of.id]), TODAY)[:2]


FAMILY = (
    line(1, 1, "是", township="翠华镇", village="金坪村"),
    line("", 2),
    line("", 3, since="2025-01-01"),
    line(2, 4, "户主", since="2024年5月1日"),
    line(2, 5, "配偶", since=""),
)


def test_a_sheet_changes_nothing_until_it_is_applied_and_then_everything(coop: Supplier, seller: Actor) -> None:
    upload = received(csv(*FAMILY), seller)
    assert counts(upload) == (5, 0, 0, 0)
    assert linked(coop) == (0, 0)
    assert apply_roster(upload, "", by=seller)
    assert linked(coop) == (2, 5)
    first, second = db.session.execute(select(LinkedHousehold).order_by(LinkedHousehold.number)).scalars()
    assert (first.township_code, first.village, first.since) == ("530624101", "金坪村", date(2024, 3, 1))
    assert [(one.is_head, one.since) for one in people_of(second.id)] == [
        (True, date(2024, 5, 1)),
        (False, date(2024, 5, 1)),
    ]
    assert len(db.session.execute(select(RosterChange)).all()) == 7


def test_the_same_sheet_again_has_nothing_new(coop: Supplier, seller: Actor) -> None:
    apply_roster(received(csv(*FAMILY), seller), "", by=seller)
    again = received(csv(*FAMILY), seller)
    assert counts(again) == (0, 0, 5, 0)
    with pytest.raises(Refused, match="nothing to apply"):
        apply_roster(again, "", by=seller)


def test_what_is_changed_needs_a_reason_and_has_it_in_its_history(coop: Supplier, seller: Actor) -> None:
    apply_roster(received(csv(*FAMILY), seller), "", by=seller)
    changed = received(
        csv(
            line(1, 1, "是", village="银坪村"),
            line(1, 2, name="李小二"),
            line(1, 3, since="2025-01-01", until="2026-06-30"),
            line(1, 6, since="2026-07-01"),
        ),
        seller,
    )
    assert counts(changed) == (1, 3, 0, 0)
    with pytest.raises(Refused) as fault:
        apply_roster(changed, " ", by=seller)
    assert fault.value.field == "reason"
    apply_roster(changed, "Counted at home.", by=seller)
    kept = db.session.execute(select(RosterChange).order_by(RosterChange.id.desc()).limit(4)).scalars().all()
    assert {change.deed.value for change in kept} == {"corrected", "ended", "added"}
    assert {change.reason for change in kept} == {"Counted at home.", ""}
    assert linked(coop) == (2, 5)


def test_with_one_row_wrong_nothing_is_applied(coop: Supplier, seller: Actor) -> None:
    upload = received(csv(*FAMILY, line(3, "530624198001010011", "是")), seller)
    assert counts(upload) == (5, 0, 0, 1)
    with pytest.raises(Refused, match="while a row is wrong"):
        apply_roster(upload, "", by=seller)
    assert linked(coop) == (0, 0)


WRONG: dict[str, tuple[list[list[str]], dict[int, list[tuple[str, str]]]]] = {
    "a number that Excel rounded": ([line(1, "5.30624E+17", "是")], {2: [("id_number", "rounded")]}),
    "a number with rounded digits": ([line(1, "530624198001010000", "是")], {2: [("id_number", "rounded")]}),
    "no ID number": ([line(1, "", "是")], {2: [("id_number", "length")]}),
    "no name": ([line(1, 1, "是", name=" ")], {2: [("name", "name_missing")]}),
    "no household": ([line("", 1, "是")], {2: [("household", "household_number")]}),
    "a household by name": ([line("李家", 1, "是")], {2: [("household", "household_number")]}),
    "no head": ([line(1, 1)], {2: [("head", "no_head")]}),
    "two heads": ([line(1, 1, "是"), line(1, 2, "是")], {3: [("head", "two_heads")]}),
    "no day": ([line(1, 1, "是", since="")], {2: [("since", "no_since")]}),
    "half a day": ([line(1, 1, "是", since="2024-13-01")], {2: [("since", "no_day"), ("since", "no_since")]}),
    "a day ahead": ([line(1, 1, "是", since="2027-01-01")], {2: [("since", "impossible_days")]}),
    "an end before": ([line(1, 1, "是", until="2020-01-01")], {2: [("until", "impossible_days")]}),
    "elsewhere": ([line(1, 1, "是", township="三角镇")], {2: [("township", "no_township")]}),
    "twice": ([line(1, 1, "是"), line(2, 1, "是")], {3: [("id_number", "twice")]}),
    "two villages": (
        [line(1, 1, "是", village="一组"), line(1, 2, village="二组")],
        {3: [("village", "other_place")]},
    ),
    "before the household": ([line(1, 1, "是"), line(1, 2, since="2020-01-01")], {3: [("since", "outside")]}),
    "a mask of nobody": ([line(1, "530624********001X", "是")], {2: [("id_number", "unknown_mask")]}),
    "neither yes nor no": ([line(1, 1, "是"), line(1, 2, "?")], {3: [("head", "yes_or_no")]}),
}


@pytest.mark.parametrize(("lines", "expected"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_said_of_its_row_and_cell(
    coop: Supplier, seller: Actor, lines: list[list[str]], expected: dict[int, list[tuple[str, str]]]
) -> None:
    upload = received(csv(*lines), seller)
    assert faults(upload) == expected
    assert upload.wrong == 1


def test_somebody_of_another_household_is_refused_unless_the_sheet_ends_their_link_there(
    coop: Supplier, seller: Actor
) -> None:
    a_household(coop, 1, 2, by=seller)
    assert faults(received(csv(line(9, 8, "是"), line(9, 2)), seller)) == {3: [("id_number", "elsewhere")]}
    moved = received(
        csv(line(1, 2, until="2024-02-29", since=""), line(9, 8, "是"), line(9, 2)),
        seller,
    )
    assert counts(moved) == (2, 1, 0, 0)
    apply_roster(moved, "Married into the other house.", by=seller)
    assert linked(coop) == (2, 3)


def test_a_household_that_ended_or_was_struck_out_keeps_its_number(coop: Supplier, seller: Actor) -> None:
    end_household(a_household(coop, 1, by=seller), date(2025, 1, 1), "Moved away.", by=seller)
    strike_household(a_household(coop, 2, by=seller), "Never linked.", by=seller)
    upload = received(csv(line(1, 3, since="2025-05-01"), line(2, 4, "是")), seller)
    assert faults(upload) == {2: [("household", "over")], 3: [("household", "struck_number")]}


def test_what_the_shop_exports_names_people_by_their_mask_and_comes_back_unchanged(
    coop: Supplier, seller: Actor
) -> None:
    household = a_household(coop, 1, 2, by=seller)
    lines = [
        line(1, one.id_masked, "是" if one.is_head else "否", since="2020-01-01", name=one.name)
        for one in people_of(household.id)
    ]
    assert counts(received(csv(*lines), seller)) == (0, 0, 2, 0)


def test_full_width_digits_a_small_x_and_merged_cells_are_understood(coop: Supplier, seller: Actor) -> None:
    number = next(an_id_number(n) for n in range(1, 40) if an_id_number(n).endswith("X"))
    wide = number.lower().translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789x"})
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["大关某合作社带贫花名册"])
        sheet.write_row(1, 0, HEADS)
        sheet.merge_range(2, 0, 3, 0, "１２")
        sheet.write_row(2, 1, ["是", "张三", wide, "翠华镇", "", date(2024, 3, 1).toordinal() - 693594])
        sheet.write_row(3, 1, ["否", "张四", an_id_number(50)])
    upload = received(kept.getvalue(), seller)
    assert counts(upload) == (2, 0, 0, 0)
    assert {row.household for row, _outcome in judged_rows(upload)} == {12}


def test_an_id_number_that_a_workbook_holds_as_a_number_is_refused_with_what_to_do(
    coop: Supplier, seller: Actor
) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, ["1", "是", "张三", 530624198001010070, "", "", SINCE])
    upload = received(kept.getvalue(), seller)
    assert faults(upload) == {2: [("id_number", "rounded")]}


def test_nothing_of_an_id_number_is_left_anywhere(coop: Supplier, seller: Actor) -> None:
    """Neither in the sheet that waits, nor once it is applied, nor of one that was wrong."""
    wrong = "530624198001010011"
    numbers = [an_id_number(person) for person in range(1, 6)] + [wrong]
    waiting = received(csv(*FAMILY, line(3, wrong, "是")), seller)
    assert_nowhere(numbers)
    discard_roster(waiting, by=seller)
    apply_roster(received(csv(*FAMILY), seller), "", by=seller)
    assert_nowhere(numbers)
    assert not any(upload.rows for upload in db.session.execute(select(RosterUpload)).scalars())


def assert_nowhere(numbers: list[str]) -> None:
    db.session.flush()
    for table in Base.metadata.tables.values():
        said = repr(db.session.execute(select(table)).all())
        assert not [number for number in numbers if number in said], table.name


def test_what_was_changed_meanwhile_is_compared_again_before_anything_is_applied(coop: Supplier, seller: Actor) -> None:
    upload = received(csv(*FAMILY), seller)
    a_household(coop, 5, by=seller)
    assert not apply_roster(upload, "", by=seller)
    assert ("id_number", "elsewhere") in faults(upload)[6]
    assert linked(coop) == (1, 1)


def test_one_sheet_waits_at_a_time_and_is_applied_once_and_by_its_own_supplier(coop: Supplier, seller: Actor) -> None:
    first = received(csv(*FAMILY), seller)
    second = received(csv(*FAMILY), seller)
    with pytest.raises(Refused, match="already"):
        apply_roster(first, "", by=seller)
    with pytest.raises(NotYours):
        apply_roster(second, "", by=a_seller(a_supplier()))
    apply_roster(second, "", by=seller)
    with pytest.raises(Refused, match="already"):
        apply_roster(second, "", by=seller)


def test_a_sheet_without_the_heads_of_the_columns_is_refused(coop: Supplier, seller: Actor) -> None:
    with pytest.raises(Refused, match="download the template"):
        received(csv(line(1, 1, "是"), heads=["A", "B", "C", "D", "E", "F", "G", "H"]), seller)
    with pytest.raises(Refused, match="nothing below"):
        received(csv(), seller)


def test_ten_thousand_people_are_compared_and_applied(coop: Supplier, seller: Actor) -> None:
    rows = [
        [
            str(number // 4 + 1),
            "是" if number % 4 == 0 else "否",
            f"李{number}",
            an_id_number(number % 999, born=born(number)),
            "",
            "",
            SINCE,
            "",
        ]
        for number in range(9_999)
    ]
    upload = received(workbook("花名册", HEADS, rows), seller)
    assert counts(upload) == (9_999, 0, 0, 0)
    apply_roster(upload, "", by=seller)
    assert linked(coop) == (2_500, 9_999)
    assert len(db.session.execute(select(LinkedPerson.id)).all()) == 9_999


def born(number: int) -> str:
    return f"{1950 + number // 999:04d}0{number % 9 + 1}15"
