"""The register of invoices as pages: registered by one side, checked or disputed by the other, read by those above."""

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice
from shop.payments.services.checking import check
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.invoices import (
    an_invoice,
    line_of,
    official_number,
    whole,
)
from tests.factories.world import World
from tests.fulfilment.pages import fields, opened, sent, words
from tests.payments.conftest import Browser

READERS = ["school.manager", "school.buyer", "coop.seller", "harbour.official", "bureau.official", "operator.operator"]
STRANGERS = ["organ.manager", "workshop.seller", "delta.official", "office-530624.official"]
ONCE = "a-key-for-this-form"


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def newest() -> Invoice:
    asked = select(Invoice).order_by(Invoice.id.desc()).execution_options(populate_existing=True)
    return db.session.execute(asked).scalars().first()  # type: ignore[return-value]


def register_page(world: World, lines: str = "", of: str = "school") -> str:
    return f"/invoices/new?of={world.organisations[of]}&profile={world.profiles['school']}{lines}"


@pytest.mark.parametrize("who", READERS)
def test_an_invoice_is_read_by_both_sides_and_by_those_above(world: World, browser_of: Browser, who: str) -> None:
    invoice = an_invoice(world, whole(an_acceptance(world)))
    browser = browser_of(who)
    assert "¥258.50" in words(opened(browser, f"/invoices/{invoice.number}"))
    assert invoice.official_number in words(opened(browser, "/invoices"))


@pytest.mark.parametrize("who", STRANGERS)
def test_for_everybody_else_it_does_not_exist(world: World, browser_of: Browser, who: str) -> None:
    invoice = an_invoice(world, whole(an_acceptance(world)))
    opened(browser_of(who), f"/invoices/{invoice.number}", 404)


def test_a_seller_registers_an_invoice_in_three_steps(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    browser = browser_of("coop.seller")
    assert register_page(world).replace("&", "&amp;") in opened(browser, "/invoices/new")
    page = opened(browser, register_page(world))
    assert [f'value="{line.id}" checked' in page for line in note.lines] == [True, True]
    address = register_page(world, "".join(f"&line={line.id}" for line in note.lines))
    form = fields(opened(browser, address), "what_1")
    assert form["total"] == str(note.lines[0].amount + note.lines[1].amount)
    assert form[f"part_{note.lines[0].id}"] == "258.50"
    typed = {"number": official_number(), "issued_on": "2026-11-20"}
    answer = sent(browser, address, form | typed)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    assert answer.location == f"/invoices/{newest().number}"
    again = sent(browser, address, form | typed)
    assert (again.location, count(Invoice)) == (answer.location, 1)
    page = words(opened(browser, answer.location))
    assert "Everything on the invoice agrees with what was accepted." in page
    assert line_of(note).open == Money(0)


def test_a_form_that_asks_for_another_line_keeps_what_was_typed(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    browser = browser_of("coop.seller")
    address = register_page(world, f"&line={note.lines[0].id}")
    form = fields(opened(browser, address), "what_1") | {"what_1": "potatoes, washed", "then": "more"}
    answer = sent(browser, address, form)
    assert answer.status_code == 200
    more = fields(answer.get_data(as_text=True), "what_1")
    assert (more["what_1"], more["what_2"]) == ("potatoes, washed", "")
    assert count(Invoice) == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": "123"}, "has 8 digits"),
        ({"total": "1000"}, "The lines come to ¥258.50, which is −¥741.50 off."),
        ({"issued_on": "2030-01-01"}, "lies in the future"),
        ({"issued_on": ""}, "Please fill this in."),
        ({"part_": "300"}, "¥41.50 more than the ¥258.50 that are left"),
        ({"code": "1234567890"}, "A fully digital invoice has no code"),
        ({"kind": "purchase"}, "Not a valid choice"),
        ({"net_1": ""}, "Please fill this in."),
    ],
)
def test_what_cannot_be_comes_back_with_a_sentence(
    world: World, browser_of: Browser, typed: dict[str, str], told: str
) -> None:
    note = an_acceptance(world)
    browser = browser_of("coop.seller")
    address = register_page(world, f"&line={note.lines[0].id}")
    form = fields(opened(browser, address), "what_1") | {"number": official_number(), "issued_on": "2026-11-20"}
    changed = {f"part_{note.lines[0].id}" if name == "part_" else name: value for name, value in typed.items()}
    answer = sent(browser, address, form | changed)
    assert answer.status_code == 422
    assert told in words(answer.get_data(as_text=True))
    assert count(Invoice) == 0


