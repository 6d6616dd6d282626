"""Certificates in the database: proposed, approved, renewed, ended, withdrawn, told of; and who finds which."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.catalogue.certification import CertificateState, state_on
from shop.catalogue.facts import certificates_of
from shop.catalogue.models import Certification, Product
from shop.catalogue.queries.certificate_search import certificates_numbered
from shop.catalogue.queries.certificates import (
    CertificateFilter,
    certificate_counts,
    certificates_listed,
    certificates_of_product,
    certificates_running_out,
    certified_product,
)
from shop.catalogue.services.certificate_warnings import warn_of_ends
from shop.catalogue.services.certificates import (
    approve_certificate,
    approve_certificate_end,
    propose_certificate,
    propose_certificate_end,
    renew_certificate,
    withdraw_certificate,
)
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from tests.clocks import SettableClock
from tests.factories.catalogue import a_certificate
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world; what is refused is refused in English."""
    with force_locale("en"):
        yield world


@pytest.fixture
def honey(world: World) -> Product:
    """The workshop's honey, which nobody has certified."""
    return db.session.get_one(Product, world.products["honey"])


def certified(world: World, product: Product, first: date, last: date | None, number: str = "N-honey") -> Certification:
    proposed = propose_certificate(
        product, number, valid_from=first, valid_to=last, by=world.actor("office-532922.official")
    )
    approve_certificate(proposed, by=world.actor("operator.operator"))
    return proposed


def told(kind: str) -> list[int]:
    return list(db.session.scalars(select(Notice.organisation_id).where(Notice.kind == kind).order_by(Notice.id)))


def test_a_renewal_follows_on_from_the_day_after_the_last(world: World, honey: Product) -> None:
    today, office = clock.today(), world.actor("office-532922.official")
    first = certified(world, honey, today - timedelta(300), today + timedelta(20))
    renewed = renew_certificate(first, "N-honey", valid_to=today + timedelta(400), by=office)
    assert renewed.valid_from == today + timedelta(21)
    with pytest.raises(Refused, match="already covers"):
        renew_certificate(first, "N-honey", valid_to=None, by=office)


def test_a_renewal_of_what_has_ended_begins_today_and_counts_nothing_in_arrears(world: World, honey: Product) -> None:
    today = clock.today()
    ended = certified(world, honey, today - timedelta(300), today - timedelta(9))
    renewed = renew_certificate(ended, "N-honey-2", valid_to=None, by=world.actor("office-532922.official"))
    assert renewed.valid_from == today


def test_two_certificates_of_a_product_never_hold_on_one_day_and_no_number_is_two_products(
    world: World, honey: Product
) -> None:
    today, office = clock.today(), world.actor("office-532922.official")
    certified(world, honey, today, today + timedelta(10))
    with pytest.raises(Refused) as refusal:
        propose_certificate(honey, "N-3", valid_from=today + timedelta(10), valid_to=None, by=office)
    assert refusal.value.field == "valid_from"
    with pytest.raises(Refused) as refusal:
        propose_certificate(honey, "N-ham", valid_from=today + timedelta(11), valid_to=None, by=office)
    assert refusal.value.field == "catalogue_number"


def test_an_end_takes_two_people_and_holds_from_the_day_after(world: World, honey: Product) -> None:
    today, office, operator = clock.today(), world.actor("office-532922.official"), world.actor("operator.operator")
    certificate = certified(world, honey, today - timedelta(30), None)
    with pytest.raises(Refused) as refusal:
        propose_certificate_end(certificate, today, " ", by=office)
    assert refusal.value.field == "reason"
    propose_certificate_end(certificate, today, "It is mixed with bought honey.", by=office)
    assert certificates_of([honey.id], today + timedelta(1))[honey.id].valid_on(today + timedelta(1))
    with pytest.raises(NotYours):
        approve_certificate_end(certificate, by=office)
    approve_certificate_end(certificate, by=operator)
    found = certificates_of([honey.id], today)[honey.id]
    assert (found.valid_on(today), found.valid_on(today + timedelta(1))) == (True, False)
    assert set(told("certificate_ended")) == {honey.supplier_id, office.organisation_id}


def test_what_waits_is_withdrawn_and_leaves_its_mark_in_the_trail(world: World, honey: Product) -> None:
    office = world.actor("office-532922.official")
    waits = propose_certificate(honey, "N-honey", valid_from=clock.today(), valid_to=None, by=office)
    with pytest.raises(NotYours):
        withdraw_certificate(waits, by=world.actor("office-530624.official"))
    withdraw_certificate(waits, by=office)
    assert certificates_of_product(honey.id) == []
    actions = set(db.session.scalars(select(TrailEntry.action).where(TrailEntry.subject_id == honey.id)))
    assert {"product.certificate_proposed", "product.certificate_withdrawn"} <= actions


