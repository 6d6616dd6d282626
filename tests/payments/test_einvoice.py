"""What the XML of an e-invoice says fills the form and is held against the register; it is never taken for granted."""

import re
import time
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue.words import TaxRate
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.organisations.models import InvoiceProfile, Supplier
from shop.payments import einvoice
from shop.payments.einvoice import EInvoice, Here
from shop.payments.invoicing import FileKind, InvoiceKind
from shop.payments.models import Invoice, InvoiceFile
from shop.payments.paper import PaperLine
from shop.payments.services.files import add_file
from shop.payments.uploads import LARGEST_TO_READ, kind_of
from tests.clients import SeparateClient
from tests.factories.einvoices import a_pdf, an_ofd, an_xml
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_invoice, whole
from tests.factories.world import World
from tests.fulfilment.pages import fields, opened, words
from tests.payments.conftest import Browser
from tests.payments.test_invoice_files import sent

NUMBER = "26532000000000000001"
SELLER, BUYER = "91530624MA6K00001X", "12442000400000001X"
TOTAL = Money.yuan("258.50")


def told(**changes: Any) -> EInvoice:
    usual = {"number": NUMBER, "seller_number": SELLER, "buyer_number": BUYER}
    found = einvoice.read(an_xml(TOTAL, **(usual | changes)))
    assert found is not None
    return found


def test_samples_are_what_they_say() -> None:
    xml = an_xml(TOTAL, number=NUMBER, seller_number=SELLER, buyer_number=BUYER)
    assert [kind_of(content) for content in (xml, a_pdf(), an_ofd())] == [FileKind.XML, FileKind.PDF, FileKind.OFD]


def test_an_e_invoice_says_its_number_day_parties_lines_and_total() -> None:
    line = PaperLine("*蔬菜*马铃薯", TOTAL, TaxRate.EXEMPT, Money(0), Quantity.of(100))
    assert told() == EInvoice(
        number=NUMBER,
        issued_on=date(2026, 11, 23),
        kind=InvoiceKind.ORDINARY,
        seller_name="大关农民专业合作社",
        seller_tax_number=SELLER,
        buyer_name="火炬小学",
        buyer_tax_number=BUYER,
        total=TOTAL,
        lines=(line,),
    )


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("0.09", TaxRate.NINE),
        ("9%", TaxRate.NINE),
        ("0.13", TaxRate.THIRTEEN),
        ("0.01", TaxRate.ONE),
        ("0.030", TaxRate.THREE),
        ("0", TaxRate.EXEMPT),
        ("0.00", TaxRate.EXEMPT),
        ("免税", TaxRate.EXEMPT),
    ],
)
def test_a_rate_is_written_in_several_ways(said: str, rate: TaxRate) -> None:
    assert [line.rate for line in told(rate=said).lines] == [rate]


@pytest.mark.parametrize("said", ["0.06", "", "much", "NaN", "1e9"])
def test_a_rate_that_is_not_known_here_leaves_the_lines_to_a_person(said: str) -> None:
    assert told(rate=said).lines == ()


@pytest.mark.parametrize(
    ("said", "read"),
    [("2026-11-23 10:11:12", date(2026, 11, 23)), ("23.11.2026", None), ("2026-13-01", None), ("", None)],
)
def test_a_day_that_cannot_be_read_is_not_guessed(said: str, read: date | None) -> None:
    assert told(issued_on=said).issued_on == read


@pytest.mark.parametrize(
    "content",
    [
        b"<EInvoice/>",
        b"<Invoice><InvoiceNumber>1</InvoiceNumber></Invoice>",
        b"<EInvoice><TaxSupervisionInfo><InvoiceNumber> </InvoiceNumber></TaxSupervisionInfo></EInvoice>",
        b"<EInvoice>" + b" " * LARGEST_TO_READ + b"</EInvoice>",
    ],
)
def test_other_files_say_nothing(content: bytes) -> None:
    assert einvoice.read(content) is None


def test_whoever_nests_a_thousand_levels_is_not_followed() -> None:
    levels = LARGEST_TO_READ // 8
    began = time.monotonic()
    assert einvoice.read(b"<a>" * levels + b"</a>" * levels) is None
    assert time.monotonic() - began < 2


def test_everything_that_differs_is_named(world: World) -> None:
    here = Here(SELLER, BUYER, NUMBER, date(2026, 11, 24), Money.yuan("258.49"))
    found = [str(doubt) for doubt in einvoice.doubts(told(seller_number="X"), here, written=str, day=str)]
    assert found == [
        "“Issued on”: the file says 2026-11-23, here it is 2026-11-24.",
        "“Total with tax”: the file says 258.50, here it is 258.49.",
        f"“Tax number of the seller”: the file says X, here it is {SELLER}.",
    ]
    assert einvoice.doubts(told(), Here(), written=str, day=str) == []


