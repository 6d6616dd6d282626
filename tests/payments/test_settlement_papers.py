"""Settlements and statements as PDF: what the page says, in Chinese, with a code that opens a check page."""

import re

import pytest

from shop.extensions import db
from shop.organisations.models import Supplier
from shop.payments.remittance import code_of
from shop.payments.services import settlements
from shop.payments.services.settlements import confirm
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.payments import a_payment, share
from tests.factories.settlements import SUPPLIER, UNIT, a_delivered_order, a_settlement, an_agreed_settlement
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.payments.test_pages import text_of
from tests.pdfs import amounts_in, newest_paper, read_pdf


def chinese(browser: object) -> object:
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"  # type: ignore[attr-defined]
    return browser


@pytest.mark.parametrize("who", [UNIT, SUPPLIER, "harbour.official", "operator.operator"])
def test_the_pdf_of_a_settlement_says_what_its_page_says(world: World, browser_of: Browser, who: str) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    browser = browser_of(who)
    chinese(browser)
    where = f"/money/settlements/{settlement.number}"
    said, printed = text_of(browser.get(f"{where}/paper")), read_pdf(browser.get(f"{where}/pdf"))
    assert amounts_in(said) == {"¥83.00", "¥15.00", "¥98.00", "¥41.50"}
    assert amounts_in(printed) == amounts_in(said)
    for word in ("结算单", settlement.number, settlement.unit_name, settlement.supplier_name, "玖拾捌元整"):
        assert word in printed, word
        assert word in said, word
    assert code_of(settlement.number) in printed


def test_a_reduction_is_printed_as_what_it_is(world: World, browser_of: Browser) -> None:
    invoice = an_agreed_lower_invoice(world, an_acceptance(world), 850)
    settlement = a_settlement(world, UNIT, supplier="coop")
    printed = read_pdf(browser_of(UNIT).get(f"/money/settlements/{settlement.number}/pdf"))
    assert "议定调低" in printed
    assert invoice.number in printed
    assert "−¥8.50" in printed


def test_a_hostile_name_is_printed_and_never_carried_out(world: World, browser_of: Browser) -> None:
    hostile = '#panic("x")$x$*b*_i_`c`<l>@r\\u{41}//"]#read("/etc/passwd")'
    supplier = db.session.get_one(Supplier, world.organisations["workshop"])
    supplier.name = hostile
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    printed = read_pdf(browser_of(UNIT).get(f"/money/settlements/{settlement.number}/pdf"))
    assert re.sub(r"\s+", "", hostile) in printed
    assert "root:" not in printed


def test_the_code_on_the_paper_opens_a_page_that_tells_its_head_and_nothing_more(
    world: World, browser_of: Browser
) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    client = browser_of(UNIT)
    client.get(f"/money/settlements/{settlement.number}/pdf")
    page = text_of(
        client.application.test_client().get(f"/check/{newest_paper().token}", headers={"Accept-Language": "en"})
    )
    for said in (
        settlement.number,
        "School",
        "Workshop",
        "¥98.00",
        "Agreed",
        "This is the newest issue of this paper.",
    ):
        assert said in page, said
    assert "¥83.00" not in page
    assert settlement.profile_tax_number not in page
    assert client.get(f"/check/{newest_paper().token[:-1]}").status_code == 404


def test_the_same_words_are_the_same_paper_and_others_supersede_it(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    where = f"/money/settlements/{settlement.number}/pdf"
    client = browser_of(UNIT)
    client.get(where)
    client.get(where)
    first = newest_paper()
    assert (first.version, first.state_english) == (1, "Waits for agreement")
    confirm(settlement, by=world.actor(UNIT))
    db.session.commit()
    page = text_of(client.get(f"/check/{first.token}"))
    assert "State when issued Waits for agreement State now Agreed" in page
    client.get(where)
    assert newest_paper().version == 2
    assert "This paper was superseded" in text_of(client.get(f"/check/{first.token}"))
    assert "newest issue" in text_of(client.get(f"/check/{newest_paper().token}"))


def test_a_withdrawn_settlement_says_so_on_the_check_page(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    client = browser_of(UNIT)
    client.get(f"/money/settlements/{settlement.number}/pdf")
    settlements.withdraw(settlement, "wrong month", by=world.actor(UNIT))
    db.session.commit()
    assert "State now Withdrawn" in text_of(client.get(f"/check/{newest_paper().token}"))


def test_a_statement_is_issued_with_a_number_and_never_changes(world: World, browser_of: Browser) -> None:
    order = a_delivered_order(world)
    a_payment(order, "98", shares=[share(order, "98")])
    client = browser_of(SUPPLIER)
    chinese(client)
    said, printed = text_of(client.get("/money/statement")), read_pdf(client.get("/money/statement/pdf"))
    first = newest_paper()
    assert first.number in printed
    assert {amount.replace("¥", "") for amount in amounts_in(said)} <= {
        amount.replace("¥", "") for amount in amounts_in(printed)
    }
    for word in ("月度对账表", "手续费", "运费", "议定调低", "已退回", "玖拾捌元整"):
        assert word in printed, word
    a_delivered_order(world, 1)
    db.session.commit()
    later = read_pdf(client.get("/money/statement/pdf"))
    assert newest_paper().number == first.number[:-1] + "2"
    assert "139.50" in later or "154.50" in later
    again = read_pdf(client.get(f"/money/statement/{first.number}/pdf"))
    assert again == printed
    assert first.number in text_of(client.get("/money/statement"))
    assert "superseded" in text_of(browser_of(UNIT).get(f"/check/{first.token}"))


def test_a_statement_is_the_suppliers_own(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    browser_of(SUPPLIER).get("/money/statement/pdf")
    number = newest_paper().number
    other = browser_of("coop.seller")
    assert other.get(f"/money/statement/{number}/pdf").status_code == 404
    assert other.get("/money/statement/pdf").status_code == 404
    assert browser_of(UNIT).get(f"/money/statement/{number}/pdf").status_code == 404
