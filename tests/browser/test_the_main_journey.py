"""The whole main job in real browsers: a canteen buys, a cooperative ships, the canteen weighs, the officials look.

Figures are worked out here by hand, from the prices of the small world: potatoes 2.585 yuan a kilogram, shoots 63.33 a
bag, eggs 41.50 a tray with 15 yuan of freight.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from shop.app import create_app
from shop.extensions import db
from shop.fulfilment.services.acceptances import accept_goods
from shop.kernel import dialects
from tests.browser.conftest import DESKTOP, PHONE, Opener, Shop
from tests.browser.looks import scrolls_sideways
from tests.databases import disconnect, settings
from tests.factories import fulfilment as goods
from tests.factories.people import PASSWORD

COUNTED_BEFORE = {"school": {"sack": 4}, "organ": {"sack": 2}, "clinic": {"carton": 1}}
"""¥258.50 and ¥129.25 below the town called harbour, ¥1,180.00 below the other."""


@pytest.fixture(scope="module")
def shop(small_shop: Shop) -> Iterator[Shop]:
    """The small world's shop, where three units have accepted something already; its books are right in the end.

    What is ordered in one test and never accepted changes no figure that another looks at.
    """
    app = create_app(settings(small_shop.database_url))
    world = small_shop.world
    with app.app_context(), dialects.writing():
        for unit, packs in COUNTED_BEFORE.items():
            order = goods.a_confirmed_order(world, packs, unit=unit)
            consignment = goods.an_arrived_consignment(world, order, receiver=f"{unit}.receiver")
            accept_goods(consignment, goods.as_shipped(consignment), goods.SIGNED, by=world.actor(f"{unit}.receiver"))
        db.session.commit()
    disconnect(app)
    yield small_shop
    assert "The book is right" in _verified(small_shop)


def _verified(shop: Shop) -> str:
    """What `shop tally verify` says of the books; it has to be content with them."""
    command = [str(Path(sys.executable).with_name("shop")), "tally", "verify"]
    environment = {**os.environ, "SHOP_DATABASE_URL": shop.database_url, "SHOP_INSTANCE": str(shop.log.parent)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_from_a_visitors_basket_to_the_clusters_board(shop: Shop, open_small_shop: Opener) -> None:
    def somebody(who: str) -> Page:
        page = open_small_shop(language="en-US")
        page.goto("/sign-in")
        sign_in(page, who)
        return page

    official, town = somebody("cluster.official"), somebody("harbour.official")
    assert counted(official) == {"Harbour": "¥387.75", "Delta": "¥1,180.00", "Total": "¥1,567.75"}
    assert counted(town, "/board") == {"School": "¥258.50", "Organ": "¥129.25", "Bureau": "–", "Total": "¥387.75"}

    purchase = buy_as_a_visitor(open_small_shop(language="en-US"), "school.clerk")
    approver, seller, phone = somebody("school.approver"), somebody("coop.seller"), open_small_shop(PHONE)
    approve(approver, purchase)
    confirm_in_part(seller, f"{purchase}-1")
    first = pack_and_ship(seller, f"{purchase}-1", sacks="4", kilograms="101.3", bags="0")
    second = pack_and_ship(seller, f"{purchase}-1", sacks="2", kilograms="50.2", bags="4")

    phone.goto("/sign-in")
    sign_in(phone, "school.receiver")
    note = take_in_as_weighed(phone, first)
    take_in_with_complaints(phone, second)
    # 258.50 + 101.3 × 2.585 + 50.2 × 2 + 3 × 63.33
    assert counted(town)["School"] == "¥810.75"
    assert counted(official) == {"Harbour": "¥940.00", "Delta": "¥1,180.00", "Total": "¥2,120.00"}

    corrected = correct(phone, seller, note)
    # 1.3 kg less
    assert counted(town)["School"] == "¥807.39"
    assert counted(official) == {"Harbour": "¥936.64", "Delta": "¥1,180.00", "Total": "¥2,116.64"}
    drill_down(official, f"{purchase}-1", note, corrected)
    assert "7 acceptance lines, 7 entries" in _verified(shop)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["at a desk", "on a phone"])
def test_a_purchase_is_ordered_approved_and_confirmed_without_javascript(
    shop: Shop, open_small_shop: Opener, viewport: ViewportSize
) -> None:
    def somebody(who: str) -> Page:
        page = open_small_shop(viewport, language="en-US", scripts=False)
        page.goto("/sign-in")
        sign_in(page, who)
        return page

    visitor = open_small_shop(viewport, language="en-US", scripts=False)
    purchase = buy_as_a_visitor(visitor, "school.clerk")
    seller = somebody("coop.seller")
    approve(somebody("school.approver"), purchase)
    confirm_in_part(seller, f"{purchase}-1")
    visitor.goto(f"/orders/{purchase}-1")
    expect(visitor.locator("main")).to_contain_text("frost in the valley")


def sign_in(page: Page, who: str) -> None:
    page.fill("[name=name]", f"{who}@world.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action^='/sign-in'] button")
    expect(page).not_to_have_url(re.compile("/sign-in"))


def buy_as_a_visitor(page: Page, who: str) -> str:
    """Fill a basket, sign in on the way to the checkout and send it for approval; the number of the purchase."""
    for product, pack, packs in (("potatoes", "sack", "8"), ("shoots", "bag", "4"), ("eggs", "tray", "3")):
        page.goto(f"/products/{product}")
        offer = page.locator(".offer", has=page.get_by_role("heading", name=pack, exact=True))
        offer.locator("[name=packs]").fill(packs)
        offer.locator("button[type=submit], button:not([type])").last.click()
        expect(page).to_have_url(re.compile("/basket"))
    page.click("button[name=go][value=checkout]")
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, who)
    expect(page).to_have_url(re.compile("/checkout"))
    expect(page.locator("main")).to_contain_text("above your limit of ¥500.00")
    expect(page.locator("main")).to_contain_text("¥909.82")  # 517.00 + 253.32 + 124.50 + 15
    page.click("form[action='/checkout'] button")
    expect(page).to_have_url(re.compile("/purchases/"))
    expect(page.locator("main")).to_contain_text("Awaiting approval")
    return last_part(page)


def approve(page: Page, purchase: str) -> None:
    page.goto("/approvals")
    page.click(f"main a[href='/purchases/{purchase}']")
    page.click("form[action$='/approve'] button")
    expect(page.locator("main")).not_to_contain_text("Awaiting approval")


def confirm_in_part(page: Page, order: str) -> None:
    """Six of eight sacks, for a reason; all of the rest."""
    page.goto("/sales")
    page.locator(f"main a[href='/sales/{order}']").first.click()
    potatoes = line(page, "potatoes")
    potatoes.locator("[name^=packs_]").fill("6")
    potatoes.locator("[name^=reason_]").fill("frost in the valley")
    page.click("form[action$='/confirm'] .action-bar button")
    expect(page.locator("main")).to_contain_text("frost in the valley")
    expect(page.locator("form[action$='/confirm']")).to_have_count(0)


def pack_and_ship(page: Page, order: str, *, sacks: str, kilograms: str, bags: str) -> str:
    """Some of the order on a truck; the number of the consignment."""
    page.goto(f"/sales/{order}")
    page.click(f"a[href='/consignments/new?order={order}']")
    line(page, "potatoes").locator("[name^=packs_]").fill(sacks)
    line(page, "potatoes").locator("[name^=quantity_]").fill(kilograms)
    line(page, "shoots").locator("[name^=packs_]").fill(bags)
    page.click("button[name=then][value=ship]")
    expect(page).to_have_url(re.compile(r"/consignments/C"))
    return last_part(page)


def take_in_as_weighed(phone: Page, consignment: str) -> str:
    """The scale's figures, of which the page makes the net by itself; the number of the note."""
    arrive(phone, consignment)
    potatoes = line(phone, "potatoes")
    potatoes.locator("[name^=gross_]").fill("103.5")
    potatoes.locator("[name^=tare_]").fill("2.2")
    expect(potatoes.locator("[name^=net_]")).to_have_value("101.3")
    expect(potatoes.locator("[name^=accepted_]")).to_have_value("101.3")
    return accept(phone, "¥261.86")


