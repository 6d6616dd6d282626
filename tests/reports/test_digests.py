"""The monthly digest: on its morning, once, to whoever has a target or answers for one, and of nothing but theirs."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.letters import Draft
from shop.mail.models import DigestMonth, OutgoingMail
from shop.mail.services import choose
from shop.mail.words import Group, How
from shop.organisations.models import Membership
from shop.reports.digests import duty
from shop.reports.digests.content import digest_of
from shop.reports.digests.duty import send_digests
from shop.reports.digests.letters import letters_of_digests
from shop.reports.digests.mornings import first_working_day, is_due
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import sign_in
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World

GET_ONE = ("cluster.official", "harbour.official", "delta.official", "bureau.official", "school.buyer", "clinic.buyer")
GET_NONE = ("coop.seller", "office-530624.official", "operator.operator")


@pytest.fixture
def mails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail is set up."""
    monkeypatch.setattr(duty, "is_set_up", lambda: True)


def written() -> dict[int, str]:
    rows = db.session.execute(
        select(OutgoingMail.membership_id, OutgoingMail.key).where(OutgoingMail.group == Group.DIGEST)
    )
    return {int(membership_id or 0): key for membership_id, key in rows}


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 11, 1), date(2026, 11, 2)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 5, 20), date(2026, 5, 4)),
        (date(2026, 10, 1), date(2026, 10, 5)),
    ],
)
def test_it_goes_out_on_the_first_morning_on_which_offices_are_open(month: date, day: date) -> None:
    assert first_working_day(month) == day
    assert is_due(day)
    assert not is_due(month.replace(day=28))
    assert day.day == 1 or not is_due(day.replace(day=1))


def test_before_its_morning_nobody_gets_one_and_then_everybody_once(
    world: World, mails: None, clock: SettableClock
) -> None:
    clock.at(2026, 12, 1, 8)
    assert send_digests() == 0
    clock.at(2026, 12, 1, 9)
    assert send_digests() > 0
    found = written()
    for name in GET_ONE:
        membership = world.memberships[name]
        assert found[membership] == f"digest-2026-12-{membership}", name
    assert not {world.memberships[name] for name in GET_NONE} & set(found)
    assert send_digests() == 0
    clock.at(2026, 12, 2, 9)
    assert send_digests() == 0
    assert written() == found


def test_a_worker_that_died_between_two_batches_is_taken_over_where_it_was(
    world: World, mails: None, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty, "PEOPLE_AT_ONCE", 3)
    clock.at(2026, 12, 1, 9)
    assert send_digests() == 3
    first = written()
    progress = db.session.execute(select(DigestMonth)).scalar_one()
    assert not progress.done
    while send_digests():
        pass
    assert set(first.items()) <= set(written().items())
    assert db.session.execute(select(DigestMonth.done)).scalar_one()
    members = db.session.execute(select(func.count()).select_from(Membership)).scalar_one()
    assert 0 < len(written()) <= members


def test_whoever_wants_none_or_has_no_address_gets_none(world: World, mails: None, clock: SettableClock) -> None:
    buyer, clerk = world.actor("school.buyer"), world.actor("school.clerk")
    choose(buyer.person_id, "zh", {Group.DIGEST: How.NEVER})
    db.session.get_one(Person, clerk.person_id).email = None
    clock.at(2026, 12, 1, 9)
    send_digests()
    assert not {buyer.membership_id, clerk.membership_id} & set(written())


def test_it_tells_a_unit_where_it_stands_and_an_official_of_the_branch(world: World) -> None:
    an_acceptance(world)
    with force_locale("en"):
        school, cluster = digest_of(world.actor("school.buyer"), "en"), digest_of(world.actor("cluster.official"), "en")
        delta = digest_of(world.actor("delta.official"), "en")
    assert "¥258.50 of" in " ".join(school.parts[0].lines)
    assert "¥258.50" in " ".join(cluster.parts[0].lines)
    assert "¥258.50" not in " ".join(line for part in delta.parts for line in part.lines)


def test_in_december_the_actual_figures_are_asked_for(world: World, clock: SettableClock) -> None:
    clock.at(2026, 12, 1, 9)
    with force_locale("en"):
        due = digest_of(world.actor("school.buyer"), "en").parts[1].lines
    assert isinstance(due, tuple)
    assert due


def test_the_letter_is_of_whoever_still_acts_so(world: World, clock: SettableClock) -> None:
    buyer = world.actor("school.buyer")
    draft = Draft(7, buyer.person_id, buyer.membership_id, "en", (), digest="2026-12")
    letter = letters_of_digests([draft])[7]
    assert "2026-12" in letter.subject
    assert [title for title, _lines in letter.items] == ["Where you stand in 2026", "What is due", "What arrives"]
    stranger = Draft(8, buyer.person_id, world.memberships["clinic.buyer"], "en", (), digest="2026-12")
    assert letters_of_digests([stranger]) == {}


def test_the_page_says_the_same_as_the_mail(world: World, world_app: Flask) -> None:
    client = SeparateClient(world_app, world_app.response_class, use_cookies=True)
    sign_in(client, world.actor("school.buyer"))
    page = client.get("/digest", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Where you stand in 2026" in page.text
    sign_in(client, world.actor("coop.seller"))
    assert client.get("/digest").status_code == 404