@pytest.mark.parametrize("hour", [0, 12, 23])
@pytest.mark.parametrize(
    ("days_left", "warnings"),
    [(61, []), (60, ["ends"]), (30, ["ends"]), (15, ["ends"]), (14, ["ends_soon"]), (0, ["ends_soon"]), (-1, [])],
)
def test_the_end_is_told_to_supplier_and_county_by_shanghais_days(
    world: World, honey: Product, clock: SettableClock, hour: int, days_left: int, warnings: list[str]
) -> None:
    """At one minute past midnight and one minute before it, when it is another day in Greenwich."""
    last = date(2027, 3, 1)
    a_certificate(honey, "N-honey", first=date(2026, 1, 1), last=last)
    day = last - timedelta(days_left)
    clock.at(day.year, day.month, day.day, hour, 1 if hour == 0 else 59)
    assert warn_of_ends() == len(warnings)
    assert warn_of_ends() == 0
    office = world.actor("office-532922.official").organisation_id
    for kind in ("ends", "ends_soon"):
        assert set(told(f"certificate_{kind}")) == ({honey.supplier_id, office} if kind in warnings else set())


def test_each_warning_is_given_once_over_all_the_days_before_the_end(
    world: World, honey: Product, clock: SettableClock
) -> None:
    last = date(2027, 3, 1)
    a_certificate(honey, "N-honey", first=date(2026, 1, 1), last=last)
    given = []
    for days_left in range(70, -3, -1):
        day = last - timedelta(days_left)
        clock.at(day.year, day.month, day.day, 7)
        if warn_of_ends():
            given.append(days_left)
    assert given == [60, 14]
    assert (len(told("certificate_ends")), len(told("certificate_ends_soon"))) == (2, 2)


def test_what_is_followed_by_another_is_not_told(world: World, honey: Product) -> None:
    today = clock.today()
    first = certified(world, honey, today - timedelta(300), today + timedelta(10))
    later = renew_certificate(first, "N-honey", valid_to=None, by=world.actor("office-532922.official"))
    assert warn_of_ends() == 1, "a proposal does not hold yet"
    approve_certificate(later, by=world.actor("operator.operator"))
    first.end_told_at = first.end_told_again_at = None
    assert warn_of_ends() == 0


def test_the_list_says_where_each_product_stands_and_the_counts_agree(world: World, honey: Product) -> None:
    office = world.actor("office-532922.official")
    counts, waiting = certificate_counts(office, CertificateFilter())
    assert (counts[CertificateState.CERTIFIED], counts[CertificateState.NEVER], waiting) == (2, 1, 0)
    propose_certificate(honey, "N-honey", valid_from=clock.today(), valid_to=None, by=office)
    rows = certificates_listed(office, CertificateFilter(waiting=True))
    assert [(row.slug, row.state, row.waits) for row in rows] == [("honey", CertificateState.NEVER, True)]
    assert [row.slug for row in certificates_listed(office, CertificateFilter(words="N-ham"))] == ["ham"]


def test_what_runs_out_is_found_by_its_supplier_its_county_and_nobody_else(world: World, honey: Product) -> None:
    certified(world, honey, clock.today(), clock.today() + timedelta(60))
    for name in ("workshop.seller", "office-532922.official", "operator.operator"):
        assert [row.slug for row in certificates_running_out(world.actor(name), 6)] == ["honey"]
    for name in ("coop.seller", "office-530624.official"):
        assert certificates_running_out(world.actor(name), 6) == []
        with pytest.raises(NotYours):
            certified_product(world.actor(name), "honey")


@pytest.mark.parametrize("typed", ["N-honey", " n-HONEY ", "Ｎ-honey"])
def test_anybody_finds_an_approved_certificate_by_its_number(world: World, honey: Product, typed: str) -> None:
    office = world.actor("office-532922.official")
    waits = propose_certificate(honey, "N-honey", valid_from=clock.today(), valid_to=None, by=office)
    assert certificates_numbered(typed) == []
    approve_certificate(waits, by=world.actor("operator.operator"))
    assert [found.certification.id for found in certificates_numbered(typed)] == [waits.id]
    assert certificates_numbered("") == []


SPANS = st.lists(st.tuples(st.integers(-90, 90), st.one_of(st.none(), st.integers(0, 150))), max_size=3)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPANS)
def test_the_database_says_what_the_rule_says(
    world: World, honey: Product, lengths: list[tuple[int, int | None]]
) -> None:
    today, operator = clock.today(), world.actor("operator.operator")
    for certificate in certificates_of_product(honey.id):
        db.session.delete(certificate)
    for number, (start, length) in enumerate(lengths):
        first = today + timedelta(start)
        a_certificate(honey, f"N-{number}", first=first, last=None if length is None else first + timedelta(length))
    db.session.flush()
    (row,) = certificates_listed(operator, CertificateFilter(words="honey"))
    assert row.state is state_on(certificates_of_product(honey.id), today)
