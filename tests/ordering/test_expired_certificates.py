"""What is bought after a certificate's last day can be bought, is not counted, and says why wherever it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.catalogue.models import Certification
from shop.extensions import db
from shop.kernel import clock
from shop.tally.models import Entry, Verdict
from shop.tally.words import Condition, VerdictState
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.world import World
from tests.ordering.pages import signed_in, text_of

BECAUSE = "The product’s certificate was not valid on that day."


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    return signed_in(world_app.test_client(), world, "school.buyer")


def ends(world: World, days: int) -> None:
    """The eggs' certificate ends so many days from today."""
    held = db.session.scalars(select(Certification).where(Certification.product_id == world.products["potatoes"])).one()
    held.valid_to = clock.today() + timedelta(days)
    db.session.commit()


def page(client: FlaskClient, address: str) -> str:
    return text_of(client.get(address))


def test_product_basket_and_checkout_say_that_it_will_not_count_and_why(client: FlaskClient, world: World) -> None:
    ends(world, -1)
    client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "4"})
    assert "Certificate N-potatoes is not valid today." in page(client, "/products/potatoes")
    for address in ("/products/potatoes", "/basket", "/checkout"):
        assert "not valid" in page(client, address), address


@pytest.mark.parametrize(
    ("days", "hour", "counted"), [(0, 0, True), (0, 23, True), (-1, 0, False), (-1, 23, False), (1, 12, True)]
)
def test_the_day_of_the_order_in_shanghai_decides_and_the_entry_says_why(
    client: FlaskClient, world: World, clock: SettableClock, days: int, hour: int, counted: bool
) -> None:
    clock.at(2026, 11, 24, hour, 30)
    ends(world, days)
    acceptance = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4})))
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    verdict = db.session.scalars(select(Verdict).where(Verdict.entry_id == entry.id)).one()
    assert acceptance.lines[0].amount == entry.amount
    assert verdict.state is (VerdictState.COUNTED if counted else VerdictState.NOT_COUNTED)
    assert verdict.failed is (None if counted else Condition.CERTIFICATE_VALID)
    said = page(client, f"/entries/{entry.id}")
    assert (BECAUSE in said) is not counted
