"""A suspended supplier's listings are gone for everybody until it is readmitted; what was ordered before goes on."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from shop.catalogue.models import Product
from shop.catalogue.services.shelving import take_off_shelf
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.fulfilment.models import Acceptance
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, Purchase
from shop.ordering.services.baskets import BasketOwner, add_to_basket
from shop.organisations.models import Supplier
from shop.organisations.services import readmit_supplier, suspend_supplier
from shop.tally.models import Entry, Verdict
from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_purchase, an_order, orders_of, refused
from tests.factories.world import World
from tests.journeys.browsing import Browser
from tests.ordering.pages import text_of

SLUGS = ("potatoes", "shoots", "eggs")


@pytest.fixture
def client(world_app: object, world: World) -> FlaskClient:
    client = world_app.test_client()  # type: ignore[attr-defined]
    assert isinstance(client, SeparateClient)
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


def the_coop(world: World) -> Supplier:
    return db.session.get_one(Supplier, world.organisations["coop"])


def suspend(world: World) -> None:
    suspend_supplier(the_coop(world), "Papers out of date", by=world.actor("operator.operator"))
    db.session.commit()


def readmit(world: World) -> None:
    readmit_supplier(the_coop(world), "Papers renewed", by=world.actor("operator.operator"))
    db.session.commit()


def coops_products(world: World) -> list[Product]:
    asked = select(Product).where(Product.supplier_id == world.organisations["coop"]).order_by(Product.id)
    return list(db.session.execute(asked).scalars())


def seen_by(client: FlaskClient, world: World) -> list[str]:
    """Everywhere that a product of the cooperative's is offered to buyers."""
    names = [product.slug for product in coops_products(world)]
    places = ["/", "/products", "/products?q=土豆", "/products?q=potato", "/products?q=tudou", "/counties/530624"]
    places += [f"/products?supplier={the_coop(world).slug}", f"/suppliers/{the_coop(world).slug}", "/products/honey"]
    found = []
    for place in places:
        page = text_of(client.get(place))
        found += [f"{place}: {slug}" for slug in names if f'href="/products/{slug}"' in page]
    return found


@pytest.mark.parametrize("who", ["nobody", "school.buyer"])
def test_nowhere_is_it_offered_and_with_the_readmission_everywhere_as_before(
    client: FlaskClient, world: World, who: str
) -> None:
    if who != "nobody":
        sign_in(client, world.actor(who))
    before = seen_by(client, world)
    assert before
    suspend(world)
    assert seen_by(client, world) == []
    readmit(world)
    assert seen_by(client, world) == before


def test_its_page_is_still_there_says_so_and_sells_nothing(client: FlaskClient, world: World) -> None:
    suspend(world)
    sign_in(client, world.actor("school.buyer"))
    for product in coops_products(world):
        page = text_of(client.get(f"/products/{product.slug}"))
        assert 'name="pack_id"' not in page
    assert "This supplier is suspended" in text_of(client.get(f"/suppliers/{the_coop(world).slug}"))


def test_readmission_puts_back_what_suspension_took_and_nothing_else(client: FlaskClient, world: World) -> None:
    """What the supplier itself had taken off before stays off."""
    shelved, *others = coops_products(world)
    take_off_shelf(shelved, reason="rest", by=world.actor("coop.seller"))
    suspend(world)
    readmit(world)
    assert db.session.get_one(Product, shelved.id).status is ProductStatus.OFF_SHELF
    assert all(db.session.get_one(Product, other.id).status is ProductStatus.ON_SHELF for other in others)


def test_what_lay_in_a_basket_says_that_it_is_not_on_sale_and_is_not_placed(client: FlaskClient, world: World) -> None:
    owner = BasketOwner(membership_id=world.memberships["school.buyer"])
    add_to_basket(owner, world.packs["sack"], 4)
    add_to_basket(owner, world.packs["strip"], 2)
    db.session.commit()
    suspend(world)
    sign_in(client, world.actor("school.buyer"))
    assert "No longer on sale" in text_of(client.get("/basket"))
    placed = db.session.execute(select(func.count()).select_from(Purchase)).scalar_one()
    client.get("/checkout")
    assert db.session.execute(select(func.count()).select_from(Purchase)).scalar_one() == placed
    with refused("not on sale"):
        add_to_basket(owner, world.packs["sack"], 2)


def test_a_checkout_that_stands_open_in_another_tab_is_refused_beside_the_line(
    client: FlaskClient, world: World
) -> None:
    owner = BasketOwner(membership_id=world.memberships["school.buyer"])
    add_to_basket(owner, world.packs["sack"], 4)
    db.session.commit()
    sign_in(client, world.actor("school.buyer"))
    assert isinstance(client, SeparateClient)
    browser = Browser(client)
    page = browser.open("/checkout")
    form = next(form for form in page.forms if form.action.startswith("/checkout") and not form.asks)
    suspend(world)
    before = db.session.execute(select(func.count()).select_from(Order)).scalar_one()
    answer = browser.send(form, purpose="canteen")
    assert answer.status == 422
    assert "no longer on sale" in answer.text
    assert db.session.execute(select(func.count()).select_from(Order)).scalar_one() == before


def test_ordering_again_leaves_its_goods_out(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"sack": 4})
    db.session.commit()
    suspend(world)
    sign_in(client, world.actor("school.buyer"))
    client.post(f"/orders/{order.number}/again", follow_redirects=True)
    assert "Your basket is empty" in text_of(client.get("/basket"))


def test_a_purchase_stands_as_it_was_placed(world: World) -> None:
    purchase = a_purchase(world, {"sack": 4})
    suspend(world)
    assert all(order.status in (Status.PLACED, Status.AWAITING_APPROVAL) for order in orders_of(purchase))


def test_what_was_ordered_before_is_confirmed_shipped_accepted_and_counts(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 4})
    suspend(world)
    consignment = an_arrived_consignment(world, order)
    acceptance: Acceptance = an_acceptance(world, consignment)
    entries = db.session.execute(
        select(Entry, Verdict.state).join(Verdict, Verdict.entry_id == Entry.id).where(Entry.source_id.is_not(None))
    ).all()
    assert acceptance.lines
    assert [state.value for _entry, state in entries] == ["counted"]


def test_the_supplier_still_confirms_what_was_placed(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"sack": 4})
    db.session.commit()
    suspend(world)
    sign_in(client, world.actor("coop.seller"))
    page = text_of(client.get(f"/sales/{order.number}"))
    assert f"/sales/{order.number}/confirm" in page
    assert client.get("/desk").status_code == 200
    assert client.get("/payee").status_code == 200
    assert client.get("/money").status_code == 200
    assert client.get("/consignments").status_code == 200
    assert "You are suspended" in text_of(client.get("/our-profile"))


def test_history_stays_readable_for_buyers(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"sack": 4})
    db.session.commit()
    suspend(world)
    sign_in(client, world.actor("school.buyer"))
    assert client.get(f"/orders/{order.number}").status_code == 200
