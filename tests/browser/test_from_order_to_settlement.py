"""Money in real browsers: a canteen buys on account, settles with its supplier, is invoiced, and pays by transfer.

What is accepted, invoiced and paid is the same to the fen on every page, and the books prove it. Figures are worked out
here by hand: potatoes 2.585 yuan a kilogram, shoots 63.33 a bag.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import FilePayload, Page, expect

from shop.documents.workbooks import XLSX, workbook
from shop.kernel import clock
from shop.payments.remittance import code_of
from shop.payments.statement_heads import TEMPLATE
from tests.browser.conftest import DESKTOP, PHONE, Opener, Shop
from tests.browser.looks import scrolls_sideways
from tests.browser.test_the_main_journey import accept, approve, arrive, last_part, line, pack_and_ship, sign_in, unfold

ACCEPTED = "¥771.35"  # 200.4 × 2.585 + 4 × 63.33
MENDED = "¥766.18"  # two kilograms less
INVOICE = "26440000000000000018"


class Both(NamedTuple):
    """Whoever keeps the accounts of either side."""

    finance: Page
    seller: Page


def test_from_an_order_on_account_to_a_paid_settlement(small_shop: Shop, open_small_shop: Opener) -> None:
    def somebody(who: str) -> Page:
        page = open_small_shop(PHONE if who.endswith("receiver") else DESKTOP, language="en-US")
        page.goto("/sign-in")
        sign_in(page, who)
        return page

    buyer, approver, keeper, official = map(
        somebody, ("school.clerk", "school.approver", "school.receiver", "cluster.official")
    )
    both = Both(somebody("school.manager"), somebody("coop.seller"))

    order = buy_on_account(buyer, approver, both.seller)
    note = take_in(keeper, pack_and_ship(both.seller, order, sacks="8", kilograms="200.4", bags="4"))
    owes(both, order, ACCEPTED)

    first = propose(both.seller, ACCEPTED)
    question(both.finance, first, "two kilograms more than on our scale")
    mend(keeper, both.seller, note)
    withdraw(both.seller, first)
    settlement = propose(both.seller, MENDED)
    agree(both.finance, settlement)
    owes(both, order, MENDED)

    invoice = register_invoice(both.seller)
    note_on(both.seller, settlement, INVOICE)
    check_invoice(both.finance, invoice)
    check_settlement(both.finance, settlement)
    proved(official, invoiced=MENDED, paid="¥0.00")

    transfer_arrives(both.seller, order, "766.18")
    is_paid(both, settlement, order)
    proved(official, invoiced=MENDED, paid=MENDED)
    for books, content in (("money", "The money is right"), ("tally", "The book is right")):
        assert content in verified(small_shop, books)


def buy_on_account(buyer: Page, approver: Page, seller: Page) -> str:
    """Eight sacks of potatoes and four bags of shoots, approved and promised; the number of the order."""
    for product, pack, packs in (("potatoes", "sack", "8"), ("shoots", "bag", "4")):
        buyer.goto(f"/products/{product}")
        offer = buyer.locator(".offer", has=buyer.get_by_role("heading", name=pack, exact=True))
        offer.locator("[name=packs]").fill(packs)
        offer.locator("button[type=submit], button:not([type])").last.click()
        expect(buyer).to_have_url(re.compile("/basket"))
    buyer.goto("/checkout")
    buyer.click("form[action='/checkout'] button")
    expect(buyer).to_have_url(re.compile("/purchases/"))
    purchase = last_part(buyer)
    approve(approver, purchase)
    seller.goto(f"/sales/{purchase}-1")
    seller.click("form[action$='/confirm'] .action-bar button")
    expect(seller.locator("form[action$='/confirm']")).to_have_count(0)
    return f"{purchase}-1"


def take_in(keeper: Page, consignment: str) -> str:
    """Everything as it came; the number of the note."""
    arrive(keeper, consignment)
    potatoes = line(keeper, "potatoes")
    potatoes.locator("[name^=gross_]").fill("202.4")
    potatoes.locator("[name^=tare_]").fill("2")
    expect(potatoes.locator("[name^=accepted_]")).to_have_value("200.4")
    return accept(keeper, ACCEPTED)


def owes(both: Both, order: str, amount: str) -> None:
    """Both sides read the same debt, of the same order."""
    for page in both:
        page.goto("/money")
        expect(page.locator(".stats")).to_contain_text(amount)
        row = page.locator("#due tr", has_text=order)
        expect(row.locator("td").last).to_have_text(amount)


def propose(seller: Page, amount: str) -> str:
    """Everything that was accepted and is not settled yet; the number of the settlement."""
    seller.goto("/money/settlements")
    seller.locator("#waiting").get_by_role("link", name="Settle").click()
    expect(seller.locator("tfoot")).to_contain_text(amount)
    seller.click("main form[method=post] button")
    expect(seller).to_have_url(re.compile(r"/money/settlements/S"))
    expect(seller.locator("main")).to_contain_text("Waits for agreement")
    return last_part(seller)


def question(finance: Page, settlement: str, reason: str) -> None:
    """The unit does not agree with the first line."""
    finance.goto(f"/money/settlements/{settlement}")
    finance.fill("#dispute [name=reason]", reason)
    finance.click("#dispute button")
    expect(finance.locator("table").first).to_contain_text(f"Questioned: {reason}")
    expect(finance.locator("form[action$='/confirm']")).to_have_count(0)


def mend(keeper: Page, seller: Page, note: str) -> None:
    """The keeper corrects the note that was in question, and the seller agrees."""
    keeper.goto(f"/acceptances/{note}/correct")
    potatoes = line(keeper, "potatoes")
    potatoes.locator("[name^=accepted_]").fill("198.4")
    unfold(potatoes, "refused_reason_").fill("发芽")
    keeper.fill("[name=reason]", "复称少两公斤")
    keeper.click("main form button:not([type=button])")
    expect(keeper).to_have_url(re.compile(f"/acceptances/{note}$"))
    seller.goto(f"/acceptances/{note}")
    seller.locator("details.confirm", has=seller.locator("form[action$='/agree']")).locator("summary").click()
    seller.click("dialog form[action$='/agree'] button:not([type=button])")
    expect(seller.locator(".note-total")).to_contain_text(MENDED)


def withdraw(seller: Page, settlement: str) -> None:
    """A settlement of what is not true any more is of no use."""
    seller.goto(f"/money/settlements/{settlement}")
    box = seller.locator("details.confirm", has=seller.locator("form[action$='/withdraw']"))
    box.locator("summary").click()
    seller.fill("dialog [name=reason]", "the note was corrected")
    seller.click("dialog form[action$='/withdraw'] button:not([type=button])")
    expect(seller.locator("main")).to_contain_text("Withdrawn")


def agree(finance: Page, settlement: str) -> None:
    finance.goto(f"/money/settlements/{settlement}")
    expect(finance.locator("main")).to_contain_text("−¥5.17")  # what the correction takes off
    finance.click("form[action$='/confirm'] button")
    expect(finance.locator("main")).to_contain_text("Agreed")
    expect(finance.locator("form[action$='/dispute']")).to_have_count(0)


def register_invoice(seller: Page) -> str:
    """The supplier puts the paper for all that is open into the register; its number there."""
    seller.goto("/invoices/new")
    seller.click("main .lines a")
    seller.click("main form button")
    seller.fill("[name=number]", INVOICE)
    seller.select_option("[name=kind]", "ordinary")
    seller.fill("[name=issued_on]", clock.today().isoformat())
    expect(seller.locator("[name=total]")).to_have_value(MENDED.removeprefix("¥"))
    seller.get_by_role("button", name="Put into the register").click()
    expect(seller.locator("main")).to_contain_text("Everything on the invoice agrees with what was accepted.")
    return last_part(seller)


def note_on(seller: Page, settlement: str, invoice: str) -> None:
    """The supplier says by which invoice the settlement was invoiced."""
    seller.goto(f"/money/settlements/{settlement}")
    seller.get_by_label(invoice).check()
    seller.click("form[action$='/invoice'] button")
    expect(seller.locator("main")).to_contain_text(invoice)


def check_invoice(finance: Page, invoice: str) -> None:
    finance.goto(f"/invoices/{invoice}")
    finance.locator("details.confirm", has=finance.locator("form[action$='/check']")).locator("summary").click()
    finance.click("dialog form[action$='/check'] button:not([type=button])")
    expect(finance.locator("main")).to_contain_text("Checked and matched")


def check_settlement(finance: Page, settlement: str) -> None:
    finance.goto(f"/money/settlements/{settlement}")
    finance.click("form[action$='/check'] button")
    expect(finance.locator("main")).to_contain_text("Checked by finance")
    expect(finance.locator("main")).to_contain_text(MENDED)


def transfer_arrives(seller: Page, order: str, yuan: str) -> None:
    """The supplier uploads its bank's workbook; the line that names the order is booked by itself."""
    row = [clock.today().isoformat(), yuan, "", "school", "", f"货款 {code_of(order)}", "1"]
    sheet = workbook("流水", [head for _column, head in TEMPLATE], [row])
    seller.goto("/bank/statements")
    seller.set_input_files("[type=file]", FilePayload(name="bank.xlsx", mimeType=XLSX, buffer=sheet))
    seller.get_by_role("button", name="Upload").click()
    seller.get_by_role("button", name="Read the statement").click()
    matched = seller.locator(".stat", has=seller.get_by_text("Matched", exact=True))
    expect(matched).to_contain_text("1")


def is_paid(both: Both, settlement: str, order: str) -> None:
    """Nothing is owed any more, and the settlement says so to either side."""
    for page in both:
        page.goto(f"/money/settlements/{settlement}")
        expect(page.locator("main p.cluster").first).to_contain_text("Paid")
        assert not scrolls_sideways(page)
        page.goto("/money")
        expect(page.locator("#due")).not_to_contain_text(order)


def proved(official: Page, *, invoiced: str, paid: str) -> None:
    """The board's line of the whole cluster: accepted, invoiced and paid."""
    official.goto("/board?by=evidence")
    cells = official.locator("table", has_text="Of that invoiced").locator("tfoot td")
    expect(cells.nth(0)).to_have_text(MENDED)
    expect(cells.nth(1)).to_have_text(invoiced)
    expect(cells.nth(3)).to_have_text(paid)


def verified(shop: Shop, books: str) -> str:
    """What the proof of these books says; it has to be content."""
    command = [str(Path(sys.executable).with_name("shop")), books, "verify"]
    environment = {**os.environ, "SHOP_DATABASE_URL": shop.database_url, "SHOP_INSTANCE": str(shop.log.parent)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
