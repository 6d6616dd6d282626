"""A form that makes something makes it once, however often it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.notices.models import Notice
from shop.organisations.models import Membership
from shop.web import once
from shop.web.once import Submission
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import sign_in
from tests.factories.world import World

KEY = "a-key-of-a-form-0001"


def send(client: SeparateClient, what: str = "tea", number: int = 1, key: str | None = KEY, **more: Any) -> Any:
    data = {"what": what, **more} | ({} if key is None else {"once": key})
    return client.post(f"/trying/make/{number}", data=data, once=False)


def made() -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "tried")) or 0


def test_the_same_form_again_leads_to_the_first_result(buyer: SeparateClient) -> None:
    assert send(buyer).location == "/made/1/tea"
    assert send(buyer).get_json() == {"led_to": "/made/1/tea", "again": True}
    assert made() == 1


def test_the_same_form_in_another_order_is_the_same_form(buyer: SeparateClient) -> None:
    assert send(buyer, a="1", b="2").location == "/made/1/tea"
    again = buyer.post("/trying/make/1", data={"b": "2", "once": KEY, "a": "1", "what": "tea"})
    assert again.get_json()["again"]


def test_the_same_key_with_other_contents_is_refused_and_names_the_first(buyer: SeparateClient) -> None:
    send(buyer)
    refused = send(buyer, what="salt")
    assert refused.status_code == 422
    assert "/made/1/tea" in refused.get_json()["errors"][0]
    assert made() == 1


def test_the_same_key_for_another_thing_is_refused(buyer: SeparateClient) -> None:
    """The address is a part of what a form says: accepting one delivery is not accepting another."""
    send(buyer)
    assert send(buyer, number=2).status_code == 422
    assert made() == 1


def test_somebody_elses_key_is_refused(buyer: SeparateClient, world: World) -> None:
    send(buyer)
    sign_in(buyer, world.actor("clinic.buyer"))
    assert send(buyer).status_code == 422
    assert made() == 1


def test_the_form_that_was_sent_with_other_contents_comes_back_with_a_new_key(buyer: SeparateClient) -> None:
    first = send(buyer, wrong="yes").get_json()
    assert first["key"] == KEY
    send(buyer)
    refused = send(buyer, what="salt").get_json()
    assert refused["key"] not in (KEY, "")
    assert send(buyer, what="salt", key=refused["key"]).location == "/made/1/salt"
    assert made() == 2


def test_a_key_belongs_to_the_organisation_that_was_acted_for(buyer: SeparateClient, world: World) -> None:
    """Else the first result would be that of another organisation."""
    send(buyer)
    other = db.session.get_one(Membership, world.memberships["clinic.buyer"])
    other.person_id = world.actor("school.buyer").person_id
    db.session.commit()
    with buyer.session_transaction() as session:
        session["membership_id"] = other.id
    refused = send(buyer)
    assert refused.status_code == 422
    assert "/made/1/tea" not in refused.get_json()["errors"][0]


def test_keys_are_forgotten_after_thirty_days(buyer: SeparateClient, clock: SettableClock) -> None:
    send(buyer)
    clock.set(shops_clock.now() + timedelta(days=29))
    assert once.forget() == 0
    clock.set(shops_clock.now() + timedelta(days=2))
    assert (once.forget(), once.forget()) == (1, 0)


@pytest.mark.parametrize("key", [None, "", "short", "k" * 44, "\x00" * 20, "k" * 10_000], ids=range(6))
def test_without_a_proper_key_nothing_is_made(buyer: SeparateClient, key: str | None) -> None:
    refused = send(buyer, key=key)
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.get_json()["errors"][0]
    assert made() == 0


def test_after_a_refusal_the_same_form_may_be_sent_again(buyer: SeparateClient) -> None:
    assert send(buyer, wrong="yes").status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0
    assert send(buyer).location == "/made/1/tea"
    assert made() == 1
