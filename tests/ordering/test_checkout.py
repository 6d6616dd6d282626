"""Placing a purchase: one order per supplier, stock held, everything copied, in one transaction or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.audit.queries import trail_of
from shop.catalogue.models import Lot, Pack, Product, Reservation
from shop.catalogue.services.shelving import take_off_shelf
from shop.catalogue.services.stock import receive_lot
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money, UnitPrice
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.notices.models import Notice
from shop.ordering.lifecycle import Status
from shop.ordering.models import Approval, OrderLine, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.services.baskets import BasketOwner, LinesRefused, add_to_basket, basket_of
from shop.ordering.services.checkout import check_out, fingerprint, place_purchase
from shop.organisations.models import Supplier
from shop.organisations.services import merge_into, readmit_supplier, suspend_supplier
from shop.web.filters import day
from tests.factories.ordering import (
    a_purchase,
    an_order,
    assert_stock_adds_up,
    held,
    lot_of,
    orders_of,
    refused,
)
from tests.factories.world import World


def lines_of(purchase: Purchase) -> dict[int, OrderLine]:
    return {line.pack_id: line for order in orders_of(purchase) for line in order.lines}


def refusals(world: World, packs: dict[str, int], **terms: Any) -> dict[str, str]:
    """The sentences beside the lines, by the short names of their packs."""
    with refused() as refusal:
        a_purchase(world, packs, **terms)
    assert isinstance(refusal.value, LinesRefused)
    names = {pack_id: name for name, pack_id in world.packs.items()}
    return {names[pack_id]: str(sentence) for pack_id, sentence in refusal.value.by_pack.items()}


def field_refused(world: World, **terms: Any) -> str | None:
    with refused() as refusal:
        a_purchase(world, **terms)
    return refusal.value.field


def test_one_checkout_makes_one_order_for_each_supplier(world: World) -> None:
    purchase = a_purchase(world, {"sack": 4, "bag": 10, "tray": 3, "strip": 2})
    orders = orders_of(purchase)
    assert [order.number for order in orders] == [f"{purchase.number}-{n}" for n in (1, 2, 3)]
    assert [order.supplier_id for order in orders] == sorted(
        world.organisations[slug] for slug in ("coop", "workshop", "teahouse")
    )
    assert {order.status for order in orders} == {Status.PLACED}
    assert sorted(len(order.lines) for order in orders) == [1, 1, 2]


def test_freight_is_a_charge_of_the_order_and_in_no_line(world: World) -> None:
    order = an_order(world, {"tray": 3})
    assert [(charge.kind, charge.amount) for charge in order.charges] == [("freight", Money.yuan(15))]
    assert order.lines[0].estimate == Money.yuan("124.50")
    assert order.purchase_id
    assert db.session.get_one(Purchase, order.purchase_id).estimate == Money.yuan("139.50")


def test_freight_falls_away_from_the_value_on_from_which_it_is_free(world: World) -> None:
    assert an_order(world, {"tray": 25}).charges == []


@pytest.mark.parametrize(("packs", "price", "amount"), [(18, "2.585", "1163.25"), (20, "2.41", "1205.00")])
def test_more_packs_reach_a_lower_tier(world: World, packs: int, price: str, amount: str) -> None:
    (line,) = an_order(world, {"sack": packs}).lines
    assert line.unit_price == UnitPrice.yuan(price)
    assert line.estimate == Money.yuan(amount)


def test_an_amount_is_rounded_once_half_away_from_zero(world: World) -> None:
    (line,) = an_order(world, {"sack": 2}).lines
    assert line.estimate == Money.yuan("129.25")
    (line,) = an_order(world, {"leg": 1}).lines
    assert line.estimate == Money.yuan("1146.17")  # 8 kg at 143.2717 come to 1146.1736


def test_a_line_copies_name_price_tax_and_facts_and_keeps_them(world: World) -> None:
    (line,) = an_order(world).lines
    product = db.session.get_one(Product, world.products["potatoes"])
    product.name, product.name_english = "别的名字", "Another name"
    db.session.get_one(Pack, world.packs["sack"]).name_english = "other"
    db.session.flush()
    db.session.expire_all()
    assert (line.named("en"), line.named("zh"), line.pack_named("en")) == ("potatoes", "山货potatoes", "sack")
    assert line.facts.certificate == "N-potatoes"
    assert line.facts.purpose is Purpose.CANTEEN
    assert line.facts.supplier_approved
    assert line.facts.unit_path == tuple(world.organisations[slug] for slug in ("cluster", "harbour", "school"))


def test_what_is_not_aided_is_ordered_all_the_same_and_its_line_knows(world: World) -> None:
    (line,) = an_order(world, {"strip": 2}).lines
    assert not line.facts.supplier_county_aided
    assert not line.facts.origin_county_aided


def test_address_and_invoice_profile_are_copied(world: World) -> None:
    purchase = a_purchase(world, own_number="PO-7", note="early")
    assert purchase.address["address"] == "1 Road"
    assert purchase.invoice_profile["tax_number"] == "12442000MB2A00001B"
    assert (purchase.own_number, purchase.note) == ("PO-7", "early")


def test_the_stock_is_held_without_end_and_still_adds_up(world: World) -> None:
    order = an_order(world, {"sack": 4})
    assert held(order) == Quantity.of(100)
    assert lot_of(world).available == Quantity.of(400)
    assert db.session.execute(select(Reservation.expires_at)).scalars().all() == [None]
    assert_stock_adds_up()


def test_what_spoils_first_goes_first_and_no_pack_comes_out_of_two_lots(world: World) -> None:
    order = an_order(world, {"sack": 22})
    assert held(order) == Quantity.of(550)
    assert lot_of(world, "potatoes.1").available == Quantity(0)
    assert lot_of(world, "potatoes.2").available == Quantity.of(700)
    assert_stock_adds_up()


def test_the_supplier_is_told_and_has_48_hours(world: World) -> None:
    order = an_order(world)
    assert order.confirm_by == clock.now() + timedelta(hours=48)
    assert order.lapses_at == clock.now() + timedelta(hours=96)
    (notice,) = db.session.execute(select(Notice).where(Notice.organisation_id == order.supplier_id)).scalars()
    assert (notice.kind, notice.subject_key) == ("order_placed", order.number)


def test_the_trail_says_who_placed_it(world: World) -> None:
    order = an_order(world)
    (entry,) = trail_of("order", order.id)
    assert (entry.action, entry.person_name, entry.cluster_id) == ("order.placed", "school.buyer", world.cluster_id)


def test_an_empty_basket_is_no_purchase(world: World) -> None:
    with refused("nothing in the basket"):
        place_purchase({}, world.terms(), by=world.actor("school.buyer"))


@pytest.mark.parametrize("days", [-400, -1, 0, 367])
def test_a_day_gone_by_today_and_more_than_a_year_ahead_are_refused(world: World, days: int) -> None:
    assert field_refused(world, deliver_on=clock.today() + timedelta(days=days)) == "deliver_on"


def test_another_units_address_and_profile_are_refused_like_unknown_ones(world: World) -> None:
    assert field_refused(world, address_id=world.addresses["organ"]) == "address_id"
    assert field_refused(world, address_id=10**6) == "address_id"
    assert field_refused(world, invoice_profile_id=world.profiles["organ"]) == "invoice_profile_id"
    assert field_refused(world, invoice_profile_id=0) == "invoice_profile_id"


def test_each_line_that_cannot_be_ordered_says_why_and_nothing_is_ordered(world: World) -> None:
    assert refusals(world, {"sack": 3, "tray": 51, "bag": 2}) == {
        "sack": "Packs are sold in multiples of 2: 4 would do."
    }
    assert refusals(world, {"tray": 51, "carton": 8, "sack": 2}) == {
        "tray": "Only 50 packs are available for that delivery date.",
        "carton": "Only 7 packs are available for that delivery date.",
    }
    assert db.session.execute(select(func.count()).select_from(Purchase)).scalar_one() == 0
    assert_stock_adds_up()


def test_what_is_sold_out_says_so(world: World) -> None:
    a_purchase(world, {"leg": 20}, unit="organ")
    assert refusals(world, {"leg": 1, "sack": 2}) == {"leg": "Sold out for that delivery day."}


def test_what_left_the_shelf_meanwhile_says_so(world: World) -> None:
    take_off_shelf(
        db.session.get_one(Product, world.products["honey"]), reason="rest", by=world.actor("workshop.seller")
    )
    assert refusals(world, {"jar": 2, "tray": 1}) == {"jar": "This pack is not on sale any more."}


def test_a_suspended_supplier_sells_nothing_until_it_is_admitted_again(world: World) -> None:
    coop, operator = db.session.get_one(Supplier, world.organisations["coop"]), world.actor("operator.operator")
    suspend_supplier(coop, "Papers out of date", by=operator)
    assert refusals(world, {"sack": 4, "tray": 3}) == {"sack": "This pack is not on sale any more."}
    readmit_supplier(coop, "Papers renewed", by=operator)
    assert a_purchase(world, {"sack": 4, "tray": 3})


def test_a_unit_that_was_merged_into_another_buys_no_more(world: World) -> None:
    merge_into(world.organisations["school"], world.organisations["organ"], by=world.actor("operator.operator"))
    with refused("merged into another"):
        a_purchase(world, {"sack": 4})
    assert a_purchase(world, {"sack": 4}, unit="organ")


def test_a_lot_that_will_be_past_its_best_by_then_is_not_taken(world: World) -> None:
    late = clock.today() + timedelta(days=100)
    order = an_order(world, {"sack": 4}, deliver_on=late)
    assert held(order) == Quantity.of(100)
    assert lot_of(world, "potatoes.1").available == Quantity.of(500)


def test_what_does_not_keep_until_the_day_says_until_when_it_does(world: World) -> None:
    late = clock.today() + timedelta(days=200)
    until = clock.today() + timedelta(days=180)
    assert refusals(world, {"sack": 2}, deliver_on=late) == {
        "sack": f"It does not keep until that delivery day: choose {day(until)} or earlier."
    }


def test_a_harvest_that_lies_ahead_makes_a_forward_order(world: World) -> None:
    product = db.session.get_one(Product, world.products["potatoes"])
    for lot in db.session.execute(select(Lot).where(Lot.product_id == product.id)).scalars():
        lot.held = True
    harvest = clock.today() + timedelta(days=30)
    receive_lot(product, "ahead", Quantity.of(500), harvest_from=harvest, harvest_to=harvest, by=None)
    assert refusals(world, {"sack": 2}) == {
        "sack": f"It is harvested after that delivery day: choose {day(harvest)} or later."
    }
    assert an_order(world, {"sack": 2}, deliver_on=harvest + timedelta(days=3)).lines[0].forward


def test_above_the_persons_limit_it_waits_and_its_stock_is_held_for_48_hours(world: World) -> None:
    purchase = a_purchase(world, {"sack": 8}, by="clerk")
    (order,) = orders_of(purchase)
    assert order.status is Status.AWAITING_APPROVAL
    assert order.confirm_by is None
    approval = db.session.get_one(Approval, purchase.id)
    assert approval.decision is Decision.WAITING
    assert approval.held_until == clock.now() + timedelta(hours=48)
    assert db.session.execute(select(Reservation.expires_at)).scalars().all() == [approval.held_until]
    assert_stock_adds_up()


def test_while_it_waits_the_supplier_hears_nothing_and_the_approvers_do(world: World) -> None:
    purchase = a_purchase(world, {"sack": 8}, by="clerk")
    told = select(Notice.organisation_id, Notice.role, Notice.kind).where(Notice.kind != "target_revised")
    rows = db.session.execute(told).all()
    assert [tuple(row) for row in rows] == [(purchase.unit_id, "approver", "purchase_awaits_approval")]


@pytest.mark.parametrize(("trays", "waits"), [(11, False), (12, True)])
def test_the_limit_is_about_goods_and_charges_together(world: World, trays: int, waits: bool) -> None:
    purchase = a_purchase(world, {"tray": trays}, by="clerk")  # 456.50 + 15, and 498 + 15
    assert (db.session.get(Approval, purchase.id) is not None) is waits


def test_a_number_drawn_twice_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["261123-AAAAA", "261123-AAAAA", "261123-BBBBB"])
    monkeypatch.setattr("shop.kernel.numbers.new_number", lambda prefix: next(drawn))
    assert [a_purchase(world).number for _ in range(2)] == ["261123-AAAAA", "261123-BBBBB"]


def test_checking_out_empties_the_basket(world: World) -> None:
    owner = BasketOwner(membership_id=world.memberships["school.buyer"])
    add_to_basket(owner, world.packs["sack"], 4)
    seen = fingerprint({world.packs["sack"]: 4}, Money.yuan("258.50"))
    purchase = check_out(owner, world.terms(), seen=seen, by=world.actor("school.buyer"))
    assert lines_of(purchase)[world.packs["sack"]].packs_ordered == 4
    basket = basket_of(owner)
    assert basket is not None
    assert basket.lines == []


def test_a_basket_that_has_changed_since_it_was_shown_is_shown_again_first(world: World) -> None:
    owner = BasketOwner(membership_id=world.memberships["school.buyer"])
    add_to_basket(owner, world.packs["sack"], 4)
    seen = fingerprint({world.packs["sack"]: 4}, Money.yuan("258.50"))
    add_to_basket(owner, world.packs["sack"], 2)
    with refused("has changed"):
        check_out(owner, world.terms(), seen=seen, by=world.actor("school.buyer"))
    basket = basket_of(owner)
    assert basket is not None
    assert [line.packs for line in basket.lines] == [6]


def test_a_price_that_has_changed_since_it_was_shown_is_shown_again_first(world: World) -> None:
    owner = BasketOwner(membership_id=world.memberships["school.buyer"])
    add_to_basket(owner, world.packs["tray"], 1)
    with refused("has changed"):
        check_out(
            owner,
            world.terms(),
            seen=fingerprint({world.packs["tray"]: 1}, Money.yuan("50")),
            by=world.actor("school.buyer"),
        )
