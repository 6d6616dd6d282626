"""An agreed settlement is invoiced by invoices of the register and checked with them; differences to the fen."""

import pytest
from sqlalchemy import select, text

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.payments.billed import Billing
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, Settlement, SettlementInvoice
from shop.payments.queries.settlement_bills import billing_of
from shop.payments.services import checking, settlement_invoices
from shop.payments.services.settlements import confirm
from shop.payments.verify import Read, differences
from shop.web import filters
from tests.factories.fulfilment import refused
from tests.factories.invoices import a_paper, an_invoice
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World
from tests.journeys.test_tampering import unguard
from tests.payments.settled import corrected, told


def line_ids(settlement: Settlement) -> list[int]:
    """The acceptance lines of the goods of a settlement."""
    orders = {line.order_id for line in kept_lines(settlement)}
    rows = db.session.execute(select(AcceptanceLine).order_by(AcceptanceLine.id)).scalars()
    return [row.id for row in rows if row.consignment_line.order_line.order_id in orders]


def invoiced(world: World, settlement: Settlement, part: str = "83", total: str | None = "98") -> Invoice:
    """The workshop registers an invoice of so much of the eggs; what is over it is freight."""
    parts = {line_ids(settlement)[0]: Money.yuan(part)}
    whole = Money.yuan(total) if total else None
    return an_invoice(world, parts, whole, supplier="workshop", by=SUPPLIER)


def choose(world: World, settlement: Settlement, *invoices: Invoice, by: str = SUPPLIER) -> None:
    settlement_invoices.choose_invoices(settlement, [invoice.id for invoice in invoices], by=world.actor(by))
    db.session.flush()


def said_of(billing: Billing) -> list[str]:
    return [str(sentence) for sentence in billing.findings(written=filters.money, language="en")]


@pytest.fixture
def settlement(world: World) -> Settlement:
    """Two trays of eggs for 83.00 and freight of 15.00 yuan, agreed."""
    a_delivered_order(world)
    return an_agreed_settlement(world)


def test_it_is_invoiced_by_an_invoice_of_the_register_and_checked_with_it(world: World, settlement: Settlement) -> None:
    invoice = invoiced(world, settlement)
    with refused("is not possible"):
        settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    with refused("is not possible"):
        choose(world, settlement, invoice, by=UNIT)
    with refused("choose the invoices"):
        choose(world, settlement)
    choose(world, settlement, invoice)
    billing = billing_of(settlement)
    assert (str(billing.difference), said_of(billing)) == ("0.00", [])
    settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    assert invoice.status is InvoiceStatus.CHECKED
    assert told(settlement.number)[-2:] == ["settlement_invoiced", "settlement_checked"]
    with refused("is not possible"):
        choose(world, settlement, invoice)


def test_an_invoice_from_before_that_covers_the_goods_is_recognised(world: World) -> None:
    a_delivered_order(world)
    proposed = a_settlement(world)
    invoice = invoiced(world, proposed)
    invoiced_later = an_invoice(world, {}, Money.yuan(5), supplier="workshop", by=SUPPLIER)
    confirm(proposed, by=world.actor(UNIT))
    billing = billing_of(proposed)
    assert billing.covered_already
    assert billing.missing() == []
    assert [bill.id for bill in billing.offered] == [invoice.id, invoiced_later.id]
    assert str(billing.offered[0].inside) == "83.00"


@pytest.mark.parametrize(
    ("part", "total", "difference", "sentences"),
    [
        ("83", "98", "0.00", []),
        (
            "82.99",
            "97.99",
            "0.01",
            [
                "The invoices come to ¥0.01 less than the settlement.",
                "{eggs}: ¥0.01 of ¥83.00 do not stand on these invoices.",
            ],
        ),
        (
            "83",
            "83",
            "15.00",
            [
                "The invoices come to ¥15.00 less than the settlement.",
                "Freight comes to ¥15.00, and ¥0.00 of the invoices belong to no accepted goods.",
            ],
        ),
        (
            "83",
            "100",
            "-2.00",
            [
                "The invoices come to ¥2.00 more than the settlement.",
                "Freight comes to ¥15.00, and ¥17.00 of the invoices belong to no accepted goods.",
            ],
        ),
    ],
)
def test_differences_are_named_to_the_fen(
    world: World, settlement: Settlement, part: str, total: str, difference: str, sentences: list[str]
) -> None:
    choose(world, settlement, invoiced(world, settlement, part, total))
    billing = billing_of(settlement)
    eggs = kept_lines(settlement)[0]
    named = f"{eggs.product_name_english} on {eggs.note}"
    assert str(billing.difference) == difference
    assert said_of(billing) == [sentence.format(eggs=named) for sentence in sentences]


