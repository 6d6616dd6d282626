"""The account of a supplier: never changed by one person, never in silence."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.questions import HowToPay, ask
from shop.organisations.queries import operators
from shop.payments.models.payees import PayeeAccount
from shop.payments.queries.payees import payee_history, payees_of
from shop.payments.services.payees import approve_payee, propose_payee, reject_payee
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order
from tests.factories.ordering import refused, told
from tests.factories.standing import NOW
from tests.factories.world import World


def proposed(world: World, number: str = "6222000100020003", by: str = "coop.seller") -> PayeeAccount:
    return propose_payee(
        world.organisations["coop"], account_name="coop", bank="农信社", account_number=number, by=world.actor(by)
    )


def in_force(world: World) -> str | None:
    account = payees_of([world.organisations["coop"]]).get(world.organisations["coop"])
    return account.account_number if account else None


def test_whoever_asks_for_an_account_does_not_approve_it(world: World) -> None:
    account = proposed(world)
    with refused("yourself"):
        approve_payee(account, by=world.actor("coop.seller"))
    assert in_force(world) is None
    approve_payee(account, by=world.actor("coop.second"))
    assert in_force(world) == "6222000100020003"
    with refused("decided"):
        approve_payee(account, by=world.actor("operator.operator"))


def test_the_database_refuses_one_person_as_well(world: World) -> None:
    account = proposed(world)
    alone = {"approved_by_id": account.proposed_by_id, "approved_at": clock.now()}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(PayeeAccount).where(PayeeAccount.id == account.id).values(alone))


def test_the_old_account_stands_until_the_new_one_is_approved_and_stays_in_the_history(world: World) -> None:
    approve_payee(proposed(world), by=world.actor("operator.operator"))
    second = proposed(world, "62220001 0002-0004")
    assert in_force(world) == "6222000100020003"
    with refused("waits for a second person already"):
        proposed(world, "11112222")
    reject_payee(second, "nobody there knows of it", by=world.actor("operator.operator"))
    assert in_force(world) == "6222000100020003"
    approve_payee(proposed(world, "11112222"), by=world.actor("coop.second"))
    assert in_force(world) == "11112222"
    history = payee_history(world.organisations["coop"])
    assert [(row.account_number, row.in_force) for row in history] == [
        ("11112222", True),
        ("6222000100020004", False),
        ("6222000100020003", False),
    ]


@pytest.mark.parametrize("number", ["", "1234567", "6222 x001", "1" * 33])
def test_what_is_no_account_number_is_refused(world: World, number: str) -> None:
    with refused("account number"):
        proposed(world, number)


def test_the_supplier_and_the_operator_are_told_and_the_trail_keeps_four_digits(world: World) -> None:
    reject_payee(proposed(world), "a mistake", by=world.actor("coop.seller"))
    approve_payee(proposed(world), by=world.actor("coop.second"))
    kinds = ["payee_proposed", "payee_withdrawn", "payee_proposed", "payee_approved"]
    assert told(world.organisations["coop"]) == kinds
    assert [kind for kind in told(operators()[0]) if kind.startswith("payee")] == kinds
    trail = [entry for entry in trail_of("supplier", world.organisations["coop"]) if ".payee_" in entry.action]
    assert trail[0].action == "supplier.payee_approved"
    assert {entry.details["ending"] for entry in trail} == {"0003"}


def test_an_order_says_where_its_money_goes_and_warns_of_a_new_account(world: World, clock: SettableClock) -> None:
    order = a_confirmed_order(world)
    (bare,) = ask(HowToPay((order.id, 10**9))).values()
    assert (bare.account_number, bare.code[-2]) == ("", "-")
    approve_payee(proposed(world), by=world.actor("coop.second"))
    first = ask(HowToPay((order.id,)))[order.id]
    assert (first.account_number, first.is_new) == ("6222 0001 0002 0003", False)
    approve_payee(proposed(world, "11112222"), by=world.actor("coop.second"))
    assert ask(HowToPay((order.id,)))[order.id].is_new
    clock.set(NOW.replace(year=2027))
    assert not ask(HowToPay((order.id,)))[order.id].is_new
