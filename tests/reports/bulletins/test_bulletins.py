"""A bulletin is frozen by one and signed by another, says the same for ever, and is proved from the book."""

import json
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select, update

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Organisation
from shop.reports.bulletins.blocks import Words
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.papers import told_late
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinKind, BulletinState, TextPlace
from shop.reports.models import Bulletin, BulletinReader, BulletinSnapshot
from shop.reports.queries.bulletins import AskedBulletins, bulletin_for, listed, said_in, snapshot_of, waiting_for
from shop.reports.services.bulletins import take_step
from shop.reports.services.drafts import begin, write
from shop.tally.models import Scheme
from tests.clocks import SettableClock
from tests.factories.bulletins import a_draft, proposed, signed, withdrawn
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World
from tests.reports.bulletins.proving import off
from tests.tally.test_corrections import corrected

A = BulletinAction


def head_of(bulletin: Bulletin) -> dict[str, Any]:
    snapshot = snapshot_of(bulletin)
    assert snapshot is not None
    head: dict[str, Any] = said_in(snapshot)["figures"]["head"]
    return head


def must(snapshot: BulletinSnapshot | None) -> BulletinSnapshot:
    assert snapshot is not None
    return snapshot


def test_what_is_signed_has_the_next_number_of_its_year_and_a_seal(world: World, clock: SettableClock) -> None:
    first, second = signed(world), signed(world)
    clock.at(2027, 1, 5)
    third = signed(world)
    assert [one.signed_as for one in (first, second, third)] == [
        "火炬组团消费帮扶通报〔2026〕第1号",
        "火炬组团消费帮扶通报〔2026〕第2号",
        "火炬组团消费帮扶通报〔2027〕第1号",
    ]
    assert off() == []


def test_nobody_signs_or_returns_what_they_proposed_and_only_they_take_it_back(world: World) -> None:
    official, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    bulletin = proposed(world)
    for action in (A.SIGN, A.RETURN):
        with pytest.raises(Refused, match="second person"):
            take_step(bulletin, action, "why", by=official)
    with pytest.raises(Refused, match="Only the person who proposed"):
        take_step(bulletin, A.TAKE_BACK, by=deputy)
    take_step(bulletin, A.RETURN, "Name the reasons.", by=deputy)
    assert bulletin.state is BulletinState.DRAFT
    take_step(bulletin, A.PROPOSE, by=deputy)
    take_step(bulletin, A.SIGN, by=official)
    assert bulletin.signed_as
    assert off() == []


def test_two_people_withdraw_it_and_another_takes_its_place(world: World) -> None:
    bulletin = withdrawn(world)
    assert bulletin.state is BulletinState.WITHDRAWN
    by, scheme = world.actor("cluster.official"), db.session.get_one(Scheme, world.scheme_id)
    instead = begin(bulletin.kind, bulletin.span, scheme, bulletin.title, replaces=bulletin, by=by)
    assert instead.texts == bulletin.texts
    with pytest.raises(Refused, match="Only a withdrawn"):
        begin(bulletin.kind, bulletin.span, scheme, bulletin.title, replaces=signed(world), by=by)
    assert off() == []


def test_it_says_the_same_whatever_becomes_of_the_book_and_of_names(world: World, clock: SettableClock) -> None:
    note = an_acceptance(world)
    bulletin = signed(world)
    before = head_of(bulletin)
    assert before["in_period"] == Money.yuan("258.50")
    clock.at(2026, 12, 2)
    corrected(world, note, "90")
    db.session.execute(update(Organisation).values(name="别的名称", name_english="Another name"))
    db.session.expire_all()
    assert head_of(bulletin) == before
    assert "别的名称" not in json.dumps(snapshot_of(bulletin).content, ensure_ascii=False)  # type: ignore[union-attr]
    assert off() == []


def test_it_tells_the_period_and_the_year_up_to_its_end(world: World, clock: SettableClock) -> None:
    an_acceptance(world)
    clock.at(2026, 12, 2)
    an_acceptance(world)
    november, december = Span(2026, 11, 11), Span(2026, 12, 12)
    of_november, of_december = head_of(signed(world, span=november)), head_of(signed(world, span=december))
    assert of_november["in_period"] == of_november["counted"] == Money.yuan("258.50")
    assert of_december["in_period"] == Money.yuan("258.50")
    assert of_december["counted"] == Money.yuan("517.00")
    assert off() == []


