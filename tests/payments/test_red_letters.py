"""Red letters take back what stands on an invoice, from what belongs to nothing first."""

import pytest

from shop.kernel.money import Money
from shop.payments.services.allocating import parts_of
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    refused,
)
from tests.factories.invoices import a_red_letter, an_invoice, checked, corrected, whole, withdrawn
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("books_are_right")

NOTHING = Money(0)


def test_a_red_letter_takes_first_what_belongs_to_nothing(world: World) -> None:
    note = an_acceptance(world)
    invoice = checked(world, an_invoice(world, whole(note)))
    corrected(world, note, "90")
    red = a_red_letter(world, invoice, Money.yuan("25.85"))
    assert (invoice.worth, invoice.allocated, invoice.unallocated) == (
        Money.yuan("232.65"),
        Money.yuan("232.65"),
        NOTHING,
    )
    assert red.total == Money.yuan("-25.85")


def test_a_red_letter_over_all_of_it_frees_every_line(world: World) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    invoice = an_invoice(world, whole(note))
    total = invoice.total
    with refused("Please say from which accepted lines"):
        a_red_letter(world, invoice, total)
    a_red_letter(world, invoice, total, whole(note))
    assert (invoice.worth, parts_of(invoice.id)) == (NOTHING, {})
    with refused("Only ¥0.00 of the invoice are left"):
        a_red_letter(world, invoice, Money(1))
    an_invoice(world, whole(note))


@pytest.mark.parametrize("by", ["school.manager", "coop.seller"])
def test_a_red_letter_is_the_sides_that_registered_the_invoice(world: World, by: str) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    red = a_red_letter(world, invoice, Money(100), {note.lines[0].id: Money(100)})
    with refused("cannot be taken back by another"):
        a_red_letter(world, red, Money(1))
    with refused("withdraw them first"):
        withdrawn(world, invoice)
    withdrawn(world, red)
    assert (invoice.taken_back, invoice.unallocated) == (NOTHING, Money(100))
    withdrawn(world, invoice)


def test_no_more_of_a_line_is_taken_back_than_stands_there(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money(100)}, Money(200))
    with refused("Only ¥1.00 of the invoice belong to this line"):
        a_red_letter(world, invoice, Money(150), {note.lines[0].id: Money(101)})
