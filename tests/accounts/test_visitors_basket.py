"""What a visitor has put into the basket is there once they have signed in."""

from flask import Flask

from shop.accounts.models import Person
from shop.extensions import db
from shop.ordering.services.baskets import BasketOwner, add_to_basket, basket_of
from tests.clients import SeparateClient
from tests.factories import PASSWORD
from tests.factories.world import World

TOKEN = "t" * 43


def sign_in(client: SeparateClient, world: World, name: str) -> None:
    """As a visitor with a basket."""
    person = db.session.get_one(Person, world.actor(name).person_id)
    with client.session_transaction() as session:
        session["basket"] = TOKEN
    assert client.post("/sign-in", data={"name": person.email, "password": PASSWORD}).status_code == 302


def packs_in(owner: BasketOwner) -> list[int]:
    basket = basket_of(owner)
    return [line.packs for line in basket.lines] if basket else []


def test_a_buyer_finds_the_visitors_basket_in_their_own(world: World, world_app: Flask) -> None:
    pack_id = next(iter(world.packs.values()))
    add_to_basket(BasketOwner(token=TOKEN), pack_id, 20)
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    sign_in(client, world, "school.buyer")
    assert packs_in(BasketOwner(membership_id=world.memberships["school.buyer"])) == [20]
    assert packs_in(BasketOwner(token=TOKEN)) == []


def test_who_does_not_buy_leaves_the_visitors_basket_where_it_is(world: World, world_app: Flask) -> None:
    pack_id = next(iter(world.packs.values()))
    add_to_basket(BasketOwner(token=TOKEN), pack_id, 20)
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    sign_in(client, world, "coop.seller")
    assert packs_in(BasketOwner(token=TOKEN)) == [20]
