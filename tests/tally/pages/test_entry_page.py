"""One entry: why it counts or not, on which facts, and what it came from."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.quantity import Quantity
from shop.tally.models import Entry
from tests.catalogue.pages import text_of
from tests.factories import an_actor
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.tally import TUOCHA, an_entry, facts_of
from tests.factories.world import World
from tests.tally.neighbourhood import Neighbourhood, open_as


def test_an_entry_that_counts_says_so_in_one_sentence_and_shows_every_condition(
    client: FlaskClient, place: Neighbourhood
) -> None:
    entry = an_entry(place.school, "88.80", kilograms="12.5")
    page = text_of(open_as(client, an_actor(place.school), f"/entries/{entry.id}"))
    assert "¥88.80 counts in 2026: 12.5 kg of" in page
    assert "accepted on 1 Jun 2026, met every condition." in page
    assert page.count(" Yes") == 8
    assert place.cluster.name_english in page


def test_a_tuocha_says_why_it_does_not_count(client: FlaskClient, place: Neighbourhood) -> None:
    entry = an_entry(place.school, "61.80", facts=facts_of(place.school, TUOCHA))
    page = text_of(open_as(client, an_actor(place.school), f"/entries/{entry.id}"))
    assert (
        "¥61.80 is recorded but does not count. The supplier is registered in a county that is not an aided county."
        in page
    )
    assert page.count(" No ") >= 4


def test_the_history_says_which_rules_judged(client: FlaskClient, place: Neighbourhood) -> None:
    entry = an_entry(place.school, "5")
    page = text_of(open_as(client, an_actor(place.school), f"/entries/{entry.id}"))
    assert "By the rules, version 1" in page


@pytest.fixture
def corrected(world: World) -> World:
    """Goods taken in, and less of them than was first written."""
    note = an_acceptance(world)
    said = as_shipped(note.consignment, accepted=Quantity.of("90"), refused_reason="发芽")
    proposal = propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    return world


def test_a_correction_names_what_it_corrects_and_both_open_their_papers(corrected: World, world_app: Flask) -> None:
    client = world_app.test_client()
    first, correction = db.session.execute(select(Entry).order_by(Entry.id)).scalars()
    buyer = corrected.actor("school.buyer")
    page = open_as(client, buyer, f"/entries/{correction.id}")
    assert "A correction of −¥25.85, agreed by both sides." in text_of(page)
    assert f'href="/entries/{first.id}"' in page.text
    assert "Total" in page.text
    assert "¥232.65" in text_of(page)
    other = open_as(client, buyer, f"/entries/{first.id}")
    assert f'href="/entries/{correction.id}"' in other.text
    for kind in ("Acceptance A", "Order 26"):
        assert kind in text_of(other)
    assert '<a href="/acceptances/' in other.text
    assert '<a href="/orders/' in other.text


def test_a_county_office_sees_the_entry_without_ways_into_the_units_papers(corrected: World, world_app: Flask) -> None:
    client = world_app.test_client()
    first = db.session.execute(select(Entry).order_by(Entry.id)).scalars().first()
    assert first is not None
    page = open_as(client, corrected.actor("office-530624.official"), f"/entries/{first.id}")
    assert page.status_code == 200
    assert "/acceptances/" not in page.text
    assert "/orders/" not in page.text
