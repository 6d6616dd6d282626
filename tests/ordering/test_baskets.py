"""What somebody puts into a basket, before and after signing in."""

import pytest

from shop.accounts.events import PersonSignedIn
from shop.catalogue.models import Product
from shop.catalogue.services.shelving import take_off_shelf
from shop.extensions import db
from shop.kernel.actor import Role
from shop.ordering.models import BasketLine
from shop.ordering.queries import basket_count
from shop.ordering.services import baskets
from shop.ordering.services.baskets import (
    BasketOwner,
    LinesRefused,
    add_to_basket,
    basket_of,
    carry_over,
    empty_basket,
    keep_basket,
    new_token,
    order_again,
    set_packs,
)
from shop.organisations.models import Membership, Supplier
from shop.organisations.services import join, suspend_supplier
from tests.factories.ordering import refused
from tests.factories.world import World


@pytest.fixture
def mine(world: World) -> BasketOwner:
    return BasketOwner(membership_id=world.memberships["school.buyer"])


@pytest.fixture
def visitor() -> BasketOwner:
    return BasketOwner(token=new_token())


def lying(owner: BasketOwner) -> dict[int, int]:
    """So many packs of each kind."""
    basket = basket_of(owner)
    return {line.pack_id: line.packs for line in basket.lines} if basket else {}


def test_what_is_put_in_lies_there(world: World, mine: BasketOwner) -> None:
    add_to_basket(mine, world.packs["sack"], 4)
    assert lying(mine) == {world.packs["sack"]: 4}
    assert basket_count(mine) == 1


def test_more_of_the_same_is_added_up(world: World, mine: BasketOwner) -> None:
    add_to_basket(mine, world.packs["tray"], 1)
    add_to_basket(mine, world.packs["tray"], 2)
    assert lying(mine) == {world.packs["tray"]: 3}


@pytest.mark.parametrize(("pack", "packs"), [("sack", 1), ("sack", 3), ("tray", 0), ("tray", -2), ("tray", 10**7)])
def test_too_few_too_many_and_no_whole_multiple_are_refused(
    world: World, mine: BasketOwner, pack: str, packs: int
) -> None:
    with refused() as refusal:
        add_to_basket(mine, world.packs[pack], packs)
    assert refusal.value.field == "packs"
    assert lying(mine) == {}


def test_an_unknown_pack_and_one_off_the_shelf_are_refused(world: World, mine: BasketOwner) -> None:
    take_off_shelf(db.session.get_one(Product, world.products["honey"]), reason="rest", by=None)
    for pack_id in (10**6, world.packs["jar"]):
        with refused("not on sale"):
            add_to_basket(mine, pack_id, 1)


def test_what_a_suspended_supplier_sells_is_not_put_in_and_not_ordered_again(world: World, mine: BasketOwner) -> None:
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    suspend_supplier(coop, "Papers out of date", by=world.actor("operator.operator"))
    with refused("not on sale"):
        add_to_basket(mine, world.packs["sack"], 4)
    assert order_again(mine, {world.packs["sack"]: 4}) == [world.packs["sack"]]
    assert lying(mine) == {}


def test_a_basket_has_room_for_so_many_lines_and_no_more(
    world: World, mine: BasketOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baskets, "MOST_LINES", 1)
    add_to_basket(mine, world.packs["tray"], 1)
    with refused("at the most"):
        add_to_basket(mine, world.packs["bag"], 1)


def test_setting_changes_the_lines_named_and_none_takes_one_out(world: World, mine: BasketOwner) -> None:
    for name, packs in {"sack": 2, "tray": 1, "bag": 5}.items():
        add_to_basket(mine, world.packs[name], packs)
    set_packs(mine, {world.packs["sack"]: 8, world.packs["tray"]: 0, 10**6: 3})
    assert lying(mine) == {world.packs["sack"]: 8, world.packs["bag"]: 5}


def test_each_line_that_cannot_be_set_like_that_says_why(world: World, mine: BasketOwner) -> None:
    add_to_basket(mine, world.packs["sack"], 2)
    add_to_basket(mine, world.packs["tray"], 1)
    with refused() as refusal:
        set_packs(mine, {world.packs["sack"]: 3, world.packs["tray"]: -1})
    assert isinstance(refusal.value, LinesRefused)
    assert set(refusal.value.by_pack) == {world.packs["sack"], world.packs["tray"]}


def test_setting_a_basket_that_is_not_there_does_nothing(world: World, visitor: BasketOwner) -> None:
    set_packs(visitor, {world.packs["tray"]: 3})
    empty_basket(visitor)
    assert lying(visitor) == {}


def test_two_people_of_one_unit_have_baskets_of_their_own(world: World, mine: BasketOwner) -> None:
    add_to_basket(mine, world.packs["tray"], 1)
    assert lying(BasketOwner(membership_id=world.memberships["school.clerk"])) == {}


def test_a_visitors_basket_goes_over_and_the_larger_number_stays(
    world: World, mine: BasketOwner, visitor: BasketOwner
) -> None:
    for owner, packs in ((mine, {"sack": 2, "tray": 9}), (visitor, {"sack": 6, "tray": 3, "bag": 1})):
        for name, number in packs.items():
            add_to_basket(owner, world.packs[name], number)
    assert visitor.token is not None
    assert mine.membership_id is not None
    keep_basket(visitor.token, mine.membership_id)
    assert lying(mine) == {world.packs["sack"]: 6, world.packs["tray"]: 9, world.packs["bag"]: 1}
    assert basket_of(visitor) is None
    assert db.session.query(BasketLine).count() == 3


def test_signing_in_carries_it_to_the_first_unit_one_may_buy_for(world: World, visitor: BasketOwner) -> None:
    seller = db.session.get_one(Membership, world.memberships["coop.seller"])
    unit = join(seller.person_id, world.organisations["organ"], [Role.BUYER], by=None)
    add_to_basket(visitor, world.packs["tray"], 2)
    carry_over(PersonSignedIn(seller.person_id, visitor.token))
    assert lying(BasketOwner(membership_id=unit.id)) == {world.packs["tray"]: 2}


def test_who_may_not_buy_for_anybody_leaves_it_where_it_is(world: World, visitor: BasketOwner) -> None:
    official = db.session.get_one(Membership, world.memberships["cluster.official"])
    add_to_basket(visitor, world.packs["tray"], 2)
    carry_over(PersonSignedIn(official.person_id, visitor.token))
    assert lying(visitor) == {world.packs["tray"]: 2}


def test_signing_in_without_a_basket_changes_nothing(world: World, mine: BasketOwner) -> None:
    buyer = db.session.get_one(Membership, world.memberships["school.buyer"])
    carry_over(PersonSignedIn(buyer.person_id, None))
    carry_over(PersonSignedIn(buyer.person_id, new_token()))
    assert basket_of(mine) is None


def test_ordering_again_twice_is_the_same_as_once_and_leaves_out_what_is_gone(world: World, mine: BasketOwner) -> None:
    take_off_shelf(db.session.get_one(Product, world.products["honey"]), reason="rest", by=None)
    add_to_basket(mine, world.packs["sack"], 8)
    wanted = {world.packs["sack"]: 4, world.packs["tray"]: 3, world.packs["jar"]: 1, world.packs["bag"]: 0}
    for _time in range(2):
        assert order_again(mine, wanted) == [world.packs["jar"], world.packs["bag"]]
    assert lying(mine) == {world.packs["sack"]: 8, world.packs["tray"]: 3}
