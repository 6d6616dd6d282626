"""The whole table of a supplier's vetting: every party, every status, every step, by the service and by the page."""

from dataclasses import dataclass
from itertools import product

import pytest

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.refusals import NotYours, Refused
from shop.organisations import lifecycle
from shop.organisations.lifecycle import MOVES, TAKEN, ForbiddenVetting, Party, Vetting
from shop.organisations.models import Supplier
from shop.organisations.queries.applications import (
    ApplicationFilter,
    applications_for,
    applications_waiting,
    applications_waiting_count,
    steps_of,
)
from shop.organisations.services import take_step
from shop.organisations.services.applying import submit_application
from shop.organisations.services.vetting import ACTIONS
from shop.organisations.words import SupplierStatus
from tests.clients import SeparateClient
from tests.factories import (
    YUNLONG,
    a_cluster,
    a_county_office,
    a_person,
    a_supplier,
    a_unit,
    an_actor,
    an_operator,
    sign_in,
)
from tests.factories.joining import a_complete_draft, at_status

pytestmark = pytest.mark.usefixtures("db_session")

WORDS = {
    "its manager": Party.SUPPLIER,
    "its bookkeeper": None,
    "another supplier": None,
    "its county": Party.COUNTY,
    "another county": None,
    "the operator": Party.OPERATOR,
    "a donor's official": None,
    "a buyer": None,
}
"""Who knocks, and as which party of the table."""


@dataclass
class Scene:
    supplier: Supplier
    who: dict[str, Actor]


@pytest.fixture
def scene() -> Scene:
    supplier, manager = a_complete_draft()
    return Scene(
        supplier,
        {
            "its manager": manager,
            "its bookkeeper": an_actor(supplier, {Role.FINANCE}),
            "another supplier": an_actor(a_supplier()),
            "its county": an_actor(a_county_office()),
            "another county": an_actor(a_county_office(YUNLONG)),
            "the operator": an_actor(an_operator()),
            "a donor's official": an_actor(a_cluster(), {Role.OFFICIAL}),
            "a buyer": an_actor(a_unit()),
        },
    )


def test_every_step_has_its_row_in_the_table_its_name_and_its_word_in_the_trail() -> None:
    assert set(MOVES) == set(TAKEN) == set(ACTIONS) == set(Vetting)


@pytest.mark.parametrize("who", WORDS)
def test_each_party_takes_its_own_steps_from_where_the_table_says_and_no_other(scene: Scene, who: str) -> None:
    actor, supplier = scene.who[who], scene.supplier
    for status, step in product(SupplierStatus, Vetting):
        savepoint = db.session.begin_nested()
        at_status(supplier, status)
        move = MOVES[step]
        if move.by is not WORDS[who]:
            with pytest.raises(NotYours):
                take_step(step, supplier, "because", by=actor)
        elif status not in move.start:
            with pytest.raises(ForbiddenVetting):
                take_step(step, supplier, "because", by=actor)
        else:
            taken = take_step(step, supplier, "because", by=actor)
            assert (supplier.status, taken.status, taken.step) == (move.end, move.end, step)
            assert taken.reason == ("because" if move.with_reason else None)
            assert (taken.person_id, taken.organisation_name) == (actor.person_id, actor.organisation_name)
        savepoint.rollback()


@pytest.mark.parametrize("who", [*WORDS, "nobody"])
def test_the_page_takes_the_same_steps_and_no_other(scene: Scene, who: str, client: SeparateClient) -> None:
    supplier, slug = scene.supplier, scene.supplier.slug
    if who != "nobody":
        sign_in(client, scene.who[who])
    for number, (status, step) in enumerate(product(SupplierStatus, Vetting)):
        at_status(supplier, status)
        db.session.commit()
        move = MOVES[step]
        answer = client.post(
            f"/organisations/suppliers/{slug}/{step.value}",
            data={"reason": "because", "once": f"a-key-of-the-table-{number:04d}"},
        )
        db.session.expire_all()
        may = WORDS.get(who) is move.by
        reads = status is not SupplierStatus.DRAFT or who == "its manager"
        if who == "nobody":
            assert answer.status_code == 302
            assert answer.location.startswith("/sign-in")
            assert supplier.status is status
        elif not may or not reads:
            assert answer.status_code == 404, (who, status, step)
            assert supplier.status is status
        elif status in move.start:
            assert answer.status_code == 302, (who, status, step, answer.text[:400])
            assert supplier.status is move.end
        else:
            assert answer.status_code == 422
            assert "is not possible" in answer.text
            assert supplier.status is status


