"""The papers that both parties sign: the order and the acceptance note, whole enough to invoice and pay by."""

import pytest

from shop.fulfilment.models import Consignment
from shop.ordering.services.orders import Promise, confirm
from shop.organisations.queries import names_of
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    placed_orders,
    seller_of,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import opened, words


@pytest.mark.parametrize(
    ("who", "where"), [("school.buyer", "orders"), ("coop.seller", "sales"), ("harbour.official", "orders")]
)
def test_an_order_is_a_paper_with_all_that_the_parties_sign(
    world: World, browser_of: Browser, who: str, where: str
) -> None:
    order = a_confirmed_order(world, {"sack": 4, "bag": 2}, own_number="CG-2026-7", note="back door")
    browser = browser_of(who)
    assert f"/{where}/{order.number}/paper" in opened(browser, f"/{where}/{order.number}")
    page = words(opened(browser, f"/{where}/{order.number}/paper"))
    parties = names_of([order.unit_id, order.supplier_id])
    for said in (
        *(party.name_english for party in parties.values()),
        *(f"Credit code {party.credit_code}" for party in parties.values() if party.credit_code),
        "Invoice to",
        "Tax number",
        "CG-2026-7",
        "back door",
        "Wanted on",
        "1 Road",
        "about 100 kg",
        "¥2.585 / kg",
        "¥258.50",
        "Freight",
        "元",
        "For the buyer, with seal",
        "For the supplier, with seal",
    ):
        assert said in page, said


def test_the_paper_of_an_order_promised_in_part_says_what_was_confirmed(world: World, browser_of: Browser) -> None:
    (order,) = placed_orders(world, {"sack": 4})
    confirm(order, {order.lines[0].id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    page = words(opened(browser_of("school.buyer"), f"/orders/{order.number}/paper"))
    assert "4 packs were ordered, 3 confirmed: hail" in page
    assert "¥193.88" in page


def test_another_party_has_no_such_paper(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    opened(browser_of("organ.buyer"), f"/orders/{order.number}/paper", 404)
    opened(browser_of("workshop.seller"), f"/sales/{order.number}/paper", 404)


def test_a_note_names_the_invoice_the_units_own_number_and_its_total_in_words(
    world: World, browser_of: Browser
) -> None:
    orders = [a_confirmed_order(world, own_number="CG-1"), a_confirmed_order(world, {"bag": 1}, own_number="CG-2")]
    consignment: Consignment = an_arrived_consignment(world, *orders)
    note = an_acceptance(world, consignment)
    page = words(opened(browser_of("coop.seller"), f"/acceptances/{note.number}"))
    for said in ("CG-1 · CG-2", "Invoice to", "Tax number", "In words", "Credit code"):
        assert said in page, said
    only = words(opened(browser_of("coop.seller"), f"/acceptances/{an_acceptance(world).number}"))
    assert "贰佰伍拾捌元伍角" in only
    assert "Buyer’s number" not in only
