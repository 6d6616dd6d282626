"""New rules and new yardsticks change what comes after them, and leave what is counted in one piece."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.tally.models import Scheme, TotalByPurpose
from shop.tally.rules import Rules
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from shop.tally.words import VerdictState
from tests.factories import fulfilment as goods
from tests.factories import sign_in
from tests.factories.world import SINCE, World
from tests.journeys.books import faults

STAFF_ALONE = Rules(purposes=frozenset({Purpose.STAFF}))


def lay_down(world: World, scheme: Scheme, rules: Rules, days_ahead: int = 0) -> None:
    one, other = world.actor("cluster.official"), world.actor("cluster.deputy")
    begins = clock.today() + timedelta(days=days_ahead) if days_ahead >= 0 else SINCE
    approve_rules(propose_rules(scheme, rules, begins, by=one), by=other)


def accept_and_correct(world: World, between: object) -> None:
    """A hundred kilograms are accepted, something happens, and then they turn out to have been ninety."""
    acceptance = goods.an_acceptance(world)
    with clock.held_at(clock.now() + timedelta(hours=1)):
        between()  # type: ignore[operator]
    less = goods.as_shipped(acceptance.consignment, accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(acceptance, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))


def sums(scheme_id: int) -> dict[VerdictState, Money]:
    statement = select(TotalByPurpose.verdict, func.sum(TotalByPurpose.amount)).group_by(TotalByPurpose.verdict)
    return dict(list(db.session.execute(statement.where(TotalByPurpose.scheme_id == scheme_id))))


def test_a_correction_lowers_what_its_purchase_was_counted_as(world: World) -> None:
    """Even when rules laid down since, for the same day, would judge the purchase otherwise."""
    scheme = db.session.get_one(Scheme, world.scheme_id)
    accept_and_correct(world, lambda: lay_down(world, scheme, STAFF_ALONE))
    assert sums(scheme.id) == {VerdictState.COUNTED: Money.yuan("232.65")}
    assert faults() == []


def test_a_correction_is_no_business_of_a_yardstick_that_does_not_know_its_purchase(world: World) -> None:
    made = []

    def another_yardstick() -> None:
        made.append(set_up_scheme(world.cluster_id, "second", "另一口径", "Another", by=None))
        lay_down(world, made[0], Rules(), days_ahead=-1)

    accept_and_correct(world, another_yardstick)
    assert sums(made[0].id) == {}
    assert sums(world.scheme_id) == {VerdictState.COUNTED: Money.yuan("232.65")}


def test_what_is_on_its_way_is_sorted_anew_under_new_rules(world: World) -> None:
    goods.placed_orders(world, {"sack": 4, "tray": 2})
    lay_down(world, db.session.get_one(Scheme, world.scheme_id), STAFF_ALONE, days_ahead=1)
    assert faults() == []
    goods.an_acceptance(world)
    assert faults() == []


def test_a_second_yardstick_judges_by_its_own_rules(world: World) -> None:
    second = set_up_scheme(world.cluster_id, "second", "另一口径", "Another", by=None)
    lay_down(world, second, STAFF_ALONE, days_ahead=-1)
    goods.an_acceptance(world)
    assert sums(world.scheme_id) == {VerdictState.COUNTED: Money.yuan("258.50")}
    assert sums(second.id) == {VerdictState.NOT_COUNTED: Money.yuan("258.50")}
    assert faults() == []


def test_an_order_shows_what_the_book_says_of_it_whatever_the_rules_are_today(world_app: Flask, world: World) -> None:
    order_number = goods.an_acceptance(world).lines[0].consignment_line.order_line.order.number
    lay_down(world, db.session.get_one(Scheme, world.scheme_id), STAFF_ALONE, days_ahead=0)
    db.session.commit()
    client = world_app.test_client()
    sign_in(client, world.actor("school.buyer"))
    page = client.get(f"/orders/{order_number}").get_data(as_text=True)
    assert "verdict--counted" in page
    assert "Not counted" not in page
