"""From “Sell here” to the first sale, in real browsers: a cooperative applies, is approved, lists and sells.

What it sells is not certified, so the figure does not count, and every page that shows it says why.
"""

import re

from playwright.sync_api import Page, expect

from shop.kernel import clock
from tests.browser.conftest import PHONE, Opener, Shop
from tests.browser.looks import scrolls_sideways
from tests.browser.test_the_main_journey import accept, arrive, last_part, sign_in
from tests.factories.credit_codes import a_credit_code

PAPER = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
NAME, ENGLISH = "大关晨雾笋业农民专业合作社", "Chenwu Bamboo Shoot Cooperative"


def test_a_cooperative_joins_and_sells_for_the_first_time(small_shop: Shop, open_small_shop: Opener) -> None:
    def somebody(who: str) -> Page:
        page = open_small_shop(language="en-US")
        page.goto("/sign-in")
        sign_in(page, who)
        return page

    seller = open_small_shop(PHONE, language="en-US")
    apply(seller)
    county, operator = somebody("office-530624.official"), somebody("operator.operator")
    decide(county, "return", "The photo of the licence cannot be read.")
    seller.goto("/our-profile")
    expect(seller.locator("main")).to_contain_text("The photo of the licence cannot be read.")
    take(seller, "submit")
    decide(county, "recommend")
    decide(operator, "approve")
    seller.goto("/our-profile")
    expect(seller.locator("main")).to_contain_text("The operator approved the supplier.")
    assert not scrolls_sideways(seller)

    product = list_goods(seller)
    county.goto(f"/listings/{product}")
    county.click("form[action$='/approve'] button")
    receive_lot(seller)

    buyer = somebody("school.buyer")
    order = buy(buyer)
    seller.goto(f"/sales/{order}")
    seller.click("form[action$='/confirm'] .action-bar button")
    expect(seller.locator("form[action$='/confirm']")).to_have_count(0)
    seller.goto(f"/sales/{order}")
    seller.click(f"a[href='/consignments/new?order={order}']")
    seller.click("button[name=then][value=ship]")
    expect(seller).to_have_url(re.compile(r"/consignments/C"))
    receiver = open_small_shop(PHONE)
    receiver.goto("/sign-in")
    sign_in(receiver, "school.receiver")
    arrive(receiver, last_part(seller))
    accept(receiver, "¥480.00")

    official = somebody("cluster.official")
    official.goto("/entries")
    expect(official.locator("main")).to_contain_text("480.00")
    expect(official.locator("main")).to_contain_text("Not counted")
    official.locator("main a[href^='/entries/']").first.click()
    expect(official.locator("main")).to_contain_text("The product is not certified as aid produce.")


def apply(page: Page) -> None:
    """An account and an application, part by part on a phone, a licence with it, and then it is sent."""
    page.goto("/")
    page.locator("footer a[href='/sell-here']").click()
    page.fill("#name", NAME)
    page.select_option("#county", "530624")
    page.fill("#person", "刘晨")
    page.fill("#email", "chen@apply.example")
    for name in ("#password", "#again"):
        page.fill(name, "mountain mist 2026")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("h1")).to_have_text("Our application")
    assert not scrolls_sideways(page)
    parts: dict[str, dict[str, str]] = {
        "business": {"english": ENGLISH, "credit_code": a_credit_code("chenwu")},
        "place": {"founded": "２０１９", "about": "木杆山上采笋的人。", "phone": "13800001234"},
        "terms": {"freight": "0"},
        "benefit": {"mechanism": "按保底价收购", "households": "12", "people": "44"},
        "account": {"bank": "大关农商行", "account_number": "6222 0000 1234 5678"},
    }
    for part, typed in parts.items():
        page.goto(f"/our-profile/{part}")
        for name, value in typed.items():
            page.fill(f"#{name}", value)
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page).to_have_url(re.compile(r"/our-profile#parts"))
        assert not scrolls_sideways(page)
    page.goto("/our-profile/documents")
    page.check("#without_permit")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.fill("#number", "91530624")
    page.set_input_files("#file", {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    page.get_by_role("button", name="Add the document").click()
    expect(page.locator("main table")).to_contain_text("Business licence")
    assert not scrolls_sideways(page)
    page.goto("/our-profile")
    expect(page.locator("main")).to_contain_text("Nothing is missing")
    take(page, "submit")
    expect(page.locator("main")).to_contain_text("The county reads your application.")


def take(page: Page, step: str, reason: str = "") -> None:
    """A step of the table, by its button, which asks once more."""
    form = page.locator(f"form[action$='/{step}']")
    page.locator("details.confirm", has=form).locator("summary").click()
    if reason:
        form.locator("[name=reason]").fill(reason)
    form.locator("button[type=submit]").click()
    expect(page.locator(".flash").first).to_be_visible()


def decide(page: Page, step: str, reason: str = "") -> None:
    """An office finds the application among those that wait for it, looks at the licence's row, and decides."""
    page.goto("/organisations/applications")
    expect(page.locator("main")).to_contain_text("waits for you")
    page.get_by_role("link", name=ENGLISH).click()
    expect(page.locator("main")).to_contain_text("Business licence")
    take(page, step, reason)


def list_goods(page: Page) -> str:
    """A draft with one pack, handed in; the number of the listing."""
    page.goto("/listings/new")
    page.fill("#name", "清水笋")
    page.fill("#name_english", "Shoots in water")
    page.select_option("#category", index=1)
    page.select_option("#county", "530624")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.locator("input[name=tax]").first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/listings/\d+"))
    number = re.sub(r".*/listings/(\d+).*", r"\1", page.url)
    page.goto(f"/listings/{number}/packs/new")
    page.fill("#name", "箱")
    page.fill("#name_english", "box")
    page.locator("input[name=way][value=counted]").check()
    page.locator("[name=content]").fill("10")
    page.locator("[name=minimum]").fill("1")
    page.locator("[name=multiple]").fill("1")
    page.locator("[name=from_1]").fill("1")
    page.locator("[name=price_1]").fill("120")
    page.get_by_role("button", name="Save the pack").click()
    expect(page).to_have_url(re.compile(rf"/listings/{number}$|/listings/{number}#"))
    page.click("form[action$='/submit'] button")
    expect(page.locator("form[action$='/submit']")).to_have_count(0)
    assert not scrolls_sideways(page)
    return number


def receive_lot(page: Page) -> None:
    """Two hundred kilograms that came in today."""
    page.goto("/lots/new")
    page.get_by_role("button", name="Go on").click()
    page.fill("#quantity", "200")
    for day in ("#harvest_from", "#harvest_to"):
        page.fill(day, clock.today().isoformat())
    page.locator("main form[method=post] button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/lots/\d+"))
    assert not scrolls_sideways(page)


def buy(page: Page) -> str:
    """Four boxes for the canteen; the number of the order."""
    page.goto("/products?q=清水笋")
    page.get_by_role("link", name="Shoots in water").first.click()
    expect(page.locator("main")).to_contain_text("The product is not certified as aid produce.")
    page.locator(".offer [name=packs]").first.fill("4")
    page.locator(".offer button[type=submit], .offer button:not([type])").last.click()
    expect(page).to_have_url(re.compile("/basket"))
    page.click("button[name=go][value=checkout]")
    page.click("form[action='/checkout'] button")
    expect(page).to_have_url(re.compile("/purchases/"))
    return f"{last_part(page)}-1"
