"""Purchases made elsewhere in the small world: stated, proved by a paper, resting on a registered invoice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from shop.catalogue.models import Category
from shop.catalogue.words import Measure
from shop.documents.files import Checked, checked
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import Unit
from shop.payments.models import Invoice
from shop.payments.services.registering import register
from shop.tally.models import OfflinePurchase
from shop.tally.offline.statement import Statement
from shop.tally.offline.words import OfflineKind
from shop.tally.services.offline.entering import enter
from shop.tally.services.offline.judging import verify
from shop.tally.services.offline.resting import rest_on
from shop.tally.words import Channel
from tests.factories.counting import next_number
from tests.factories.invoices import a_paper
from tests.factories.world import World

PDF = b"%PDF-1.7\n%%EOF\n"
COOP: dict[str, Any] = {"seller_name": "coop", "seller_code": "91530624MA6K00001M"}
OUTSIDER: dict[str, Any] = {
    "seller_name": "昭通电商公司",
    "seller_code": "91530600MA6K00009M",
    "seller_county": "530624",
}
"""A seller whom the register does not know."""


def a_statement(*, days_ago: int = 0, **changes: Any) -> Statement:
    """Potatoes of Daguan, bought of the cooperative at a fair for the canteen, 1,200 yuan with tax."""
    category = db.session.scalars(select(Category.id).order_by(Category.id)).first()
    assert category is not None
    usual = Statement(
        kind=OfflineKind.PURCHASE,
        channel=Channel.FAIR,
        day=clock.today() - timedelta(days=days_ago),
        amount=Money.yuan(1200),
        goods="马铃薯",
        category_id=category,
        origin_county="530624",
        quantity=Quantity.of(500),
        measure=Measure.KILOGRAM,
        purpose=Purpose.CANTEEN,
        certificate="N-potatoes",
        invoice_number=f"2653{next_number():016d}",
        seller_name="coop",
    )
    return replace(usual, **(COOP | changes))


def a_proof() -> Checked:
    """A paper as a form hands it over."""
    return checked(PDF, "invoice.pdf")


def an_offline_purchase(
    world: World, *, unit: str = "school", by: str = "school.buyer", proved: bool = True, **changes: Any
) -> OfflinePurchase:
    """A unit registers a purchase, with a paper and an invoice in the register unless it is not to be proved."""
    said = a_statement(**changes)
    files = [a_proof()] if proved else []
    purchase = enter(db.session.get_one(Unit, world.organisations[unit]), said, files=files, by=world.actor(by))
    if proved and said.kind is OfflineKind.PURCHASE:
        rest_on(purchase, an_outsiders_invoice(world, said, unit=unit).number, by=world.actor(by))
    return purchase


def an_outsiders_invoice(world: World, said: Statement, *, unit: str = "school", more: Money | None = None) -> Invoice:
    """The unit's finance puts the invoice that a statement names into the register, over so much more than it says."""
    total = said.amount + (more or Money(0))
    return register(
        a_paper(
            total,
            number=said.invoice_number,
            issued_on=said.day,
            seller_tax_number=said.seller_code or "91532922MA6K000024",
            seller_name=said.seller_name,
        ),
        {},
        unit_id=world.organisations[unit],
        profile_id=world.profiles[unit],
        supplier_id=None,
        side=Side.BUYER,
        by=world.actor(f"{unit}.manager"),
    )


def a_verified_purchase(world: World, **changes: Any) -> OfflinePurchase:
    """An official of the school's town has held it against its papers."""
    purchase = an_offline_purchase(world, **changes)
    assert verify(purchase, by=world.actor("harbour.official"))
    return purchase
