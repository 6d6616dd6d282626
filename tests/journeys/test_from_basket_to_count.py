"""The main job, page by page: a canteen buys, a cooperative ships, the canteen weighs, the officials see it count."""

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.tally.models import Entry
from tests.clocks import SettableClock
from tests.factories.world import World
from tests.journeys import steps
from tests.journeys.books import faults
from tests.journeys.steps import BrowserOf


def test_from_a_basket_to_a_counted_purchase(world: World, browser_of: BrowserOf) -> None:
    consignment = steps.a_consignment_in_the_yard(browser_of, world, kilograms="202.6斤")
    receiver = browser_of("school.receiver")
    form = steps.weighing(receiver, consignment).form("/accept")
    (line,) = [name.removeprefix("gross_") for name in form.named("gross_")]
    said = {
        f"gross_{line}": "１０２．５",
        f"tare_{line}": "1.5",
        f"accepted_{line}": "90",
        f"packs_accepted_{line}": "4",
    }
    note = receiver.send(form, **said, **{f"refused_reason_{line}": "11 kg had gone green"})
    assert note.errors == []
    assert note.address.startswith("/acceptances/")
    assert "¥232.65" in note.text

    entry = db.session.execute(select(Entry)).scalar_one()
    assert entry.amount == Money.yuan("232.65")
    assert faults() == []
    for who, page in {
        "school.manager": "/figures",
        "harbour.official": "/board",
        "cluster.official": f"/entries/{entry.id}",
        "bureau.official": f"/entries/{entry.id}",
        "office-530624.official": "/board",
        "coop.seller": note.address,
    }.items():
        assert "232.65" in browser_of(who).open(page).text.replace("¥", ""), who
    assert "232.65" not in browser_of("delta.official").open("/board").text


def test_a_purchase_above_the_limit_waits_for_an_approver(world: World, browser_of: BrowserOf) -> None:
    clerk, seller = browser_of("school.clerk"), browser_of("coop.seller")
    steps.into_the_basket(clerk, "potatoes", packs="20")
    purchase = steps.check_out(clerk)
    number = steps.last_part(purchase)
    assert seller.open(f"/sales/{number}-1").status == 404
    approver = browser_of("school.approver")
    assert number in approver.open("/approvals").text
    approver.send(approver.open(f"/purchases/{number}").form("/approve"))
    assert seller.open(f"/sales/{number}-1").status == 200
    assert faults() == []


def test_what_was_never_approved_never_was_for_the_supplier(world: World, browser_of: BrowserOf) -> None:
    clerk, seller, approver = browser_of("school.clerk"), browser_of("coop.seller"), browser_of("school.approver")
    steps.into_the_basket(clerk, "potatoes", packs="20")
    number = steps.last_part(steps.check_out(clerk))
    approver.send(approver.open(f"/purchases/{number}").form("/reject"), reason="not this month")
    assert seller.open(f"/sales/{number}-1").status == 404
    assert number not in seller.open("/sales?tab=all").text
    assert faults() == []


def test_goods_accepted_after_midnight_in_beijing_count_in_the_next_year(
    world: World, browser_of: BrowserOf, clock: SettableClock
) -> None:
    clock.at(2026, 12, 31, 9)
    consignment = steps.a_consignment_in_the_yard(browser_of, world)
    clock.at(2027, 1, 1, 0, 30)
    receiver = browser_of("school.receiver")
    form = steps.weighing(receiver, consignment).form("/accept")
    (net,) = form.named("net_")
    receiver.send(form, **{net: "101.3"})
    assert db.session.execute(select(Entry.counts_year)).scalars().all() == [2027]
    assert faults() == []


def test_a_tuocha_from_dali_city_can_be_bought_and_is_not_counted_because_the_city_is_not_aided(
    world: World, browser_of: BrowserOf
) -> None:
    buyer = browser_of("school.buyer")
    page = buyer.open("/products/tuocha")
    assert "not an aided county" in page.text
    assert buyer.send(page.form("/basket/lines"), packs="3").errors == []
    assert "not an aided county" in buyer.open("/checkout").text or "not count" in buyer.open("/checkout").text
    purchase = steps.check_out(buyer)
    assert purchase.address.startswith("/purchases/")


def test_a_basket_survives_signing_in(world: World, browser_of: BrowserOf) -> None:
    visitor = browser_of("school.buyer")
    visitor.client.delete_cookie("shanhuo")
    steps.into_the_basket(visitor, "eggs", packs="2")
    page = visitor.open("/checkout")
    assert page.address.startswith("/sign-in")
    form = next(form for form in page.forms if "password" in form.fields)
    landed = visitor.send(form, name="school.buyer@world.example", password="mountain-goods-2026")
    assert landed.address.startswith("/checkout")
    assert "eggs" in landed.text