def real(world: World, **changes: Any) -> bytes:
    """The cooperative's e-invoice for the school, as it is."""
    seller = db.session.get_one(Supplier, world.organisations["coop"]).credit_code
    buyer = db.session.get_one(InvoiceProfile, world.profiles["school"]).tax_number
    return an_xml(TOTAL, **({"number": NUMBER, "seller_number": seller, "buyer_number": buyer} | changes))


def filled(browser: SeparateClient, world: World, note: Acceptance, content: bytes) -> tuple[str, Any]:
    """The form of the paper after it was filled in from a file."""
    address = f"/invoices/new?of={world.organisations['school']}&profile={world.profiles['school']}"
    address += f"&line={note.lines[0].id}"
    return address, sent(browser, f"{address}&read=1", {}, content, "发票.xml")


def test_the_form_is_filled_and_the_file_is_kept_with_the_invoice(world: World, browser_of: Browser) -> None:
    note, browser = an_acceptance(world), browser_of("coop.seller")
    address, answer = filled(browser, world, note, real(world))
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "Read from 发票.xml" in words(page)
    assert db.session.execute(select(Invoice)).first() is None
    form = fields(page, "number")
    assert (form["number"], form["issued_on"], form["total"]) == (NUMBER, "2026-11-23", "258.50")
    assert (form["what_1"], form["net_1"], form["rate_1"]) == ("*蔬菜*马铃薯", "258.50", "exempt")
    assert form[f"part_{note.lines[0].id}"] == "258.50"
    assert browser.post(address, data=form).status_code == 302
    invoice = db.session.execute(select(Invoice)).scalar_one()
    file = db.session.execute(select(InvoiceFile)).scalar_one()
    assert (invoice.official_number, file.kind, file.file_name) == (NUMBER, FileKind.XML, "发票.xml")
    assert file.content == real(world)


def test_a_file_made_out_to_somebody_else_is_named_beside_the_form(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    _address, answer = filled(browser_of("coop.seller"), world, note, real(world, buyer_number=BUYER))
    assert f"“Tax number of the buyer”: the file says {BUYER}" in words(answer.get_data(as_text=True))


@pytest.mark.parametrize("content", [b"", a_pdf(), an_ofd(), b"<EInvoice/>", b"<html></html>", b"<!DOCTYPE x><x/>"])
def test_what_cannot_be_read_leaves_the_form_as_it_was(world: World, browser_of: Browser, content: bytes) -> None:
    note = an_acceptance(world)
    _address, answer = filled(browser_of("coop.seller"), world, note, content)
    assert answer.status_code == 422
    assert fields(answer.get_data(as_text=True), "number")["total"] == "258.50"


@pytest.mark.parametrize("kept", ["not base64", "PGh0bWw+PC9odG1sPg=="])
def test_a_file_that_was_changed_on_the_way_is_refused_and_nothing_is_registered(
    world: World, browser_of: Browser, kept: str
) -> None:
    note, browser = an_acceptance(world), browser_of("coop.seller")
    address, answer = filled(browser, world, note, real(world))
    form = fields(answer.get_data(as_text=True), "number") | {"kept": kept}
    assert browser.post(address, data=form).status_code == 422
    assert db.session.execute(select(Invoice)).first() is None


@pytest.mark.parametrize(("total", "agrees"), [("258.50", True), ("258.49", False)])
def test_an_xml_is_read_on_a_page_and_held_against_the_register(
    world: World, browser_of: Browser, total: str, agrees: bool
) -> None:
    note = an_acceptance(world)
    line = note.lines[0].id
    invoice = an_invoice(world, {line: Money.yuan(total)}, number=NUMBER)
    file = add_file(invoice, real(world), "a.xml", Side.SUPPLIER, by=world.actor("coop.seller"))
    name = file.name
    page = opened(browser_of("school.manager"), f"/invoices/{invoice.number}")
    (address,) = re.findall(rf'href="(/invoices/{invoice.number}/files/{name}/read)"', page)
    read = words(opened(browser_of("school.manager"), address))
    assert "大关农民专业合作社" in read
    assert ("both tax numbers agree" in read) is agrees
    assert ("the file says ¥258.50, here it is ¥258.49" in read) is not agrees


def test_another_kind_of_file_is_not_read(world: World, browser_of: Browser) -> None:
    invoice = an_invoice(world, whole(an_acceptance(world)))
    file = add_file(invoice, a_pdf(), "a.pdf", Side.SUPPLIER, by=world.actor("coop.seller"))
    opened(browser_of("coop.seller"), f"/invoices/{invoice.number}/files/{file.name}/read", 404)
