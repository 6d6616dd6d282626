"""To what an invoice belongs: never beyond its total, never beyond what was accepted, whatever is corrected."""

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments.models import InvoiceAllocation
from shop.payments.services import checking
from shop.payments.services.allocating import parts_of
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    refused,
)
from tests.factories.invoices import an_invoice, checked, corrected, line_of, lowered, whole, withdrawn
from tests.factories.offline import an_offline_purchase
from tests.factories.ordering import told
from tests.factories.world import World
from tests.payments.books import assert_database_refuses

pytestmark = pytest.mark.usefixtures("books_are_right")

NOTHING = Money(0)


def test_an_invoice_of_all_that_was_accepted_leaves_nothing_open(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    assert (invoice.allocated, invoice.unallocated, line_of(note).open) == (Money.yuan("258.50"), NOTHING, NOTHING)
    assert (invoice.title, invoice.seller_name) == ("school", "coop")
    assert told(world.organisations["school"])[-1] == "invoice_registered"


@pytest.mark.parametrize("parts", [("100", "158.50"), ("258.50",), ("0.01", "0.01", "258.48")])
def test_a_line_is_invoiced_in_parts_and_never_a_fen_too_much(world: World, parts: tuple[str, ...]) -> None:
    note = an_acceptance(world)
    line = note.lines[0].id
    for part in parts:
        an_invoice(world, {line: Money.yuan(part)})
    with refused("¥0.01 more than the ¥0.00 that are left to be invoiced"):
        an_invoice(world, {line: Money(1)})


def test_the_parts_of_an_invoice_never_come_to_more_than_it(world: World) -> None:
    note = an_acceptance(world)
    with refused("come to ¥58.50 more than the invoice"):
        an_invoice(world, whole(note), Money.yuan(200))
    freight = an_invoice(world, whole(note), Money.yuan(300))
    assert freight.unallocated == Money.yuan("41.50")


@pytest.mark.parametrize("column", ["invoiced", "reduced"])
def test_the_database_itself_refuses_more_than_was_accepted(world: World, column: str) -> None:
    line = line_of(an_acceptance(world))
    assert_database_refuses(line, column, line.accepted + Money(1))


def test_the_database_itself_refuses_more_than_an_invoice_comes_to(world: World) -> None:
    invoice = an_invoice(world, {}, Money(100))
    assert_database_refuses(invoice, "allocated", Money(101))


def test_parts_change_while_nobody_has_checked(world: World) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    first, second = note.lines
    invoice = an_invoice(world, {first.id: Money(1_000)})
    seller = world.actor("coop.seller")
    checking.allocate(invoice, {second.id: Money(1_000)}, Side.SUPPLIER, by=seller)
    assert parts_of(invoice.id) == {second.consignment_line_id: Money(1_000)}
    checked(world, invoice)
    with refused("its parts stand"):
        checking.allocate(invoice, {first.id: Money(1_000)}, Side.SUPPLIER, by=seller)
    rows = db.session.execute(select(InvoiceAllocation.n).where(InvoiceAllocation.invoice_id == invoice.id)).scalars()
    assert sorted(rows) == [1, 2, 3]


def test_offline_purchases_rest_on_the_same_register(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money(100)}, Money(300))
    finance = world.actor("school.manager")
    one, other = an_offline_purchase(world), an_offline_purchase(world, amount=Money.yuan(77))
    assert checking.allocate_offline(invoice.id, one.id, Money(150), by=finance) == Money(150)
    with refused("not left"):
        checking.allocate_offline(invoice.id, other.id, Money(51), by=finance)
    with refused("take it off them first"):
        withdrawn(world, invoice)
    assert checking.allocate_offline(invoice.id, one.id, Money(-150), by=finance) == NOTHING
    withdrawn(world, invoice)


@pytest.mark.parametrize(
    ("accepted", "invoiced", "reduced"), [("98", "244.83", "8.50"), ("50", "120.75", "8.50"), ("0", "0", "0")]
)
def test_a_corrected_acceptance_takes_off_the_invoice_what_is_not_accepted_any_more(
    world: World, accepted: str, invoiced: str, reduced: str
) -> None:
    note = an_acceptance(world)
    invoice = checked(world, an_invoice(world, {note.lines[0].id: Money.yuan(250)}))
    lowered(world, invoice, note, 850)
    corrected(world, note, accepted)
    line = line_of(note)
    assert (line.invoiced, line.reduced) == (Money.yuan(invoiced), Money.yuan(reduced))
    assert invoice.allocated == Money.yuan(invoiced)
    assert "invoice_parts_freed" in told(world.organisations["coop"])


def test_the_newest_invoice_loses_its_part_first(world: World) -> None:
    note = an_acceptance(world)
    line = note.lines[0].id
    first = an_invoice(world, {line: Money.yuan(100)})
    second = an_invoice(world, {line: Money.yuan("158.50")})
    corrected(world, note, "50")
    assert (first.allocated, second.allocated) == (Money.yuan(100), Money.yuan("29.25"))


def test_what_is_accepted_after_all_can_be_invoiced_after_all(world: World) -> None:
    note = an_acceptance(world)
    an_invoice(world, whole(note))
    again = corrected(world, corrected(world, note, "90"), "100")
    assert line_of(note).open == Money.yuan("25.85")
    an_invoice(world, {again.lines[0].id: Money.yuan("25.85")})
    assert line_of(note).open == NOTHING
