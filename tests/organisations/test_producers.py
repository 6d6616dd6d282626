"""An agent sells for producers that it names, each with its agreement, and for nobody it has not named."""

from datetime import timedelta
from io import BytesIO

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries.documents import documents_of
from shop.organisations.queries.producers import producers_of
from shop.organisations.services.producers import change_producer, end_producer, name_producer
from shop.organisations.words import DocumentKind, SupplierKind
from tests.clients import SeparateClient
from tests.factories import a_credit_code, a_supplier, an_actor, sign_in
from tests.factories.joining import PDF

pytestmark = pytest.mark.usefixtures("db_session")

TYPED = {"name": "漾濞核桃合作社", "english": "", "credit_code": "", "township": "", "once": "a-key-of-producers-0001"}


def named(**changes: str | None) -> dict[str, str | None]:
    return {"name": "漾濞核桃合作社", "english": "", "credit_code": "", "township_code": None} | changes


def test_a_producer_is_named_and_its_pinyin_stands_for_a_missing_english_name() -> None:
    agent = a_supplier(kind=SupplierKind.LEADING_ENTERPRISE)
    name_producer(agent, **named(), by=an_actor(agent))  # type: ignore[arg-type]
    ((producer, township),) = producers_of(agent.id)
    assert (producer.name, producer.name_english) == ("漾濞核桃合作社", "Yang Bi He Tao He Zuo She")
    assert (producer.credit_code, township, producer.active) == (None, None, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "名" * 121}, "name"),
        ({"credit_code": "123"}, "credit_code"),
        ({"township_code": "110101001"}, "township"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(changes: dict[str, str], field: str) -> None:
    agent = a_supplier()
    with pytest.raises(Refused) as refusal:
        name_producer(agent, **named(**changes), by=an_actor(agent))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_the_same_producer_is_named_once_by_one_agent_and_again_by_another() -> None:
    agent, other = a_supplier(), a_supplier()
    by = an_actor(agent)
    name_producer(agent, **named(), by=by)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="already"):
        name_producer(agent, **named(), by=by)  # type: ignore[arg-type]
    name_producer(other, **named(), by=an_actor(other))  # type: ignore[arg-type]


def test_only_the_agents_own_manager_and_sellers_keep_its_producers() -> None:
    agent = a_supplier()
    producer = name_producer(agent, **named(), by=an_actor(agent))  # type: ignore[arg-type]
    for actor in (an_actor(a_supplier()), an_actor(agent, {Role.FINANCE})):
        with pytest.raises(NotYours):
            change_producer(producer, **named(name="别的"), by=actor)  # type: ignore[arg-type]
        with pytest.raises(NotYours):
            end_producer(producer, ended=True, by=actor)


def test_ended_it_can_be_resumed(client: SeparateClient) -> None:
    agent = a_supplier()
    by = an_actor(agent)
    producer = name_producer(agent, **named(), by=by)  # type: ignore[arg-type]
    db.session.commit()
    sign_in(client, by)
    client.post(f"/our-profile/producers/{producer.id}/end", data={"once": "a-key-of-producers-0002"})
    assert producers_of(agent.id, active=True) == []
    client.post(f"/our-profile/producers/{producer.id}/resume", data={"once": "a-key-of-producers-0003"})
    assert len(producers_of(agent.id, active=True)) == 1
    again = client.post(f"/our-profile/producers/{producer.id}/sell", data={"once": "a-key-of-producers-0004"})
    assert again.status_code == 404


def test_the_agreement_is_a_document_with_its_days_and_shown_beside_the_producer(client: SeparateClient) -> None:
    agent = a_supplier()
    sign_in(client, an_actor(agent))
    assert client.post("/our-profile/producers", data=TYPED).status_code == 302
    ((producer, _township),) = producers_of(agent.id)
    assert "The agency agreement is missing." in client.get("/our-profile/producers").text
    last = (clock.today() + timedelta(30)).isoformat()
    typed = {"kind": "agency", "producer": str(producer.id), "number": "A-1", "title": "", "valid_from": ""}
    answer = client.post(
        "/our-profile/documents",
        data=typed | {"valid_to": last, "once": "a-key-of-producers-0005", "file": (BytesIO(PDF), "a.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302
    (agreement,) = documents_of(agent.id)
    assert (agreement.kind, agreement.producer_id) == (DocumentKind.AGENCY, producer.id)
    page = client.get("/our-profile/producers").text
    assert "The agency agreement is missing." not in page
    assert "Runs out soon" in page


def test_somebody_elses_producer_is_not_there(client: SeparateClient) -> None:
    agent = a_supplier()
    producer = name_producer(agent, **named(), by=an_actor(agent))  # type: ignore[arg-type]
    db.session.commit()
    other = a_supplier()
    sign_in(client, an_actor(other))
    assert client.get(f"/our-profile/producers/{producer.id}").status_code == 404
    typed = {"kind": "agency", "producer": str(producer.id), "number": "A-1", "title": "", "valid_from": ""}
    answer = client.post(
        "/our-profile/documents",
        data=typed | {"valid_to": "", "once": "a-key-of-producers-0006", "file": (BytesIO(PDF), "a.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert documents_of(other.id) == []


def test_what_is_known_of_it_can_be_changed_on_its_page(client: SeparateClient) -> None:
    agent = a_supplier()
    producer = name_producer(agent, **named(), by=an_actor(agent))  # type: ignore[arg-type]
    db.session.commit()
    sign_in(client, an_actor(agent))
    code = a_credit_code("producer")
    typed = TYPED | {"name": "漾濞泡核桃合作社", "english": "Yangbi Walnut", "credit_code": code}
    assert client.post(f"/our-profile/producers/{producer.id}", data=typed).status_code == 302
    db.session.refresh(producer)
    assert (producer.name, producer.name_english, producer.credit_code) == ("漾濞泡核桃合作社", "Yangbi Walnut", code)