def take_in_with_complaints(phone: Page, consignment: str) -> None:
    """The potatoes are small and cheaper for it; a bag of shoots is refused."""
    arrive(phone, consignment)
    potatoes, shoots = line(phone, "potatoes"), line(phone, "shoots")
    potatoes.locator("[name^=gross_]").fill("51.4")
    potatoes.locator("[name^=tare_]").fill("1.2")
    unfold(potatoes, "reduced_price_").fill("2")
    potatoes.locator("[name^=reduced_reason_]").fill("个头小")
    shoots.locator("[name^=packs_accepted_]").fill("3")
    unfold(shoots, "refused_reason_").fill("一袋破了")
    phone.click(".action-bar button[name=then]")
    expect(phone.locator("main")).to_contain_text("¥290.39")
    assert not scrolls_sideways(phone)
    accept(phone, "¥290.39")


def arrive(phone: Page, consignment: str) -> None:
    phone.goto("/arrivals")
    assert not scrolls_sideways(phone)
    phone.locator(f"main a[href='/arrivals/{consignment}']").first.click()
    assert not scrolls_sideways(phone)
    phone.click("form[action$='/arrive'] button")
    expect(phone).to_have_url(re.compile(f"/arrivals/{consignment}/accept"))
    assert not scrolls_sideways(phone)


