"""The list of pay-outs for the bank: confirmed accounts alone, typed cells, nothing that a sheet would reckon."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from shop.extensions import db
from shop.payments.books import PaymentWay
from shop.payments.queries.pay_out_list import pay_out_list
from shop.payments.services.payees import approve_payee, propose_payee
from tests.factories.payments import a_payment, share
from tests.factories.settlements import SUPPLIER, a_delivered_order
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.payments.test_pages import text_of

NUMBER = "00622202123456789012"


def an_account(world: World, name: str = "Workshop", *, approved: bool = True) -> None:
    account = propose_payee(
        world.organisations["workshop"],
        account_name=name,
        bank="Bank of Dali",
        account_number=NUMBER,
        branch="Old Town",
        by=world.actor(SUPPLIER),
    )
    if approved:
        approve_payee(account, by=world.actor("operator.operator"))


@pytest.fixture
def owed(world: World) -> None:
    """Stripe has collected 98 yuan for the workshop."""
    order = a_delivered_order(world)
    a_payment(order, "98", way=PaymentWay.STRIPE, shares=[share(order, "98")])


def cells(data: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return rows


def test_whoever_has_no_confirmed_account_is_named_and_not_paid(world: World, owed: None, browser_of: Browser) -> None:
    an_account(world, approved=False)
    found = pay_out_list()
    assert (found.rows, [str(row.amount) for row in found.without]) == ([], ["98.00"])
    page = text_of(browser_of("operator.operator").get("/money/stripe/owed/list"))
    assert "Workshop has no confirmed account: ¥98.00 wait." in page
    assert "Download" not in page


def test_the_page_and_the_workbook_say_the_same(world: World, owed: None, browser_of: Browser) -> None:
    an_account(world)
    operator = browser_of("operator.operator")
    page = text_of(operator.get("/money/stripe/owed/list"))
    head, row = cells(operator.get("/money/stripe/owed/list.xlsx").get_data())
    assert head == ["Number", "Account holder", "Account number", "Bank", "Branch", "Amount", "Supplier"]
    (found,) = pay_out_list().rows
    assert row == [found.number, "Workshop", NUMBER, "Bank of Dali", "Old Town", 98.0, "Workshop"]
    for said in (found.number, "0062 2202 1234 5678 9012", "¥98.00", "Bank of Dali"):
        assert said in page


def test_what_looks_like_a_formula_stays_text_and_account_numbers_too(
    world: World, owed: None, browser_of: Browser
) -> None:
    an_account(world, '=HYPERLINK("http://evil")')
    data = browser_of("operator.operator").get("/money/stripe/owed/list.xlsx").get_data()
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(", "")
    (_head, row) = cells(data)
    assert row[1] == '=HYPERLINK("http://evil")'
    assert row[2] == NUMBER
    assert Decimal(str(row[5])) == 98


def test_only_the_operator_has_the_list(world: World, owed: None, browser_of: Browser) -> None:
    db.session.commit()
    for who in (SUPPLIER, "school.manager", "cluster.official"):
        for where in ("list", "list.xlsx"):
            assert browser_of(who).get(f"/money/stripe/owed/{where}").status_code == 404


def test_a_pay_out_is_noted_under_the_number_that_the_list_gave_it(
    world: World, owed: None, browser_of: Browser
) -> None:
    an_account(world)
    (row,) = pay_out_list().rows
    page = browser_of("operator.operator").get("/money/stripe/owed").get_data(as_text=True)
    assert f'value="{row.number}"' in page
    assert 'value="98.00"' in page
