"""Red letters and lower amounts on the pages, as the two sides come to them."""

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceKind
from shop.payments.models import Invoice, InvoiceReduction
from shop.payments.services.checking import check
from shop.payments.services.lowering import propose_lower
from shop.tally.models import Entry
from shop.tally.words import Source
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import (
    a_red_letter,
    an_agreed_lower_invoice,
    an_invoice,
    corrected,
    line_of,
    official_number,
    whole,
)
from tests.factories.world import World
from tests.fulfilment.pages import fields, opened, sent, words
from tests.payments.conftest import Browser

ONCE = "a-key-for-this-form"


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def newest() -> Invoice:
    asked = select(Invoice).order_by(Invoice.id.desc()).execution_options(populate_existing=True)
    return db.session.execute(asked).scalars().first()  # type: ignore[return-value]


def test_an_agreed_lower_amount_is_proposed_and_agreed_on_the_page(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    address = f"/invoices/{invoice.number}"
    seller, finance = browser_of("coop.seller"), browser_of("school.manager")
    page = opened(seller, address)
    assert "¥8.50 of it are not invoiced" in words(page)
    form = fields(page, "amount")
    assert form["amount"] == "8.50"
    assert sent(seller, f"{address}/lower", form | {"amount": "9", "reason": "small"}).status_code == 422
    assert sent(seller, f"{address}/lower", form | {"reason": "small tubers"}).status_code == 302
    page = opened(finance, address)
    assert "small tubers" in words(page)
    assert sent(finance, f"{address}/lower/agree", fields(page, "proposal")).status_code == 302
    assert count(InvoiceReduction) == 1
    assert "agreed lower by ¥8.50" in words(opened(finance, address))


@pytest.mark.parametrize("proposal", ["", "0", "99999999999999999999", "x"])
def test_a_proposal_that_is_not_on_this_invoice_does_not_exist(
    world: World, browser_of: Browser, proposal: str
) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    chain = note.lines[0].consignment_line_id
    propose_lower(invoice, chain, Money(100), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    form = {"once": ONCE, "proposal": proposal}
    assert sent(browser_of("school.manager"), f"/invoices/{invoice.number}/lower/agree", form).status_code == 404


def test_a_red_letter_is_registered_from_the_page_of_its_original(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    check(invoice, Side.BUYER, by=world.actor("school.manager"))
    browser = browser_of("coop.seller")
    address = f"/invoices/{invoice.number}/red"
    form = fields(opened(browser, address), "what_1")
    assert (form["total"], form["net_1"]) == ("-258.50", "-258.50")
    line = note.lines[0].id
    typed = {"number": official_number(), "issued_on": "2026-11-23", "total": "58.50", "net_1": "58.50"}
    missing = sent(browser, address, form | typed | {f"part_{line}": "50"})
    assert "¥8.50 more are taken" in words(missing.get_data(as_text=True))
    answer = sent(browser, address, form | typed | {f"part_{line}": "58.50"})
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    red = newest()
    assert (red.kind, red.total, red.original_id) == (InvoiceKind.RED, Money.yuan("-58.50"), invoice.id)
    assert line_of(note).open == Money.yuan("58.50")
    assert "¥58.50 taken back" in words(opened(browser, "/invoices"))


def test_the_entry_of_an_agreed_lower_invoice_leads_to_invoice_acceptance_and_order(
    world: World, browser_of: Browser
) -> None:
    note = an_acceptance(world)
    invoice = an_agreed_lower_invoice(world, note, 850)
    asked = select(Entry.id).where(Entry.source == Source.INVOICE)
    page = opened(browser_of("school.manager"), f"/entries/{db.session.execute(asked).scalar_one()}")
    for address in (f"/invoices/{invoice.number}", f"/acceptances/{note.number}", "/orders/"):
        assert f'href="{address}' in page
    assert "−¥8.50" in words(page)


def test_a_red_letter_takes_its_part_off_before_rates_are_compared(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    a_red_letter(world, invoice, Money.yuan(5), {note.lines[0].id: Money.yuan(5)})
    page = words(opened(browser_of("school.manager"), f"/invoices/{invoice.number}"))
    assert "¥5.00 of the ¥258.50 that were accepted are not invoiced." in page
    assert "At the rate" not in page
    assert "¥253.50 of the invoice are left." in page


def test_after_a_return_the_red_letter_begins_with_what_belongs_to_nothing(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    check(invoice, Side.BUYER, by=world.actor("school.manager"))
    corrected(world, note, "90")
    seller, address = browser_of("coop.seller"), f"/invoices/{invoice.number}/red"
    form = fields(opened(seller, address), "number")
    assert (form["total"], form["net_1"]) == ("-25.85", "-25.85")
    assert [value for name, value in form.items() if name.startswith("part_")] == [""]
    red = {"number": official_number(), "issued_on": "2026-11-23"}
    assert sent(seller, address, form | red).status_code == 302
    page = words(opened(browser_of("school.manager"), f"/invoices/{invoice.number}"))
    assert "¥232.65 of the invoice are left." in page
    assert "Everything on the invoice agrees with what was accepted." in page


def test_what_is_wholly_invoiced_is_agreed_lower_after_a_red_letter(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    buyer, address = browser_of("school.manager"), f"/invoices/{invoice.number}"
    assert "first takes the difference back by a red letter" in words(opened(buyer, address))
    a_red_letter(world, invoice, Money.yuan(5), {note.lines[0].id: Money.yuan(5)})
    page = opened(buyer, address)
    assert "propose a lower amount" in words(page)
    form = fields(page, "amount") | {"amount": "5", "reason": "smaller than usual"}
    assert sent(buyer, f"{address}/lower", form).status_code == 302
    proposal = fields(opened(browser_of("coop.seller"), address), "proposal")
    assert sent(browser_of("coop.seller"), f"{address}/lower/agree", proposal).status_code == 302
    assert line_of(note).reduced == Money.yuan(5)
    assert "Everything on the invoice agrees" in words(opened(buyer, address))


@pytest.mark.parametrize(("amount", "said"), [("5", "Partly taken back"), ("258.50", "Taken back")])
def test_the_register_says_what_was_taken_back(world: World, browser_of: Browser, amount: str, said: str) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    taken = Money.yuan(amount)
    a_red_letter(world, invoice, taken, {note.lines[0].id: taken})
    browser = browser_of("school.manager")
    assert said in words(opened(browser, "/invoices"))
    assert said in words(opened(browser, f"/invoices/{invoice.number}"))