def accept(phone: Page, amount: str) -> str:
    phone.click(".action-bar button:not([name])")
    expect(phone).to_have_url(re.compile("/acceptances/"))
    expect(phone.locator(".note-total")).to_contain_text(amount)
    assert not scrolls_sideways(phone)
    return last_part(phone)


def correct(phone: Page, seller: Page, note: str) -> str:
    """The canteen found 1.3 kg more to refuse, and the cooperative agrees; the number of the note in force."""
    phone.goto(f"/acceptances/{note}")
    phone.click(f"a[href='/acceptances/{note}/correct']")
    potatoes = line(phone, "potatoes")
    potatoes.locator("[name^=accepted_]").fill("100")
    unfold(potatoes, "refused_reason_").fill("发芽")
    phone.fill("[name=reason]", "底下的发了芽")
    phone.click("main form button:not([type=button])")
    expect(phone).to_have_url(re.compile(f"/acceptances/{note}$"))
    seller.goto(f"/acceptances/{note}")
    expect(seller.locator("main")).to_contain_text("−¥3.36")
    seller.locator("details.confirm", has=seller.locator("form[action$='/agree']")).locator("summary").click()
    seller.click("dialog form[action$='/agree'] button:not([type=button])")
    expect(seller).to_have_url(re.compile(r"/acceptances/A.*-2$"))
    expect(seller.locator(".note-total")).to_contain_text("¥258.50")
    return last_part(seller)


def drill_down(official: Page, order: str, note: str, corrected: str) -> None:
    """From the cluster to the town, the unit, its entries, and the papers of one of them."""
    official.goto("/board")
    official.click("main a:text-is('Harbour')")
    official.click("main a:text-is('School')")
    official.locator("a.sum[data-fen='80739']").first.click()
    expect(official.locator("[data-sum]")).to_have_attribute("data-sum", "80739")
    for amount, paper in (("¥261.86", note), ("−¥3.36", corrected)):
        official.locator("main tr", has_text=amount).locator("a[href^='/entries/']").first.click()
        expect(official.locator("main")).to_contain_text("¥258.50")  # the entry and its correction together
        official.click(f"main a[href='/acceptances/{paper}']")
        expect(official.locator("main")).to_contain_text(paper)
        official.go_back()
        official.click(f"main a[href='/orders/{order}']")
        expect(official.locator("main")).to_contain_text(order)
        official.go_back()
        official.go_back()


def counted(page: Page, address: str = "/board") -> dict[str, str]:
    """What has counted, by the rows of the board."""
    page.goto(address)
    heads = [head.strip().rstrip(" ↕↑↓") for head in page.locator(".board__units thead th").all_inner_texts()]
    found = {}
    for row in page.locator(".board__units tbody tr, .board__units tfoot tr").all():
        name = row.locator("th").inner_text().strip()
        found[name] = row.locator("th, td").nth(heads.index("Counted")).inner_text().strip()
    return found


def line(page: Page, product: str) -> Locator:
    """The box of a line in a form."""
    return page.locator(".weighing", has=page.locator(".weighing__name", has_text=product))


def unfold(box: Locator, name: str) -> Locator:
    """A field that is folded away until somebody wants it."""
    field = box.locator(f"[name^={name}]")
    fold = box.locator("details", has=box.page.locator(f"[name^={name}]"))
    if not field.is_visible():
        fold.locator("summary").click()
    return field


def last_part(page: Page) -> str:
    return page.url.split("?")[0].rstrip("/").split("/")[-1]
