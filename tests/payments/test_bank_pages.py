"""The pages of bank transfers, as finance of either side and the operator use them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models.announced import AnnouncedPayment
from shop.payments.models.bank import BankStatement
from shop.payments.services.hand_receipts import receive_by_hand
from tests.clients import SeparateClient
from tests.factories.bank import Booked, a_sheet, code, only_line, payments, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.payments import balance_of
from tests.factories.world import World
from tests.journeys.browsing import Browser, Page
from tests.payments.conftest import Browser as Opened


@pytest.fixture
def order(world: World) -> Order:
    order = a_confirmed_order(world, {"sack": 4})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def sent(browser: Browser, page: Page, data: bytes, name: str = "账单.csv") -> Any:
    """The upload form of a page with a file in it."""
    form = page.form("/bank/statements")
    fields = {**form.fields.to_dict(), "file": (io.BytesIO(data), name)}
    return browser.client.post(form.action, data=fields, content_type="multipart/form-data", csrf=False)


def test_the_first_sheet_of_a_bank_is_asked_about_and_the_next_one_is_not(
    world: World, order: Order, browser_of: Opened
) -> None:
    due, browser = balance_of(order)[0], Browser(browser_of("coop.seller"))
    odd = f"某行流水\nA,B,C,D\n2026-11-20,{due},school,{code(order)}\n".encode("gb18030")
    answer = sent(browser, browser.open("/bank/statements"), odd)
    mapper = browser.open(answer.location)
    assert "Which column is which?" in mapper.text
    form = mapper.form("/columns")
    assert form.fields["head"] == "2"
    wrong = browser.send(form, column_1="amount", column_2="amount")
    assert wrong.status == 422
    assert any("Two columns" in error for error in wrong.errors)
    assert browser.send(form, column_0="booked_on").status == 422
    read = browser.send(form, column_0="booked_on", column_1="amount", column_2="name", column_3="text")
    assert "what was certain is booked" in read.text
    assert balance_of(order) == (due, due)
    again = odd.replace(b"2026-11-20", b"2026-11-21")
    answer = sent(browser, browser.open("/bank/statements"), again)
    assert "New lines" in browser.open(answer.location).text
    read_at = select(BankStatement.read_at).order_by(BankStatement.id)
    assert None not in db.session.execute(read_at).scalars().all()


def test_an_upload_that_is_no_sheet_comes_back_with_a_sentence(world: World, browser_of: Opened) -> None:
    browser = Browser(browser_of("school.manager"))
    page = browser.open("/bank/statements")
    for data in (b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"PK\x03\x04 no archive"):
        answer = sent(browser, page, data)
        assert answer.status_code == 422
        assert 'class="field__error"' in answer.text
    nothing = browser.send(page.form("/bank/statements"))
    assert (nothing.status, "Please choose a file" in nothing.text) == (422, True)


def test_another_file_under_the_same_key_is_refused(world: World, browser_of: Opened) -> None:
    browser = Browser(browser_of("coop.seller"))
    page = browser.open("/bank/statements")
    first = sent(browser, page, a_sheet([Booked("1.00")]))
    assert sent(browser, page, a_sheet([Booked("1.00")])).location == first.location
    assert "sent before with other contents" in sent(browser, page, a_sheet([Booked("2.00")])).text


def test_a_likely_line_is_one_click_and_can_be_undone(world: World, order: Order, browser_of: Opened) -> None:
    due = balance_of(order)[0]
    line = only_line(uploaded(world, Booked(due, "货款"))).line_id
    browser = Browser(browser_of("coop.seller"))
    queue = browser.open("/bank")
    assert f"for order {order.number}" in queue.text
    done = browser.send(queue.form(f"/bank/lines/{line}/accept"))
    assert "The payment is booked." in done.text
    assert balance_of(order) == (due, due)
    assert "Nothing waits" in browser.open("/bank").text
    assert str(line) in browser.open("/bank?tab=matched").html
    browser.send(done.form("/undo"))
    assert balance_of(order) == (due, "0.00")


def test_two_lines_for_one_order_each_name_the_other(world: World, order: Order, browser_of: Opened) -> None:
    """Also where the other one stands on another page or in another statement; once one is booked, nobody says it."""
    due = balance_of(order)[0]
    first = uploaded(world, Booked(due, "货款", day=clock.today() - timedelta(days=1)))
    second = uploaded(world, Booked(due, "又付", day=clock.today()))
    other = uploaded(world, Booked("1.00", "wages", name="somebody"))
    one, two = only_line(first).line_id, only_line(second).line_id
    browser = Browser(browser_of("coop.seller"))
    said = f"is suggested for order {order.number} as well"
    assert browser.open("/bank").text.count(said) == 2
    for statement, mine, rival in ((first.id, one, two), (second.id, two, one)):
        alone, page = browser.open(f"/bank?statement={statement}"), browser.open(f"/bank/lines/{mine}")
        for shown in (alone, page):
            assert shown.text.count(said) == 1
            assert f'href="/bank/lines/{rival}"' in shown.html
    assert said not in browser.open(f"/bank/lines/{only_line(other).line_id}").text
    assert "wages" in browser.open("/bank?tab=nothing").text
    browser.send(browser.open("/bank").form(f"/bank/lines/{one}/accept"))
    assert said not in browser.open(f"/bank/lines/{two}").text


def test_a_line_is_split_by_hand_and_another_set_aside(world: World, order: Order, browser_of: Opened) -> None:
    statement = uploaded(world, Booked("1000.00", "?", name="nobody"), Booked("5.00", "rent", name="landlord"))
    db.session.commit()
    browser = Browser(browser_of("coop.seller"))
    first = statement.id and browser.open("/bank?tab=nothing&q=1000").html
    line_id = int(str(first).split("/bank/lines/")[1].split('"')[0])
    page = browser.open(f"/bank/lines/{line_id}?other={order.unit_id}")
    form = page.form("/match")
    too_much = browser.send(form, **{f"share_{order.id}": "1000.01"})
    assert too_much.status == 422
    assert browser.send(form, **{f"share_{order.id}": "abc"}).status == 422
    done = browser.send(form, **{f"share_{order.id}": "100"})
    assert "¥900.00 is for no order yet" in done.text
    assert payments() == [("1000.00", 1)]
    other = browser.open(f"/bank/lines/{line_id + 1}")
    assert browser.send(other.form("/aside"), why="other", reason="").status == 422
    browser.send(other.form("/aside"), why="other_business", reason="rent")
    assert "rent" in browser.open("/bank?tab=aside").text


def test_payers_names_are_added_and_forgotten(world: World, browser_of: Opened) -> None:
    browser = Browser(browser_of("school.manager"))
    form = browser.open("/bank/payers").form("/bank/payers")
    page = browser.send(form, payer_name="国库支付中心", payer_account="")
    assert "国库支付中心" in page.text
    gone = browser.send(page.form("/remove"))
    assert "No other names yet" in gone.text
    assert browser.client.get("/bank/template").data.startswith(b"PK")


def test_an_account_is_asked_for_approved_and_shown_on_the_order(
    world: World, order: Order, browser_of: Opened
) -> None:
    seller = Browser(browser_of("coop.seller"))
    form = seller.open("/payee").form("/payee")
    assert seller.send(form, account_name="coop", bank="", account_number="12").status == 422
    asked = seller.send(form, account_name="coop", bank="农信社", account_number="6222000100020003")
    assert "Waits for a second person" in asked.text
    assert [one.action for one in asked.forms if one.action.endswith("/approve")] == []
    operator = Browser(browser_of("operator.operator"))
    waiting = operator.open("/payees")
    assert operator.send(waiting.form("/reject"), reason="").status == 422
    operator.send(waiting.form("/approve"))
    assert "6222 0001 0002 0003" in seller.open("/payee").text
    buyer = Browser(browser_of("school.buyer"))
    page = buyer.open(f"/orders/{order.number}")
    assert "6222 0001 0002 0003" in page.text
    assert code(order) in page.text
    assert code(order) in Browser(browser_of("coop.seller")).open(f"/sales/{order.number}").text


def test_a_statement_of_somebody_else_is_not_there(world: World, order: Order, browser_of: Opened) -> None:
    line = only_line(uploaded(world, Booked("5.00", "?"))).line
    client: SeparateClient = browser_of("school.manager")
    for address in (f"/bank/lines/{line.id}", f"/bank/statements/{line.statement_id}"):
        assert client.get(address).status_code == 404
    assert browser_of("school.buyer").get("/bank").status_code == 404


def test_money_the_other_way_is_offered_to_no_order(world: World, order: Order, browser_of: Opened) -> None:
    line = only_line(uploaded(world, Booked("-5.00", "wages", name="somebody"))).line_id
    browser = Browser(browser_of("coop.seller"))
    page = browser.send(browser.open(f"/bank/lines/{line}").form("/undo"))
    assert "money the other way" in page.text
    assert [form.action for form in page.forms if form.action.endswith(("/match", "/accept"))] == []
    assert page.form("/aside")


def test_what_a_unit_announces_the_supplier_decides_in_one_click(
    world: World, order: Order, browser_of: Opened
) -> None:
    due, buyer = balance_of(order)[0], Browser(browser_of("school.manager"))
    answer = sent(buyer, buyer.open("/bank/statements"), a_sheet([Booked(f"-{due}", code(order), name="coop")]))
    read = buyer.send(buyer.open(answer.location).form("/columns"))
    assert "announced to the suppliers" in read.text
    assert "Not yet seen" in buyer.open("/bank?tab=matched").text
    assert "announced by the payer and not yet seen" in buyer.open(f"/money/orders/{order.number}").text
    seller = Browser(browser_of("coop.seller"))
    assert "1 transfer waits for your word" in seller.open("/money").text
    denied = seller.send(seller.open("/money/announced").form("/not-received"))
    assert "has been told that it did not arrive" in denied.text
    number = str(announced_line())
    page = buyer.open(f"/money/announced/{number}")
    assert "The supplier says that it did not arrive" in page.text
    assert page.forms == [form for form in page.forms if "/money/announced" not in form.action]
    done = seller.send(seller.open(f"/money/announced/{number}").form("/received"))
    assert "is booked. The unit has been told" in done.text
    assert balance_of(order) == (due, due)
    again = seller.open(f"/money/announced/{number}")
    assert "Payment P" in again.text
    assert browser_of("workshop.seller").get(f"/money/announced/{number}").status_code == 404
    assert browser_of("coop.seller").get("/money/announced/no-number").status_code == 404


def announced_line() -> int:
    return db.session.execute(select(AnnouncedPayment.line_id)).scalar_one()


def test_what_looks_like_a_known_payment_is_held_on_the_page_of_the_announced_transfer(
    world: World, order: Order, browser_of: Opened
) -> None:
    amount = Money.yuan("100")
    ours = [Booked("-100.00", code(order), name="coop"), Booked("-100.00", code(order), name="coop")]
    uploaded(world, *ours, by="school.manager")
    receive_by_hand(order.unit_id, amount, clock.today(), code(order), [], by=world.actor("coop.seller"))
    browser = Browser(browser_of("coop.seller"))
    page = browser.open("/money/announced")
    held = browser.send(page.form("/received"))
    assert held.status == 422
    assert "entered already" in held.text
    done = browser.send(held.form("/received"), another="y")
    assert "is booked" in done.text
    assert payments() == [("100.00", 1), ("100.00", 1)]


def test_money_the_other_way_is_booked_as_given_back_from_the_queue_or_the_line(
    world: World, order: Order, browser_of: Opened
) -> None:
    much = str(Money.yuan(balance_of(order)[0]) + Money.yuan(10))
    uploaded(world, Booked(much, code(order)))
    first = only_line(uploaded(world, Booked("-10.00", "退款"))).line_id
    second = only_line(uploaded(world, Booked("-7.00", "退款"))).line_id
    browser = Browser(browser_of("coop.seller"))
    done = browser.send(browser.open("/bank").form(f"/bank/lines/{first}/accept-refund"))
    assert "booked as given back" in done.text
    page = browser.open(f"/bank/lines/{second}")
    by_hand = browser.send(page.form("/refund"))
    assert "booked as given back" in by_hand.text
    assert "Given back of payment" in browser.open("/bank?tab=matched").text
    browser.send(by_hand.form("/undo"))
    number = by_hand.text.split("Given back of payment ")[1].split()[0]
    assert "Not given back after all" in browser.open(f"/money/payments/{number}").text
