"""What the two sides do with an order between placing and its end."""

from datetime import timedelta

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours
from shop.ordering.events import ExpectationsMoved
from shop.ordering.lifecycle import ForbiddenMove, Party, Status
from shop.ordering.models import Order
from shop.ordering.services.orders import Promise, cancel, close_short, confirm, decline, locked_order, lower
from shop.organisations.models import Membership
from shop.organisations.services import join
from tests.factories.ordering import (
    a_promised_order,
    an_order,
    assert_stock_adds_up,
    expected,
    held,
    lot_of,
    refused,
    seller_of,
    ship_potatoes,
    told,
)
from tests.factories.world import World


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


# -- confirming


def test_a_promise_in_full_keeps_everything_held(world: World) -> None:
    order = an_order(world)
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    assert (order.status, order.promised_on) == (Status.CONFIRMED, order.deliver_on)
    assert [line.packs_confirmed for line in order.lines] == [4]
    assert held(order) == kg("100")
    assert told(order.unit_id) == ["order_confirmed"]


def test_what_is_not_promised_goes_back_on_sale_and_is_on_its_way_no_more(world: World) -> None:
    order = an_order(world, {"sack": 4, "bag": 10})
    sacks = next(line for line in order.lines if line.pack_id == world.packs["sack"])
    confirm(order, {sacks.id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    assert (sacks.packs_confirmed, sacks.reason, sacks.packs_ordered) == (3, "hail", 4)
    assert lot_of(world).available == kg("425")
    assert sacks.expected == sacks.amount(kg("75"))
    assert told(order.unit_id) == ["order_confirmed_in_part"]
    assert_stock_adds_up()


def test_a_line_may_be_left_out_but_not_all_of_them(world: World) -> None:
    order = an_order(world, {"sack": 4, "bag": 10})
    first, second = order.lines
    with refused("decline the order instead"):
        confirm(
            order,
            {first.id: Promise(0, "hail"), second.id: Promise(0, "rain")},
            order.deliver_on,
            by=seller_of(world, order),
        )
    confirm(order, {first.id: Promise(0, "hail")}, order.deliver_on, by=seller_of(world, order))
    assert first.packs_confirmed == 0
    assert_stock_adds_up()


@pytest.mark.parametrize(
    ("promise", "field"), [(Promise(5), "packs"), (Promise(-1, "x"), "packs"), (Promise(3, "  "), "reason")]
)
def test_more_than_ordered_and_less_without_a_reason_are_refused_beside_the_line(
    world: World, promise: Promise, field: str
) -> None:
    order = an_order(world)
    with refused() as refusal:
        confirm(order, {order.lines[0].id: promise}, order.deliver_on, by=seller_of(world, order))
    assert refusal.value.field == f"{field}_{order.lines[0].id}"


@pytest.mark.parametrize("days", [-1, 400])
def test_a_promise_for_a_day_gone_by_or_far_off_is_refused(world: World, days: int) -> None:
    order = an_order(world)
    with refused() as refusal:
        confirm(order, {}, clock.today() + timedelta(days=days), by=seller_of(world, order))
    assert refusal.value.field == "promised_on"


def test_confirming_twice_is_refused_with_the_state_it_is_in(world: World) -> None:
    order = a_promised_order(world)
    with refused("now “Confirmed”"):
        confirm(order, {}, order.deliver_on, by=seller_of(world, order))


def test_a_page_that_shows_an_older_state_decides_nothing(world: World) -> None:
    """The order is read anew before the decision, whatever the object in hand says."""
    order = an_order(world)
    db.session.execute(Order.__table__.update().where(Order.id == order.id).values(status="cancelled"))
    assert order.status is Status.PLACED
    with refused("now “Cancelled”"):
        confirm(order, {}, order.deliver_on, by=seller_of(world, order))


# -- declining


def test_a_declined_order_gives_everything_back_and_says_why(world: World) -> None:
    order = an_order(world)
    decline(order, " sold out ", by=seller_of(world, order))
    assert (order.status, order.end_reason, order.ended_at) == (Status.DECLINED, "sold out", clock.now())
    assert lot_of(world).available == kg("500")
    assert expected(order) == Money(0)
    assert told(order.unit_id) == ["order_declined"]
    assert_stock_adds_up()


def test_ending_an_order_needs_a_reason(world: World) -> None:
    order = an_order(world)
    for end in (
        lambda: decline(order, " ", by=seller_of(world, order)),
        lambda: cancel(order, "", by=world.actor("school.buyer")),
    ):
        with refused() as refusal:
            end()
        assert refusal.value.field == "reason"


def test_a_long_reason_is_kept_whole_on_the_order(world: World) -> None:
    order = an_order(world)
    decline(order, "长" * 400, by=seller_of(world, order))
    assert len(order.end_reason) == 400


# -- cancelling and closing short


@pytest.mark.parametrize("promised", [False, True])
def test_a_buyer_cancels_until_something_is_shipped(world: World, promised: bool) -> None:
    order = a_promised_order(world) if promised else an_order(world)
    cancel(order, "the trip is off", by=world.actor("school.buyer"))
    assert (order.status, order.end_reason) == (Status.CANCELLED, "the trip is off")
    assert lot_of(world).available == kg("500")
    assert_stock_adds_up()


def test_what_is_partly_shipped_is_closed_short_and_not_cancelled(world: World) -> None:
    order = a_promised_order(world)
    ship_potatoes(world, order, 1, "24.6")
    with refused("closed short, not cancelled"):
        cancel(order, "no", by=world.actor("school.buyer"))
    close_short(order, "enough", Party.BUYER, by=world.actor("school.buyer"))
    assert (order.status, order.end_reason) == (Status.CLOSED, "enough")
    assert held(order) == Quantity(0)
    assert expected(order) == order.lines[0].amount(kg("24.6"))
    assert told(order.supplier_id)[-1] == "order_closed_short"
    assert_stock_adds_up()


def test_the_supplier_closes_short_too(world: World) -> None:
    order = a_promised_order(world)
    close_short(order, "the road is cut", Party.SUPPLIER, by=seller_of(world, order))
    assert order.status is Status.CLOSED
    assert told(order.unit_id)[-1] == "order_closed_short"
    assert_stock_adds_up()


def test_what_is_all_shipped_has_no_rest_to_close(world: World) -> None:
    order = a_promised_order(world)
    ship_potatoes(world, order, 4, "99")
    with refused("nothing left to close"):
        close_short(order, "why not", Party.BUYER, by=world.actor("school.buyer"))


def test_what_has_not_been_confirmed_cannot_be_closed_short(world: World) -> None:
    with pytest.raises(ForbiddenMove):
        close_short(an_order(world), "x", Party.BUYER, by=world.actor("school.buyer"))


def test_an_ended_order_is_not_ended_again(world: World) -> None:
    order = an_order(world)
    decline(order, "no", by=seller_of(world, order))
    with refused("no longer possible"):
        cancel(order, "no", by=world.actor("school.buyer"))


def test_an_unknown_order_does_not_exist(world: World) -> None:
    with pytest.raises(NotYours):
        locked_order(10**6)


# -- whose hands (DOMAIN rule 10)


def test_who_placed_an_order_cannot_answer_it_for_the_supplier(world: World) -> None:
    order = an_order(world)
    buyer = db.session.get_one(Membership, world.memberships["school.buyer"])
    world.memberships["coop.double"] = join(buyer.person_id, order.supplier_id, [Role.SELLER], by=None).id
    with refused("other side"):
        confirm(order, {}, order.deliver_on, by=world.actor("coop.double"))
    confirm(order, {}, order.deliver_on, by=world.actor("coop.second"))


def test_who_confirmed_an_order_cannot_cancel_it_for_the_unit(world: World) -> None:
    order = a_promised_order(world)
    seller = db.session.get_one(Membership, world.memberships["coop.seller"])
    world.memberships["school.double"] = join(seller.person_id, order.unit_id, [Role.BUYER], by=None).id
    with refused("other side"):
        cancel(order, "no", by=world.actor("school.double"))
    assert locked_order(order.id).status is Status.CONFIRMED


def test_the_same_person_acts_for_one_side_as_often_as_needed(world: World) -> None:
    order = an_order(world)
    buyer = world.actor("school.buyer")
    lower(order, {order.lines[0].id: 2}, by=buyer)
    cancel(order, "no", by=buyer)
    assert order.status is Status.CANCELLED


# -- what is on its way


def test_every_change_tells_how_what_is_on_its_way_has_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[Money] = []

    def note(event: ExpectationsMoved) -> None:
        moved.extend(move.difference for move in event.moves)

    monkeypatch.setattr("shop.ordering.services.expectations.publish", note)
    order = an_order(world)
    confirm(order, {order.lines[0].id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    lower(order, {order.lines[0].id: 2}, by=world.actor("school.buyer"))
    cancel(order, "no", by=world.actor("school.buyer"))
    assert [str(difference) for difference in moved] == ["258.50", "-64.62", "-64.63", "-129.25"]
    assert sum(difference.fen for difference in moved) == 0