@pytest.mark.parametrize("who", WORDS)
def test_the_buttons_are_the_steps_that_can_be_taken(scene: Scene, who: str, client: SeparateClient) -> None:
    actor, supplier = scene.who[who], scene.supplier
    sign_in(client, actor)
    for status in SupplierStatus:
        at_status(supplier, status)
        db.session.commit()
        page = client.get("/our-profile" if who == "its manager" else f"/organisations/suppliers/{supplier.slug}")
        shown = {
            step for step in Vetting if f'action="/organisations/suppliers/{supplier.slug}/{step.value}"' in page.text
        }
        possible = lifecycle.possible(actor, status, supplier.county_code, supplier.id)
        assert shown == (set(possible) if page.status_code == 200 else set()), (who, status)


@pytest.mark.parametrize("step", [step for step, move in MOVES.items() if move.with_reason])
def test_what_the_other_side_will_not_like_needs_a_reason(scene: Scene, step: Vetting) -> None:
    by = scene.who["its county" if MOVES[step].by is Party.COUNTY else "the operator"]
    at_status(scene.supplier, next(iter(MOVES[step].start)))
    with pytest.raises(Refused) as refusal:
        take_step(step, scene.supplier, "  ", by=by)
    assert refusal.value.field == "reason"


def test_an_application_goes_to_and_fro_and_every_step_is_dated_and_numbered(scene: Scene) -> None:
    supplier, who = scene.supplier, scene.who
    manager, county, operator = who["its manager"], who["its county"], who["the operator"]
    submit_application(supplier, by=manager)
    take_step(Vetting.RETURN, supplier, "执照看不清", by=county)
    submit_application(supplier, by=manager)
    take_step(Vetting.RECOMMEND, supplier, by=county)
    take_step(Vetting.SEND_BACK, supplier, "户数请核实", by=operator)
    take_step(Vetting.RECOMMEND, supplier, by=county)
    take_step(Vetting.GIVE_BACK, supplier, "缺开户证明", by=operator)
    submit_application(supplier, by=manager)
    take_step(Vetting.RECOMMEND, supplier, by=county)
    take_step(Vetting.APPROVE, supplier, by=operator)
    steps = list(reversed(steps_of(supplier.id)))
    assert [step.n for step in steps] == list(range(1, 11))
    assert [step.step.value for step in steps] == (
        "submit return submit recommend send_back recommend give_back submit recommend approve".split()
    )
    assert steps[1].reason == "执照看不清"
    assert all(step.said for step in steps if step.step is Vetting.SUBMIT)


def test_whoever_recommended_last_cannot_approve_in_whichever_office(scene: Scene) -> None:
    person, supplier = a_person(), scene.supplier
    county, operator = an_actor(a_county_office(), person=person), an_actor(an_operator(), person=person)
    submit_application(supplier, by=scene.who["its manager"])
    take_step(Vetting.RECOMMEND, supplier, by=county)
    with pytest.raises(Refused, match="second person"):
        take_step(Vetting.APPROVE, supplier, by=operator)
    take_step(Vetting.SEND_BACK, supplier, "another look", by=operator)
    take_step(Vetting.RECOMMEND, supplier, by=scene.who["its county"])
    take_step(Vetting.APPROVE, supplier, by=operator)
    assert supplier.status is SupplierStatus.APPROVED


def test_each_office_finds_what_waits_for_it_the_longest_waiting_first(scene: Scene) -> None:
    county, other, operator = (scene.who[name] for name in ("its county", "another county", "the operator"))
    assert applications_waiting(county) == [] == applications_waiting(operator)
    submit_application(scene.supplier, by=scene.who["its manager"])
    second, manager = a_complete_draft()
    submit_application(second, by=manager)
    assert [row.slug for row in applications_waiting(county)] == [scene.supplier.slug, second.slug]
    assert applications_waiting(other) == []
    assert applications_waiting(operator) == []
    take_step(Vetting.RECOMMEND, second, by=county)
    assert [row.slug for row in applications_waiting(operator)] == [second.slug]
    assert (applications_waiting_count(county), applications_waiting_count(operator)) == (1, 1)
    for name in ("its manager", "a donor's official", "a buyer", "another supplier"):
        assert applications_waiting(scene.who[name]) == ()
        assert applications_waiting_count(scene.who[name]) == 0
    rows, count = applications_for(county, ApplicationFilter(text=second.name), 1)
    assert ([row.slug for row in rows], count) == ([second.slug], 1)
    rows, count = applications_for(operator, ApplicationFilter(text=(second.credit_code or "").lower()), 1)
    assert [row.slug for row in rows] == [second.slug]


def test_a_draft_that_was_never_sent_is_nobody_elses_business(scene: Scene, client: SeparateClient) -> None:
    slug = scene.supplier.slug
    for name in ("its county", "the operator", "a donor's official"):
        sign_in(client, scene.who[name])
        assert client.get(f"/organisations/suppliers/{slug}").status_code == 404
        assert slug not in client.get("/organisations/suppliers").text
        if name != "a donor's official":
            assert slug not in client.get("/organisations/applications").text
