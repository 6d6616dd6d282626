"""On account: within so many days, up to so much; what is long overdue keeps its unit from ordering more."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.questions import OnWhichTerms, ask
from shop.notices.models import Notice
from shop.ordering.models import Order
from shop.payments.books import MoneySource
from shop.payments.models import OrderBalance, Payment
from shop.payments.queries.terms import terms_in_force
from shop.payments.services.reminders import remind_of_overdue
from shop.payments.services.terms import approve_terms, ask_for_terms, refuse_terms
from shop.payments.terms import why_not
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.payments import a_payment, balance_of, share
from tests.factories.world import World
from tests.payments.conftest import Browser

TODAY = date(2026, 6, 1)


@pytest.fixture
def delivered(world: World) -> Order:
    """Two trays of eggs for 83.00 and freight of 15.00 yuan, taken in whole."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


def agreed(world: World, days: int, limit: str | None = None) -> None:
    finance, operator = world.actor("school.manager"), world.actor("operator.operator")
    terms = ask_for_terms(
        finance.organisation_id, days, Money.yuan(limit) if limit else None, "The treasury pays late.", by=finance
    )
    approve_terms(terms, by=operator)


@pytest.mark.parametrize(
    ("oldest_due", "owes", "coming", "limit", "sentence"),
    [
        (None, 0, 100, None, None),
        (date(2026, 4, 2), 50, 0, None, None),
        (date(2026, 4, 1), 50, 0, None, "unpaid for more than 60 days"),
        (None, 60, 40, 100, None),
        (None, 60, 41, 100, "may owe 100.00 yuan at most. It owes 60.00, and with this order 41.00"),
        (None, 0, 1, 0, "may owe 0.00 yuan"),
    ],
)
def test_who_may_order_on_account(
    world: World, oldest_due: date | None, owes: int, coming: int, limit: int | None, sentence: str | None
) -> None:
    allowed = None if limit is None else Money.yuan(limit)
    said = why_not(oldest_due=oldest_due, owes=Money.yuan(owes), coming=Money.yuan(coming), limit=allowed, today=TODAY)
    assert said is None if sentence is None else sentence in str(said)


def test_new_debts_are_due_by_the_terms_that_were_approved_and_old_ones_keep_their_day(
    world: World, delivered: Order
) -> None:
    agreed(world, 45)
    later = a_confirmed_order(world, {"tray": 1})
    an_acceptance(world, an_arrived_consignment(world, later))
    days = [db.session.get_one(OrderBalance, order.id).due_on for order in (delivered, later)]
    assert days == [clock.today() + timedelta(days=30), clock.today() + timedelta(days=45)]


def test_terms_hold_only_once_another_person_of_the_operator_approved_them(world: World) -> None:
    operator, finance = world.actor("operator.operator"), world.actor("school.manager")
    terms = ask_for_terms(finance.organisation_id, 45, None, "late", by=operator)
    with refused("a second person must"):
        approve_terms(terms, by=operator)
    assert terms_in_force(finance.organisation_id) is None
    with refused("still wait for the operator"):
        ask_for_terms(finance.organisation_id, 50, None, "later", by=finance)


def test_terms_that_were_refused_change_nothing_and_say_why(world: World) -> None:
    finance, operator = world.actor("school.manager"), world.actor("operator.operator")
    terms = ask_for_terms(finance.organisation_id, 90, None, "late", by=finance)
    refuse_terms(terms, "Ninety days are too long.", by=operator)
    assert terms_in_force(finance.organisation_id) is None
    with refused("already been decided"):
        approve_terms(terms, by=operator)
    notice = db.session.execute(select(Notice).where(Notice.kind == "terms_refused")).scalar_one()
    assert notice.particulars["reason"] == "Ninety days are too long."


def test_above_the_limit_nothing_more_is_ordered(world: World, delivered: Order) -> None:
    agreed(world, 30, "200")
    a_confirmed_order(world, {"tray": 1})
    with refused("may owe 200.00 yuan at most"):
        a_confirmed_order(world, {"tray": 2})
    a_payment(delivered, "98", shares=[share(delivered, "98")])
    a_confirmed_order(world, {"tray": 2})


def test_what_is_long_overdue_blocks_new_orders_until_it_is_paid(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    question = OnWhichTerms(delivered.unit_id, Money.yuan(10))
    clock.set(delivered.placed_at + timedelta(days=90))
    assert ask(question).no_credit is None
    clock.set(delivered.placed_at + timedelta(days=91))
    assert "unpaid for more than 60 days" in str(ask(question).no_credit)
    a_payment(delivered, "98", shares=[share(delivered, "98")])
    assert ask(question).no_credit is None


def test_a_unit_is_reminded_once_a_week_of_what_is_overdue(
    world: World, delivered: Order, clock: SettableClock
) -> None:
    assert remind_of_overdue() == 0
    for days, reminded in ((31, 1), (32, 0), (39, 1)):
        clock.set(delivered.placed_at + timedelta(days=days))
        assert remind_of_overdue() == reminded, days
    told = db.session.execute(select(Notice).where(Notice.kind == "payment_overdue")).scalars().all()
    bills = {str(delivered.id): {"number": delivered.number, "supplier": "workshop"}}
    assert [(notice.organisation_id, notice.particulars) for notice in told] == [
        (delivered.unit_id, {"amount": 9800, "orders": 1, "bills": bills})
    ] * 2


def test_a_supplier_without_a_bank_file_enters_what_it_received(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    seller = browser_of("workshop.seller")
    data = {"unit": str(delivered.unit_id), "amount": "100", "received_on": clock.today().isoformat()}
    seller.post("/money/receipts/new", data=data)
    payment = db.session.execute(select(Payment)).scalar_one()
    assert (payment.source, str(payment.amount)) == (MoneySource.BY_HAND, "100.00")
    assert balance_of(delivered) == ("98.00", "98.00")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit": "999999"}, "a unit that has ordered from you"),
        ({"unit": ""}, "Please choose a unit"),
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "-5"}, "more than nothing"),
        ({"received_on": "2099-01-01"}, "lies in the future"),
    ],
)
def test_what_nobody_can_have_received_comes_back(
    world: World, delivered: Order, browser_of: Browser, typed: dict[str, str], sentence: str
) -> None:
    data = {"unit": str(delivered.unit_id), "amount": "10", "received_on": clock.today().isoformat()} | typed
    response = browser_of("workshop.seller").post("/money/receipts/new", data=data)
    assert response.status_code == 422
    assert sentence in response.text
    assert db.session.execute(select(Payment)).first() is None


def test_finance_asks_and_the_operator_decides_on_pages(world: World, browser_of: Browser) -> None:
    finance, operator = browser_of("school.manager"), browser_of("operator.operator")
    finance.post("/money/terms", data={"days": "４５", "credit_limit": "20,000", "reason": "The treasury pays late."})
    assert "Waits for the operator" in finance.get("/money/terms").text
    page = operator.get("/money/terms").text
    terms_id = page.split("/money/terms/")[1].split("/")[0]
    operator.post(f"/money/terms/{terms_id}/approve", data={})
    page = finance.get("/money/terms").text
    assert "Approved on" in page
    assert "¥20,000.00" in page
