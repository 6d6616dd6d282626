"""Statements of months that are over: issued once, numbered, and never another again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.organisations.models import Organisation
from shop.payments.models import MonthlyStatement
from shop.payments.queries.statements import issued_rows, statement_of
from shop.payments.services.monthly import issue_statements
from shop.payments.verify import Read, differences
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance
from tests.factories.payments import a_payment, share
from tests.factories.settlements import SUPPLIER, a_delivered_order
from tests.factories.world import World
from tests.journeys.test_tampering import unguard
from tests.payments.conftest import Browser
from tests.payments.test_pages import text_of
from tests.pdfs import newest_paper, read_pdf


def all_issued() -> list[MonthlyStatement]:
    return list(db.session.execute(select(MonthlyStatement).order_by(MonthlyStatement.id)).scalars())


def next_month(clock: SettableClock, hour: int = 3) -> None:
    """Shanghai's hour of the first day of the month that follows."""
    first = (shops_clock.today().replace(day=1) + timedelta(days=31)).replace(day=1)
    clock.set(shops_clock.at_shanghai(first, hour))


def found() -> list[str]:
    return [str(difference) for difference in differences(Read())]


def test_a_month_is_issued_once_it_is_over_and_only_once(world: World, clock: SettableClock) -> None:
    order = a_delivered_order(world)
    a_payment(order, "98", shares=[share(order, "98")])
    assert issue_statements() == 0
    before = statement_of(world.actor(SUPPLIER), shops_clock.today())
    next_month(clock, hour=2)
    assert issue_statements() == 0
    clock.set(shops_clock.now() + timedelta(hours=1))
    assert [issue_statements(), issue_statements()] == [1, 0]
    (statement,) = all_issued()
    assert statement.number.startswith("M")
    assert issued_rows(statement) == before
    assert found() == []


def test_what_comes_later_changes_nothing_of_it(world: World, clock: SettableClock) -> None:
    order = a_delivered_order(world)
    next_month(clock)
    issue_statements()
    rows = all_issued()[0].rows
    a_payment(order, "98", shares=[share(order, "98")])
    next_month(clock)
    assert issue_statements() == 1
    first, second = all_issued()
    assert first.rows == rows
    assert [str(row.paid) for row in issued_rows(second)] == ["98.00"]
    assert found() == []


def test_months_that_were_missed_are_issued_one_after_the_other(world: World, clock: SettableClock) -> None:
    a_delivered_order(world)
    for _month in range(3):
        next_month(clock)
    a_payment(a_delivered_order(world), "5")
    next_month(clock)
    assert [issue_statements() for _round in range(3)] == [1, 1, 0]
    assert [(each.month.year, each.month.month) for each in all_issued()] == [(2026, 11), (2027, 2)]


def test_a_statement_keeps_the_names_of_its_day(world: World, browser_of: Browser, clock: SettableClock) -> None:
    """Who is called otherwise today was charged under the name of then; the paper is the one that was issued."""
    a_delivered_order(world)
    day = shops_clock.today()
    next_month(clock)
    issue_statements()
    (statement,) = all_issued()
    seller = browser_of(SUPPLIER)
    pdf, page = f"/money/statement/pdf?until={day.isoformat()}", f"/money/statement/{statement.number}"
    printed, token = read_pdf(seller.get(pdf)), newest_paper().token
    unit = db.session.get_one(Organisation, world.organisations["school"])
    names = {"en": unit.name_english, "zh": unit.name}
    for name, today in (("school", "甲乙学校"), ("workshop", "丙丁工坊")):
        called = db.session.get_one(Organisation, world.organisations[name])
        assert called.name in printed
        called.name, called.name_english = today, f"Renamed {name}"
    db.session.commit()
    assert read_pdf(seller.get(pdf)) == printed
    assert newest_paper().token == token
    for language, then in names.items():
        said = text_of(seller.get(page, headers={"Accept-Language": language}))
        assert then in said
        assert "Renamed school" not in said
        assert "甲乙学校" not in said
    assert found() == []


def test_statements_from_before_names_were_kept_are_read_and_proved(
    world: World, browser_of: Browser, clock: SettableClock
) -> None:
    a_delivered_order(world)
    next_month(clock)
    issue_statements()
    (statement,) = all_issued()
    number = statement.number
    kept = [{key: value for key, value in row.items() if "name" not in key} for row in json.loads(statement.rows)]
    unguard(db.session.connection(), "monthly_statement")
    db.session.execute(text("UPDATE monthly_statement SET rows = :rows"), {"rows": json.dumps(kept)})
    db.session.commit()
    assert found() == []
    assert "¥83.00" in text_of(browser_of(SUPPLIER).get(f"/money/statement/{number}"))


@pytest.mark.parametrize("change", ["UPDATE monthly_statement SET rows = '[]'", "DELETE FROM monthly_statement"])
def test_a_statement_changed_behind_the_books_is_named(world: World, clock: SettableClock, change: str) -> None:
    a_delivered_order(world)
    an_acceptance(world)
    next_month(clock)
    assert (issue_statements(), found()) == (2, [])
    unguard(db.session.connection(), "monthly_statement")
    coop = world.organisations["coop"]
    db.session.execute(text(f"{change} WHERE supplier_id = {coop}"))
    (named,) = found()
    assert "onthly statement" in named


def test_the_supplier_reads_what_was_issued_and_nobody_else(
    world: World, browser_of: Browser, clock: SettableClock
) -> None:
    order = a_delivered_order(world)
    a_payment(order, "98", shares=[share(order, "98")])
    day = shops_clock.today()
    running = text_of(browser_of(SUPPLIER).get("/money/statement"))
    assert "gets its number when the month is over" in running
    next_month(clock)
    issue_statements()
    (statement,) = all_issued()
    seller = browser_of(SUPPLIER)
    there = seller.get(f"/money/statement?until={day.isoformat()}")
    assert there.location == f"/money/statement/{statement.number}"
    paper = text_of(seller.get(there.location))
    assert statement.number in paper
    assert "¥83.00 ¥0.00 ¥15.00 ¥98.00 ¥98.00" in paper
    assert "never changes" in paper
    for other in ("coop.seller", "school.manager"):
        assert browser_of(other).get(there.location).status_code == 404
