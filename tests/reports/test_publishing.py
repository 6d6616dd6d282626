"""What a cluster publishes: two people choose it, the page, the small page and the feed obey it."""

from itertools import product

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.reports.publishing.choices import FIRST, Choice, chosen, frame_ancestors
from shop.reports.publishing.life import MOVES, ChoiceAction, actions_for, after
from shop.reports.publishing.words import Basis, ChoiceState, Item
from shop.reports.queries.publishing import in_force
from shop.reports.services.publishing import decide_publishing, propose_publishing
from tests.catalogue.pages import text_of
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_town, a_unit, an_actor
from tests.factories.tally import a_scheme, a_target, an_entry

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def officials(db_session: object, clock: SettableClock) -> tuple[Actor, Actor]:
    """Two of a cluster whose single unit bought for ¥30.00 of ¥100.00."""
    clock.at(2026, 6, 15)
    cluster = a_cluster()
    scheme = a_scheme(cluster)
    school = a_unit(a_town(cluster))
    a_target(cluster, 100, scheme=scheme)
    an_entry(school, "30")
    db.session.commit()
    return an_actor(cluster), an_actor(cluster)


def published(officials: tuple[Actor, Actor], *items: Item, hosts: tuple[str, ...] = (), **more: object) -> None:
    """This is proposed by one and approved by the other."""
    one, other = officials
    choice = Choice(frozenset(items), hosts=hosts, **more)  # type: ignore[arg-type]
    decide_publishing(propose_publishing(choice, by=one), ChoiceAction.APPROVE, by=other)
    db.session.commit()


@pytest.mark.parametrize(("state", "action", "own"), list(product(ChoiceState, ChoiceAction, (True, False))))
def test_only_what_the_table_says_can_be_done(state: ChoiceState, action: ChoiceAction, own: bool) -> None:
    move = MOVES[action]
    if move.start is state and move.own is own:
        assert after(state, action, own=own, reason="Too much.") is move.end
        assert action in actions_for(state, own=own)
    else:
        assert action not in actions_for(state, own=own)
        with pytest.raises(Refused):
            after(state, action, own=own, reason="Too much.")


def test_what_is_published_holds_once_a_second_person_approves(officials: tuple[Actor, Actor]) -> None:
    one, other = officials
    assert in_force(one.organisation_id).choice == FIRST
    proposal = propose_publishing(Choice(frozenset({Item.TOTAL})), by=one)
    with pytest.raises(Refused, match="另一人决定"):
        decide_publishing(proposal, ChoiceAction.APPROVE, by=one)
    assert in_force(one.organisation_id).choice == FIRST
    decide_publishing(proposal, ChoiceAction.APPROVE, by=other)
    assert in_force(one.organisation_id).choice.items == {Item.TOTAL}


def test_one_proposal_waits_at_a_time_and_the_same_again_is_none(officials: tuple[Actor, Actor]) -> None:
    one, other = officials
    with pytest.raises(Refused, match="无需提出"):
        propose_publishing(FIRST, by=one)
    proposal = propose_publishing(Choice(frozenset()), by=one)
    with pytest.raises(Refused, match="已有一份提议"):
        propose_publishing(Choice(frozenset({Item.TOTAL})), by=other)
    with pytest.raises(Refused, match="请说明"):
        decide_publishing(proposal, ChoiceAction.REFUSE, " ", by=other)
    decide_publishing(proposal, ChoiceAction.REFUSE, "Too little.", by=other)
    propose_publishing(Choice(frozenset({Item.TOTAL})), by=other)


def test_a_town_that_does_not_lead_and_another_cluster_choose_nothing(officials: tuple[Actor, Actor]) -> None:
    one, _other = officials
    proposal = propose_publishing(Choice(frozenset()), by=one)
    stranger = an_actor(a_cluster())
    with pytest.raises(NotYours):
        decide_publishing(proposal, ChoiceAction.APPROVE, by=stranger)


