"""The pages of settling: what waits, proposing, one settlement with its steps, and the paper."""

import re

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import Acceptance
from shop.kernel import clock
from shop.payments.remittance import code_of
from shop.payments.services import settlements
from shop.payments.services.payees import approve_payee, propose_payee
from shop.payments.services.receipts import refund
from shop.payments.settling import SettlementState
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_agreed_lower_invoice, an_invoice, official_number, whole
from tests.factories.payments import a_payment, a_source, share
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.payments.settled import new_for
from tests.payments.test_pages import text_of


def test_what_is_priced_by_the_pack_is_counted_in_packs(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    where = f"/money/settlements/{settlement.number}"
    for page in (where, f"{where}/paper"):
        assert "2 packs" in text_of(browser_of(UNIT).get(page))


def test_it_is_proposed_agreed_invoiced_and_checked_on_the_pages(world: World, browser_of: Browser) -> None:
    order = a_delivered_order(world)
    seller = browser_of(SUPPLIER)
    page = text_of(seller.post(new_for(world, SUPPLIER), data={"seen": "98.00"}, follow_redirects=True))
    number = re.search(r"S\d{6}-\w{5}", page)
    assert number
    assert order.number in page
    where = f"/money/settlements/{number.group()}"
    assert "Agree to ¥" not in page.split("What to do next")[1]
    finance = browser_of(UNIT)
    assert "Agree to ¥98.00" in text_of(finance.get(where))
    assert "Both sides have agreed" in text_of(
        finance.post(f"{where}/confirm", data={"seen": "98.00"}, follow_redirects=True)
    )
    assert code_of(number.group()) in text_of(finance.get(where))
    form = seller.get(f"{where}/invoices/new")
    assert form.status_code == 200
    filled = r'name="((?:what|net|tax|part|total)[_\d]*)"[^>]*value="([^"]+)"'
    start = dict(re.findall(filled, form.get_data(as_text=True)))
    assert start["total"] == "98.00"
    number_of_paper = official_number()
    paper = start | {"kind": "ordinary", "number": number_of_paper, "issued_on": clock.today().isoformat()}
    rates = dict.fromkeys([name.replace("what", "rate") for name in start if name.startswith("what")], "exempt")
    noted = seller.post(f"{where}/invoices/new", data=rates | paper, follow_redirects=True)
    assert "belongs to this settlement" in text_of(noted)
    page = text_of(finance.get(where))
    assert number_of_paper in page
    assert "The invoices agree with the settlement to the fen." in page
    assert "Marked as checked" in text_of(finance.post(f"{where}/check", follow_redirects=True))
    a_payment(order, "98", shares=[share(order, "98")])
    db.session.commit()
    paid = text_of(finance.get(where))
    assert "To be paid ¥0.00" in paid
    assert code_of(number.group()) not in paid
    assert "Paid" in text_of(finance.get("/money/settlements"))


def test_invoices_of_the_register_are_chosen_on_the_page(world: World, browser_of: Browser) -> None:
    order = a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    where = f"/money/settlements/{settlement.number}"
    note = db.session.execute(select(Acceptance)).scalar_one()
    invoice = an_invoice(world, whole(note), supplier="workshop", by=SUPPLIER)
    seller, finance = browser_of(SUPPLIER), browser_of(UNIT)
    page = text_of(seller.get(where))
    assert "Invoiced already" in page
    assert "¥83.00 of it belong to these goods" in page
    wrong = seller.post(f"{where}/invoice", data={})
    assert wrong.status_code == 422
    assert "Please choose the invoices of this settlement" in text_of(wrong)
    seller.post(f"{where}/invoice", data={"invoice": invoice.id})
    assert "Freight comes to ¥15.00" in text_of(finance.get(where))
    assert finance.post(f"{where}/check").status_code == 422
    assert "Marked as checked" in text_of(
        finance.post(f"{where}/check", data={"reason": "freight was waived"}, follow_redirects=True)
    )
    assert "freight was waived" in text_of(seller.get(where))
    assert f'href="{where}"' in finance.get(f"/invoices/{invoice.number}").get_data(as_text=True)
    assert order.number in page


def test_the_page_says_where_it_is_paid_and_by_which_payments_it_was(world: World, browser_of: Browser) -> None:
    order = a_delivered_order(world)
    seller = world.actor(SUPPLIER)
    account = propose_payee(
        world.organisations["workshop"],
        account_name="Workshop",
        bank="Bank of Dali",
        account_number="6222021234567890123",
        by=seller,
    )
    approve_payee(account, by=world.actor("operator.operator"))
    settlement = an_agreed_settlement(world)
    payment = a_payment(order, "60", shares=[share(order, "60")])
    refund(payment, [share(order, "8")], booked_on=clock.today(), source=a_source(), by=None)
    page = text_of(browser_of(UNIT).get(f"/money/settlements/{settlement.number}"))
    assert "6222 0212 3456 7890 123" in page
    assert code_of(settlement.number) in page
    assert payment.number in page
    assert "¥52.00" in page
    assert "To be paid ¥46.00" in page
    assert "Pay online" not in page


def test_where_payment_online_is_set_up_each_order_has_its_way(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    monkeypatch.setattr("shop.payments.views.settlement_showing.is_set_up", lambda: True)
    where = f"/money/settlements/{settlement.number}"
    assert f"/orders/{order.number}/pay" in browser_of(UNIT).get(where).get_data(as_text=True)
    assert "Pay online" not in text_of(browser_of(SUPPLIER).get(where))


def test_a_line_is_questioned_and_taken_out_on_the_pages(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    goods, _freight = kept_lines(settlement)
    finance, seller = browser_of(UNIT), browser_of(SUPPLIER)
    where = f"/money/settlements/{settlement.number}"
    wrong = finance.post(f"{where}/dispute", data={"settled_line": goods.id, "reason": ""})
    assert wrong.status_code == 422
    assert "Please give a reason" in text_of(wrong)
    finance.post(f"{where}/dispute", data={"settled_line": goods.id, "reason": "ten were cracked"})
    assert "Questioned: ten were cracked" in text_of(seller.get(where))
    assert finance.post(f"{where}/confirm", data={"seen": "98.00"}).status_code == 422
    seller.post(f"{where}/take-out", data={"settled_line": goods.id})
    page = text_of(finance.get(where))
    assert "Taken out" in page
    assert "Agree to ¥15.00" in page
    assert f"The line of ¥83.00 on {goods.note} was taken out." in page


def test_what_came_to_something_else_meanwhile_is_shown_again(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    seller = browser_of(SUPPLIER)
    a_delivered_order(world, 1)
    again = seller.post(new_for(world, SUPPLIER), data={"seen": "98.00"})
    assert again.status_code == 422
    assert "Meanwhile it comes to 154.50 yuan" in text_of(again)


@pytest.mark.parametrize("until", ["2026-13-01", "yesterday"])
def test_a_day_that_is_none_is_said_so(world: World, browser_of: Browser, until: str) -> None:
    a_delivered_order(world)
    page = browser_of(UNIT).get(new_for(world, UNIT) + f"&until={until}")
    assert page.status_code == 422
    assert "Please enter a date" in text_of(page)


def test_the_paper_names_both_sides_and_writes_the_total_in_words(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    eggs = kept_lines(settlement)[0].product_name_english
    for who in (UNIT, SUPPLIER, "harbour.official", "operator.operator"):
        page = text_of(browser_of(who).get(f"/money/settlements/{settlement.number}/paper"))
        assert "玖拾捌元整" in page
        for said in ("School", "Workshop", eggs, "¥83.00", "¥15.00", "¥98.00", code_of(settlement.number)):
            assert said in page, said


def test_a_withdrawn_settlement_shows_what_it_was(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    settlements.withdraw(settlement, "wrong month", by=world.actor(SUPPLIER))
    page = text_of(browser_of(UNIT).get(f"/money/settlements/{settlement.number}"))
    assert "¥83.00" in page
    assert "wrong month" in page
    assert "What to do next" not in page
    assert settlement.state is SettlementState.WITHDRAWN


@pytest.mark.parametrize("where", ["", "/paper"])
def test_a_reduction_is_never_called_freight(world: World, browser_of: Browser, where: str) -> None:
    invoice = an_agreed_lower_invoice(world, an_acceptance(world), 850)
    settlement = a_settlement(world, UNIT, supplier="coop")
    page = text_of(browser_of(UNIT).get(f"/money/settlements/{settlement.number}{where}"))
    goods = kept_lines(settlement)[-1].product_name_english
    assert f"Agreed reduction: {goods} {invoice.number}" in page
    assert "Agreed reductions −¥8.50" in page
    assert page.count("Freight, not counted towards a target") == (1 if where else 0)


def test_a_proposal_names_reductions_as_well(world: World, browser_of: Browser) -> None:
    an_agreed_lower_invoice(world, an_acceptance(world), 850)
    address = f"/money/settlements/new?other={world.organisations['coop']}&profile={world.profiles['school']}"
    assert "Agreed reduction: " in text_of(browser_of(UNIT).get(address))
