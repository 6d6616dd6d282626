"""Which papers come into the register, and that each stands there once."""

from datetime import date
from typing import Any

import pytest

from shop.catalogue.words import TaxRate
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.paper import PaperLine
from shop.payments.services import checking
from tests.factories.fulfilment import (
    an_acceptance,
    refused,
)
from tests.factories.invoices import an_invoice, checked, whole, withdrawn
from tests.factories.world import World
from tests.payments.books import assert_database_refuses

pytestmark = pytest.mark.usefixtures("books_are_right")

NOTHING = Money(0)


def test_one_invoice_stands_in_the_register_once(world: World) -> None:
    note = an_acceptance(world)
    first = an_invoice(world, {}, Money(100), number="12345678", code="0440019001")
    with refused("in the register already"):
        an_invoice(world, {}, Money(100), number="１２３４５６７８", code=" 0440019001 ")
    an_invoice(world, {}, Money(100), number="12345678", code="0440019002")
    withdrawn(world, first)
    again = an_invoice(world, whole(note), number="12345678", code="0440019001")
    assert again.official == first.official


def test_the_database_itself_keeps_it_from_standing_twice(world: World) -> None:
    first = an_invoice(world, {}, Money(100))
    second = an_invoice(world, {}, Money(100))
    assert_database_refuses(second, "official_number", first.official_number)


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        ({"number": "1234567"}, "has 8 digits"),
        ({"number": "12345678"}, "10 or 12 digits"),
        ({"code": "0440019001"}, "no code"),
        ({"issued_on": date(2030, 1, 1)}, "in the future"),
        ({"lines": ()}, "enter the lines"),
        ({"kind": InvoiceKind.PURCHASE}, "registered by the other side"),
        ({"kind": InvoiceKind.RED}, "registered by the other side"),
        ({"kind": InvoiceKind.TAX_OFFICE, "seller_tax_number": "12"}, "15 to 20"),
        ({"kind": InvoiceKind.TAX_OFFICE, "seller_tax_number": "11010519491231002X"}, "a person’s ID number"),
        ({"lines": (PaperLine("a", Money(1), TaxRate.EXEMPT, NOTHING),)}, "The lines come to ¥0.01"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(world: World, paper: dict[str, Any], sentence: str) -> None:
    with refused(sentence):
        an_invoice(world, {}, Money(100), **paper)


def test_nothing_and_less_is_no_invoice(world: World) -> None:
    for fen in (0, -5):
        with refused("more than nothing"):
            an_invoice(world, {}, Money(fen))


def test_a_tax_office_invoice_names_the_tax_office(world: World) -> None:
    invoice = an_invoice(
        world, {}, Money(100), kind=InvoiceKind.TAX_OFFICE, seller_tax_number="91110000600037341l", seller_name="税务局"
    )
    assert (invoice.seller_tax_number, invoice.seller_name) == ("91110000600037341L", "税务局")


def test_a_purchase_invoice_is_the_buyers_and_the_seller_checks_it(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note), by="school.manager", kind=InvoiceKind.PURCHASE)
    assert invoice.side is Side.BUYER
    with refused("“Check and match” is not possible"):
        checked(world, invoice)
    checking.check(invoice, Side.SUPPLIER, by=world.actor("coop.seller"))
    assert invoice.status is InvoiceStatus.CHECKED


@pytest.mark.parametrize("other", ["organ", "clinic"])
def test_lines_of_others_do_not_exist_for_an_invoice(world: World, other: str) -> None:
    note = an_acceptance(world)
    with pytest.raises(NotYours), db.session.begin_nested():
        an_invoice(world, whole(note), unit=other)
    with pytest.raises(NotYours), db.session.begin_nested():
        an_invoice(world, whole(note), supplier="workshop", by="workshop.seller")