def test_goods_of_another_settlement_are_no_part_of_this_one(world: World, settlement: Settlement) -> None:
    a_delivered_order(world, 1)
    second = an_agreed_settlement(world)
    parts = {line_ids(settlement)[0]: Money.yuan(83), line_ids(second)[0]: Money.yuan("41.50")}
    both = an_invoice(world, parts, Money.yuan("139.50"), supplier="workshop", by=SUPPLIER)
    choose(world, settlement, both)
    billing = billing_of(settlement)
    assert str(billing.invoiced) == "98.00"
    assert said_of(billing) == [
        f"¥41.50 of invoice {both.official_number} belong to goods that are not in this settlement."
    ]


def test_a_difference_is_checked_with_a_reason_or_not_at_all(world: World, settlement: Settlement) -> None:
    choose(world, settlement, invoiced(world, settlement, total=None))
    with refused("say why that is right"):
        settlement_invoices.mark_checked(settlement, " ", by=world.actor(UNIT))
    settlement_invoices.mark_checked(settlement, "freight was waived", by=world.actor(UNIT))
    assert settlement.checked_at is not None


def test_invoices_are_chosen_anew_until_they_are_checked(world: World, settlement: Settlement) -> None:
    wrong = invoiced(world, settlement, "40", None)
    choose(world, settlement, wrong)
    first = settlement.invoiced_at
    checking.withdraw(wrong, "a mistake", Side.SUPPLIER, by=world.actor(SUPPLIER))
    assert said_of(billing_of(settlement))[-1] == f"Invoice {wrong.official_number} was withdrawn and is not reckoned."
    with refused("None of its invoices is left"):
        settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    right = invoiced(world, settlement)
    choose(world, settlement, right)
    assert [bill.id for bill in billing_of(settlement).chosen] == [right.id]
    assert settlement.invoiced_at == first
    rows = db.session.execute(select(SettlementInvoice).order_by(SettlementInvoice.n)).scalars()
    assert [(row.invoice_id, row.chosen) for row in rows] == [(wrong.id, True), (right.id, True), (wrong.id, False)]
    with refused("was withdrawn"):
        choose(world, settlement, wrong)


def test_a_disputed_invoice_stands_in_the_way(world: World, settlement: Settlement) -> None:
    invoice = invoiced(world, settlement)
    choose(world, settlement, invoice)
    checking.dispute(invoice, "the wrong title", Side.BUYER, by=world.actor(UNIT))
    with refused("is disputed"):
        settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))


def test_an_invoice_of_other_parties_is_none_of_it(world: World, settlement: Settlement) -> None:
    other = an_invoice(world, {}, Money.yuan(10))
    with pytest.raises(NotYours):
        choose(world, settlement, other)


def test_one_registered_from_the_settlement_is_its_invoice(world: World, settlement: Settlement) -> None:
    parts = {line_ids(settlement)[0]: Money.yuan(83)}
    paper = a_paper(Money.yuan(98))
    with pytest.raises(NotYours):
        settlement_invoices.register_for(settlement, paper, parts, by=world.actor("coop.seller"))
    invoice = settlement_invoices.register_for(settlement, paper, parts, by=world.actor(SUPPLIER))
    assert [bill.id for bill in billing_of(settlement).chosen] == [invoice.id]


def test_what_suppliers_typed_before_is_enough_to_be_checked(world: World, settlement: Settlement) -> None:
    """Settlements of the time when invoices were typed; the head never changes, so it is written as it was then."""
    unguard(db.session.connection(), "settlement")
    settlement.invoices = "26532000000012345678"
    settlement.invoiced_at, settlement.invoiced_by_id = settlement.confirmed_at, settlement.proposed_by_id
    db.session.flush()
    settlement_invoices.mark_checked(settlement, by=world.actor(UNIT))
    assert settlement.checked_at is not None


def test_a_settlement_of_a_correction_alone_names_no_goods_as_missing(world: World, settlement: Settlement) -> None:
    choose(world, settlement, invoiced(world, settlement))
    corrected(world, 30)
    second = an_agreed_settlement(world)
    assert [str(goods.settled) for goods in billing_of(second).goods] == ["-41.50"]
    assert billing_of(second).missing() == []


def test_the_proof_of_the_money_names_an_invoice_of_other_parties(world: World, settlement: Settlement) -> None:
    choose(world, settlement, invoiced(world, settlement))
    assert list(differences(Read())) == []
    other = an_invoice(world, {}, Money.yuan(10))
    unguard(db.session.connection(), "settlement_invoice")
    db.session.execute(text(f"UPDATE settlement_invoice SET invoice_id = {other.id}"))
    db.session.expire_all()
    assert f"Invoice {other.number} of settlement" in str(next(differences(Read())))
