"""Reminding of what is owed: before it is due, every week after, politely, until it is paid; by hand not too often."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.letters import Draft, Letter, LettersOf
from shop.kernel.questions import ask
from shop.notices.models import Notice
from shop.ordering.models import Order
from shop.payments.models import OrderReminder
from shop.payments.services.payees import approve_payee, propose_payee
from shop.payments.services.reminders import ask_about, remind_of_due_soon, remind_of_overdue
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.payments import a_payment, share
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.statements import statements


@pytest.fixture
def delivered(world: World) -> Order:
    """Two trays of eggs for 83.00 and freight of 15.00 yuan, due in thirty days."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def after(clock: SettableClock, order: Order, days: int) -> None:
    clock.set(order.placed_at + timedelta(days=days))


def reminders(kind: str | None = None) -> list[Notice]:
    asked = select(Notice).where(
        Notice.kind.in_([kind] if kind else ["payment_due_soon", "payment_overdue", "payment_asked"])
    )
    return list(db.session.execute(asked.order_by(Notice.id)).scalars())


def letter(world: World, notice: Notice) -> Letter | None:
    """The mail to the school's finance about a reminder."""
    actor = world.actor("school.manager")
    draft = Draft(1, actor.person_id, actor.membership_id, "en", (notice.id,))
    letters: dict[int, Letter] = ask(LettersOf((draft,)))
    return letters.get(1)


def facts(letter: Letter | None) -> list[dict[str, str]]:
    assert letter is not None
    return [dict(card.facts) for card in letter.cards]


def test_a_unit_is_reminded_three_days_before_then_every_week_until_it_has_paid(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    told = []
    for days in range(60):
        after(clock, delivered, days)
        if days == 50:
            a_payment(delivered, "98", shares=[share(delivered, "98")])
        told += [(days, "soon")] if remind_of_due_soon() else []
        told += [(days, "overdue")] if remind_of_overdue() else []
    assert told == [(27, "soon"), (31, "overdue"), (38, "overdue"), (45, "overdue")]


def test_the_mail_says_what_since_when_and_how_to_pay_it(world: World, delivered: Order, clock: SettableClock) -> None:
    seller, second = world.actor("workshop.seller"), world.actor("workshop.second")
    account = propose_payee(
        delivered.supplier_id,
        account_name="工坊",
        bank="云南农信",
        branch="大关支行",
        account_number="6222000111",
        by=seller,
    )
    approve_payee(account, by=second)
    after(clock, delivered, 35)
    remind_of_overdue()
    mail = letter(world, reminders()[0])
    (bill,) = facts(mail)
    assert bill["Amount"] == "¥98.00"
    assert "overdue for 5 days" in bill["Due"]
    assert (bill["Supplier"], bill["Account name"], bill["Bank"]) == ("Workshop", "工坊", "云南农信 大关支行")
    assert bill["Account number"].replace(" ", "") == "6222000111"
    assert bill["Text of the transfer"].startswith(delivered.number.replace("-", ""))
    assert mail is not None
    assert mail.subject == "¥98.00 for accepted goods is overdue"
    assert "please excuse" in " ".join(mail.closing)


def test_a_supplier_without_an_account_is_to_be_asked_for_it(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    after(clock, delivered, 35)
    remind_of_overdue()
    (bill,) = facts(letter(world, reminders()[0]))
    assert "please ask it" in bill["Account"]


def test_what_was_paid_between_notice_and_mail_is_not_asked_for(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    after(clock, delivered, 35)
    remind_of_overdue()
    a_payment(delivered, "90", shares=[share(delivered, "90")])
    assert facts(letter(world, reminders()[0]))[0]["Amount"] == "¥8.00"
    a_payment(delivered, "8", shares=[share(delivered, "8")])
    assert letter(world, reminders()[0]) is None


def test_each_order_is_told_once_before_it_is_due(world: World, delivered: Order, clock: SettableClock) -> None:
    after(clock, delivered, 1)
    later = a_confirmed_order(world, {"tray": 1})
    an_acceptance(world, an_arrived_consignment(world, later))
    for days in (27, 28, 29):
        after(clock, delivered, days)
        remind_of_due_soon()
    assert [list(notice.particulars["bills"]) for notice in reminders()] == [[str(delivered.id)], [str(later.id)]]


def test_the_supplier_asks_by_hand_but_not_too_often(world: World, delivered: Order, clock: SettableClock) -> None:
    seller = world.actor("workshop.seller")
    with refused("Nothing of this order is overdue"):
        ask_about(delivered, by=seller)
    after(clock, delivered, 31)
    remind_of_overdue()
    after(clock, delivered, 35)
    with refused("less than 5 days ago"):
        ask_about(delivered, by=seller)
    after(clock, delivered, 36)
    ask_about(delivered, by=seller)
    with refused("less than 5 days ago"):
        ask_about(delivered, by=seller)
    notice = reminders("payment_asked")[0]
    mail = letter(world, notice)
    assert mail is not None
    assert mail.subject == "Workshop kindly asks about ¥98.00"
    a_payment(delivered, "98", shares=[share(delivered, "98")])
    after(clock, delivered, 50)
    with refused("Nothing of this order is overdue"):
        ask_about(delivered, by=seller)


def test_the_supplier_sees_when_its_buyer_was_reminded(
    world: World, delivered: Order, clock: SettableClock, browser_of: Browser
) -> None:
    seller = browser_of("workshop.seller")
    account = f"/money/orders/{delivered.number}"
    assert "Reminders" not in seller.get(account).text
    after(clock, delivered, 31)
    assert "The buyer has not been reminded yet." in seller.get(account).text
    seller.post(f"{account}/remind", data={})
    page = seller.get(account).text
    assert "By you" in page
    assert "You can ask yourself from" in page
    assert "/remind" not in page
    assert "reminded on" in seller.get("/money").text
    assert seller.post(f"{account}/remind", data={}).status_code == 422
    assert "Reminders" not in browser_of("school.manager").get(account).text
    assert "reminded on" not in browser_of("school.manager").get("/money").text


def test_a_hundred_units_are_reminded_in_as_few_statements_as_one(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    counts = []
    for days, trays in ((31, 0), (62, 3)):
        for _ in range(trays):
            an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"tray": 1})))
        after(clock, delivered, days)
        with statements() as sent:
            assert remind_of_overdue() == 1
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(db.session.execute(select(OrderReminder)).scalars().all()) == 4