@pytest.mark.parametrize(
    ("least", "hosts", "field"),
    [
        (4, "", "least_units"),
        (501, "", "least_units"),
        (5, "https://www.example.cn", "hosts"),
        (5, "*.example.cn", "hosts"),
        (5, "www.example.cn; script-src *", "hosts"),
        (5, "localhost", "hosts"),
        (5, "\n".join(f"w{n}.example.cn" for n in range(11)), "hosts"),
    ],
)
def test_what_cannot_be_chosen_is_said_beside_its_field(least: int, hosts: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen(["total"], "live", least, hosts)
    assert refused.value.field == field


def test_hosts_are_read_a_line_each_and_only_they_may_frame() -> None:
    choice = chosen(["total"], "live", 5, " WWW.Example.cn \n\nwww.example.cn\nb.example.cn:8443")
    assert choice.hosts == ("www.example.cn", "b.example.cn:8443")
    assert frame_ancestors(choice.hosts) == "frame-ancestors https://www.example.cn https://b.example.cn:8443"
    assert frame_ancestors(()) == "frame-ancestors 'none'"


def test_the_page_tells_only_what_is_published(client: FlaskClient, officials: tuple[Actor, Actor]) -> None:
    assert "Suppliers bought from" in text_of(client.get("/progress", headers=ENGLISH))
    published(officials, Item.TOTAL)
    page = text_of(client.get("/progress", headers=ENGLISH))
    assert "¥30.00" in page
    assert "Suppliers bought from" not in page
    assert "Month by month" not in page
    published(officials)
    page = text_of(client.get("/progress", headers=ENGLISH))
    assert "The cluster publishes no figures at present." in page
    assert "¥30.00" not in page
    assert "¥30.00" not in text_of(client.get("/", headers=ENGLISH))


def test_up_to_the_last_locked_month_nothing_is_told_before_one_is_locked(
    client: FlaskClient, officials: tuple[Actor, Actor]
) -> None:
    published(officials, Item.TOTAL, basis=Basis.LOCKED)
    assert "No month of this year is locked yet." in text_of(client.get("/progress", headers=ENGLISH))
    assert client.get("/progress.json").get_json()["total"] is None


def test_the_small_page_sets_no_cookie_and_is_framed_by_the_hosts_alone(
    client: FlaskClient, officials: tuple[Actor, Actor]
) -> None:
    refused = client.get("/progress/embed")
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]
    published(officials, Item.TOTAL, hosts=("www.example.cn",))
    answer = client.get("/progress/embed?lang=en")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.cn" in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "¥30.00" in answer.text
    assert "All published figures" in answer.text
    assert "全部公开" in client.get("/progress/embed?lang=zh").text
    assert client.get("/progress/embed?lang=fr").status_code == 404


def test_the_feed_tells_whole_fen_and_null_for_what_is_not_published(
    client: FlaskClient, officials: tuple[Actor, Actor]
) -> None:
    published(officials, Item.TOTAL, Item.TOWNS, Item.PEOPLE)
    answer = client.get("/progress.json")
    told = answer.get_json()
    assert told["version"] == 1
    assert told["total"]["counted_fen"] == 3000
    assert told["total"]["target_fen"] == 10000
    assert told["total"]["completion"] == 0.3
    assert told["towns"] == []
    assert told["months"] is told["counties"] is told["suppliers"] is told["bulletins"] is None
    assert told["people"]["fewer_than"] == 10
    assert told["published"] == ["people", "total", "towns"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=60" in answer.headers["Cache-Control"]
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Last-Modified"]
    again = client.get("/progress.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.post("/progress.json").status_code == 405


def test_the_feed_is_described_field_by_field(client: FlaskClient, officials: tuple[Actor, Actor]) -> None:
    page, told = client.get("/progress/feed").text, client.get("/progress.json").get_json()
    said = page.replace("</code>", ",").replace("<code>", ",").replace(" ", "").split(",")
    assert told.keys() - {"currency", "least_units"} <= set(said)