@pytest.mark.parametrize(
    ("kind", "span", "said"),
    [
        (BulletinKind.BULLETIN, Span(2027, 1, 3), "not begun"),
        (BulletinKind.REVIEW, Span(2026, 1, 6), "whole year"),
    ],
)
def test_a_period_that_cannot_be_told_is_refused(world: World, kind: BulletinKind, span: Span, said: str) -> None:
    scheme = db.session.get_one(Scheme, world.scheme_id)
    with pytest.raises(Refused, match=said):
        begin(kind, span, scheme, "T", by=world.actor("cluster.official"))


@pytest.mark.parametrize("who", ["school.buyer", "office-530624.official", "coop.seller", "operator.operator"])
def test_only_officials_of_the_donor_side_issue(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        a_draft(world, by=who)
    with pytest.raises(NotYours):
        take_step(proposed(world), A.SIGN, by=world.actor(who))


def test_of_two_who_write_on_a_draft_the_second_is_told_and_a_frozen_one_is_not_written_on(world: World) -> None:
    draft, by = a_draft(world), world.actor("cluster.official")
    said: dict[str, Any] = {"texts": {TextPlace.FINDINGS: "一"}, "sections": ["units"], "circulates": True, "by": by}
    seen = draft.version
    write(draft, title="A", version=seen, **said)
    with pytest.raises(Refused, match="Somebody else has changed"):
        write(draft, title="B", version=seen, **said)
    take_step(draft, A.PROPOSE, by=by)
    with pytest.raises(Refused, match="no longer changed"):
        write(draft, title="C", version=seen + 1, **said)
    assert draft.title == "A"


def test_a_signed_one_goes_out_to_whom_it_tells_of_and_a_draft_to_nobody(world: World) -> None:
    draft, out = a_draft(world), signed(world)
    kept = signed(world, circulates=False)
    for who in ("school.buyer", "delta.official", "bureau.official", "clinic.buyer"):
        seen = [row.bulletin.id for row in listed(world.actor(who), AskedBulletins())[0]]
        assert seen == [out.id], who
        with pytest.raises(NotYours):
            bulletin_for(world.actor(who), draft.number)
    operator = [row.bulletin.id for row in listed(world.actor("operator.operator"), AskedBulletins())[0]]
    assert operator == [kept.id, out.id]
    readers = set(db.session.execute(select(BulletinReader.organisation_id)).scalars())
    assert world.organisations["coop"] not in readers


def test_a_town_tells_of_its_own_branch_and_the_cluster_reads_it(world: World) -> None:
    an_acceptance(world)
    deputy = "delta.deputy"
    world.join(deputy, world.organisations["delta"], Role.OFFICIAL)
    bulletin = proposed(world, by="delta.official")
    take_step(bulletin, A.SIGN, by=world.actor(deputy))
    assert head_of(bulletin)["in_period"] == Money(0)
    assert {one["name"] for one in said_in(snapshot_of(bulletin))["figures"]["units"]} == {"clinic"}  # type: ignore[arg-type]
    bulletin_for(world.actor("cluster.official"), bulletin.number)
    with pytest.raises(NotYours):
        bulletin_for(world.actor("harbour.official"), bulletin.number)
    assert off() == []


def test_who_may_sign_is_told_that_something_waits(world: World) -> None:
    proposed(world)
    assert waiting_for(world.actor("cluster.deputy")) == 1
    assert waiting_for(world.actor("cluster.official")) == 0
    assert waiting_for(world.actor("school.buyer")) == 0


def test_late_papers_are_told_by_name_as_they_were_when_it_was_frozen(world: World, clock: SettableClock) -> None:
    an_acceptance(world)
    clock.at(2026, 12, 30)
    in_time = said_in(must(snapshot_of(proposed(world))))["figures"]["late"]
    clock.at(2027, 3, 1)
    told = said_in(must(snapshot_of(proposed(world, span=Span(2026, 1, 12)))))["figures"]["late"]
    assert in_time == {"invoiced": [], "paid": []}
    for of in ("invoiced", "paid"):
        assert [(one["name"], one["count"], one["missing"]) for one in told[of]] == [
            ("school", 1, Money.yuan("258.50"))
        ], of
    with force_locale("en"):
        titles = [block.table.title for block in told_late({"figures": {"late": told}}, lambda row: str(row["name"]))]  # type: ignore[union-attr]
        nothing = told_late({"figures": {"late": in_time}}, str)
    assert titles == [
        "Accepted more than 60 days ago and not invoiced whole",
        "Accepted more than 90 days ago and not paid whole",
    ]
    assert isinstance(nothing[0], Words)
