"""The desk of a buying unit: how far it is, what waits for a decision, what is to be weighed in."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import propose_correction
from tests.factories.fulfilment import (
    a_shipped_consignment,
    an_acceptance,
    an_arrived_consignment,
    as_shipped,
)
from tests.factories.ordering import a_promised_order, a_purchase, an_order
from tests.factories.world import World
from tests.ordering.pages import signed_in, text_of
from tests.statements import statements


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    """The school's buyer."""
    return signed_in(world_app.test_client(), world, "school.buyer")


def desk(client: FlaskClient) -> str:
    response = client.get("/desk")
    assert response.status_code == 200
    return text_of(response)


def test_a_fresh_unit_is_told_what_to_do_first(client: FlaskClient) -> None:
    page = desk(client)
    assert "No orders yet" in page
    assert "Nothing is waiting to be accepted." in page


def test_the_desk_shows_how_far_the_unit_is_and_what_is_on_its_way(client: FlaskClient, world: World) -> None:
    an_acceptance(world, an_arrived_consignment(world, a_promised_order(world)))
    an_order(world, {"sack": 2})
    page = desk(client)
    assert "¥258.50" in page
    assert "¥129.25" in page
    assert "¥100,000.00" in page


def test_what_is_here_can_be_weighed_and_what_is_on_the_road_is_announced(client: FlaskClient, world: World) -> None:
    here = an_arrived_consignment(world, a_promised_order(world))
    coming = a_shipped_consignment(world, a_promised_order(world, {"bag": 4}))
    page = desk(client)
    assert f'href="/arrivals/{here.number}/accept"' in page
    assert f'href="/arrivals/{coming.number}"' in page
    assert f'href="/arrivals/{coming.number}/accept"' not in page


def test_an_approver_finds_what_waits_and_a_buyer_does_not(client: FlaskClient, world: World, world_app: Any) -> None:
    waiting = a_purchase(world, {"sack": 8}, by="clerk")
    approver = signed_in(world_app.test_client(), world, "school.approver")
    assert f'href="/purchases/{waiting.number}"' in desk(approver)
    assert f'href="/purchases/{waiting.number}"' not in desk(client)


def test_a_correction_that_the_supplier_proposes_waits_for_an_answer(client: FlaskClient, world: World) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_promised_order(world)), packs_accepted=4)
    less = {
        line_id: weighing.__class__(
            net=weighing.net, accepted=weighing.net * 0, packs_accepted=0, refused_reason="rotten"
        )
        for line_id, weighing in as_shipped(note.consignment).items()
    }
    propose_correction(note, less, "It was rotten.", Side.SUPPLIER, by=world.actor("coop.seller"))
    page = desk(client)
    assert "Corrections proposed by suppliers" in page
    assert "It was rotten." in page


def test_another_units_business_is_not_shown(world: World, world_app: Any) -> None:
    order = an_order(world)
    other = signed_in(world_app.test_client(), world, "organ.buyer")
    assert order.number not in desk(other)


def test_the_desk_takes_the_same_statements_however_much_there_is(client: FlaskClient, world: World) -> None:
    counts = []
    for _round in range(2):
        for _ in range(3):
            a_shipped_consignment(world, a_promised_order(world, {"bag": 1}))
        db.session.commit()
        desk(client)
        with statements() as sent:
            desk(client)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
