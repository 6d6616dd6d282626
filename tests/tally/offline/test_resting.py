"""On which invoice of the register a purchase made elsewhere rests, and how far."""

from typing import Any

import pytest

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.models import Invoice
from shop.payments.services.checking import dispute
from shop.payments.services.checking import withdraw as withdraw_invoice
from shop.payments.services.registering import register_red
from shop.tally.queries.offline_register import parts_of, versions_of
from shop.tally.services.offline import entering, judging
from shop.tally.services.offline.resting import rest_on
from tests.factories.invoices import a_paper, an_invoice
from tests.factories.offline import (
    OUTSIDER,
    a_proof,
    a_statement,
    an_offline_purchase,
    an_outsiders_invoice,
)
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")


def test_a_direct_purchase_is_not_verified_before_it_rests_on_an_invoice(world: World) -> None:
    purchase = an_offline_purchase(world, proved=False)
    entering.add_file(purchase, a_proof(), by=world.actor("school.manager"))
    with pytest.raises(Refused, match="rests on one invoice"):
        judging.verify(purchase, by=world.actor("harbour.official"))


def test_it_never_rests_on_more_than_is_left_of_an_invoice(world: World) -> None:
    said = a_statement()
    invoice = an_outsiders_invoice(world, said, more=Money.yuan(500))
    by = world.actor("school.buyer")
    first = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number)
    assert [(part.invoice.id, part.amount) for part in parts_of([first.id])[first.id]] == [
        (invoice.id, Money.yuan(1200))
    ]
    second = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number, amount=Money.yuan(501))
    assert parts_of([second.id]) == {}
    with pytest.raises(Refused, match="not left"):
        rest_on(second, invoice.number, by=by)
    third = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number, amount=Money.yuan(500))
    assert third.id in parts_of([third.id])
    assert db.session.get_one(Invoice, invoice.id).unallocated == Money(0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"invoice_number": "26530000000000009999"}, "another one"),
        ({"days_ago": 300}, "another day"),
        ({"seller_code": OUTSIDER["seller_code"]}, "another seller"),
    ],
)
def test_an_invoice_of_something_else_is_refused(world: World, changes: dict[str, Any], said: str) -> None:
    purchase = an_offline_purchase(world, proved=False)
    version = versions_of(purchase.id)[-1]
    invoice = an_outsiders_invoice(world, a_statement(**({"invoice_number": version.invoice_number} | changes)))
    with pytest.raises(Refused, match=said):
        rest_on(purchase, invoice.number, by=world.actor("school.manager"))


def test_an_invoice_on_which_a_purchase_rests_is_not_withdrawn(world: World) -> None:
    purchase = an_offline_purchase(world)
    (part,) = parts_of([purchase.id])[purchase.id]
    with pytest.raises(Refused, match="take it off"):
        withdraw_invoice(part.invoice, "typed wrongly", Side.BUYER, by=world.actor("school.manager"))
    judging.withdraw(purchase, "entered twice", by=world.actor("school.buyer"))
    withdraw_invoice(part.invoice, "typed wrongly", Side.BUYER, by=world.actor("school.manager"))


@pytest.mark.parametrize("rests", [False, True], ids=["before it rests on it", "afterwards"])
def test_nothing_is_verified_by_an_invoice_that_is_disputed(world: World, rests: bool) -> None:
    purchase = an_offline_purchase(world, proved=False)
    manager, official = world.actor("school.manager"), world.actor("harbour.official")
    entering.add_file(purchase, a_proof(), by=manager)
    number = versions_of(purchase.id)[-1].invoice_number
    invoice = an_invoice(world, {}, Money.yuan(1200), number=number)
    if rests:
        rest_on(purchase, invoice.number, by=manager)
    dispute(invoice, "We never had these.", Side.BUYER, by=manager)
    with pytest.raises(Refused, match="disputed"):
        _ = judging.verify(purchase, by=official) if rests else rest_on(purchase, invoice.number, by=manager)


def test_a_red_letter_over_what_proves_a_purchase_elsewhere_says_so(world: World) -> None:
    said = a_statement()
    invoice = an_outsiders_invoice(world, said, more=Money.yuan(500))
    an_offline_purchase(world, proved=False, invoice_number=said.invoice_number)
    finance = world.actor("school.manager")
    with pytest.raises(Refused, match="can be taken back") as refused:
        register_red(invoice, a_paper(Money.yuan(-501), number="26530000000000007777"), {}, Side.BUYER, by=finance)
    assert refused.value.field == "total"
    red = register_red(invoice, a_paper(Money.yuan(-500), number="26530000000000007777"), {}, Side.BUYER, by=finance)
    assert red.original_id == invoice.id