@pytest.mark.parametrize(
    "address", ["of=1&profile=1", "of=99999999999&profile=1", "of=x&profile=1&line=9", "profile=9"]
)
def test_nobody_invoices_whom_they_never_served(world: World, browser_of: Browser, address: str) -> None:
    an_acceptance(world)
    answer = browser_of("workshop.seller").get(f"/invoices/new?{address}")
    assert answer.status_code in (200, 404)
    assert "School" not in words(answer.get_data(as_text=True))


def test_the_units_finance_checks_or_disputes(world: World, browser_of: Browser) -> None:
    invoice = an_invoice(world, whole(an_acceptance(world)))
    browser = browser_of("school.manager")
    address = f"/invoices/{invoice.number}"
    assert sent(browser, f"{address}/dispute", once=ONCE).status_code == 422
    assert sent(browser, f"{address}/dispute", once=ONCE, reason="wrong title").status_code == 302
    assert newest().status is InvoiceStatus.DISPUTED
    assert "Disputed Why it is disputed: wrong title Sold by" in words(opened(browser_of("coop.seller"), address))
    assert sent(browser, f"{address}/check", once=ONCE + "2").status_code == 302
    assert newest().status is InvoiceStatus.CHECKED
    shown = words(opened(browser, address))
    assert "Why it is disputed" not in shown
    assert "Agreed lower amounts" not in shown
    assert sent(browser_of("coop.seller"), f"{address}/withdraw", once=ONCE + "3", reason="oops").status_code == 422


@pytest.mark.parametrize("who", ["school.buyer", "harbour.official", "operator.operator", "coop.seller"])
def test_who_only_reads_it_cannot_check_it(world: World, browser_of: Browser, who: str) -> None:
    invoice = an_invoice(world, whole(an_acceptance(world)))
    browser = browser_of(who)
    assert "Check and match" not in words(opened(browser, f"/invoices/{invoice.number}"))
    expected = 422 if who == "coop.seller" else 404
    assert sent(browser, f"/invoices/{invoice.number}/check", once=ONCE).status_code == expected
    assert newest().status is InvoiceStatus.REGISTERED


def test_finance_registers_a_purchase_invoice_and_one_from_outside(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    browser = browser_of("school.manager")
    page = opened(browser, "/invoices/new")
    assert "Purchase invoice for a supplier" in words(page)
    address = register_page(world, f"&line={note.lines[0].id}", of="coop")
    form = fields(opened(browser, address), "what_1") | {"number": official_number(), "issued_on": "2026-11-20"}
    assert sent(browser, address, form).status_code == 302
    assert (newest().kind, newest().side) == (InvoiceKind.PURCHASE, Side.BUYER)
    address = f"/invoices/new?profile={world.profiles['school']}"
    form = fields(opened(browser, address), "what_1") | {
        "number": "12345678",
        "code": "044001900111",
        "issued_on": "2026-11-20",
        "total": "109",
        "kind": "ordinary",
        "what_1": "tea",
        "net_1": "100",
        "rate_1": "9",
        "tax_1": "9.00",
        "seller_name": "Market",
        "seller_tax_number": "91110000600037341L",
    }
    answer = sent(browser, address, form)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    assert (newest().supplier_id, newest().official) == (None, "044001900111 12345678")
    assert "purchases made elsewhere rest on this invoice" in words(opened(browser, answer.location))


def test_parts_are_changed_until_somebody_has_checked(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    browser, line = browser_of("coop.seller"), note.lines[0].id
    address = f"/invoices/{invoice.number}/parts"
    form = fields(opened(browser, address), "part_")
    assert sent(browser, address, form | {f"part_{line}": "200"}).status_code == 302
    assert line_of(note).open == Money.yuan("58.50")
    assert "¥58.50 of the invoice belong to no accepted line." in words(opened(browser, f"/invoices/{invoice.number}"))
    check(newest(), Side.BUYER, by=world.actor("school.manager"))
    db.session.commit()
    answer = sent(browser, address, form | {f"part_{line}": "100", "once": ONCE})
    assert "its parts stand" in words(answer.get_data(as_text=True))


def test_an_acceptance_leads_to_its_invoices(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    for who in ("coop.seller", "school.receiver", "harbour.official"):
        assert f"/invoices/{invoice.number}" in opened(browser_of(who), f"/acceptances/{note.number}")
    page = opened(browser_of("office-530624.official"), f"/acceptances/{note.number}")
    assert f"/invoices/{invoice.number}" not in page
    assert invoice.number in page


@pytest.mark.parametrize(("words_typed", "found"), [("School", True), ("school", True), ("nobody", False)])
def test_with_whom_something_is_to_be_invoiced_is_searched(
    world: World, browser_of: Browser, words_typed: str, found: bool
) -> None:
    an_acceptance(world)
    page = words(opened(browser_of("coop.seller"), f"/invoices/new?q={words_typed}"))
    assert ("¥258.50" in page) is found
    assert ("Nobody of this name" in page) is not found
