"""Registering what was bought elsewhere, verifying it, and what the book says of it at each step."""

from datetime import timedelta
from typing import Any

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.services import join
from shop.tally.offline.life import Action
from shop.tally.offline.words import OUTSIDE, OfflineKind, OfflineState
from shop.tally.queries.offline import page_of
from shop.tally.queries.offline_register import parts_of, versions_of
from shop.tally.services.offline import entering, judging
from shop.tally.services.offline.booking import entries_of
from shop.tally.words import Channel, Condition, EntryKind, VerdictState
from tests.factories.offline import (
    OUTSIDER,
    a_statement,
    a_verified_purchase,
    an_offline_purchase,
)
from tests.factories.world import World
from tests.tally.offline.book import figures, newest, the_entry

pytestmark = pytest.mark.usefixtures("plainly")


def test_what_a_unit_registers_is_pending_and_counts_once_an_official_above_has_verified_it(world: World) -> None:
    purchase = an_offline_purchase(world)
    assert (purchase.number[0], purchase.state) == ("O", OfflineState.ENTERED)
    entry = the_entry(purchase)
    assert (newest(entry).state, newest(entry).by_id) == (VerdictState.PENDING, None)
    assert figures(purchase) == {"pending": Money.yuan(1200)}
    assert judging.verify(purchase, by=world.actor("harbour.official"))
    verdict = newest(entry)
    assert (verdict.n, verdict.state) == (2, VerdictState.COUNTED)
    assert verdict.by_id == world.actor("school.buyer").person_id
    assert verdict.seconded_by_id == world.actor("harbour.official").person_id
    assert figures(purchase) == {"counted": Money.yuan(1200)}


def test_it_counts_on_the_day_of_its_invoice(world: World) -> None:
    day = clock.today() - timedelta(days=40)
    entry = the_entry(a_verified_purchase(world, days_ago=40))
    assert (entry.counts_on, entry.counts_year) == (day, day.year)
    assert entry.written_at == clock.now()


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({}, "counted", None),
        (OUTSIDER, "not_counted", Condition.SUPPLIER_APPROVED),
        (OUTSIDER | {"channel": Channel.NATIONAL_832}, "counted", None),
        (OUTSIDER | {"channel": Channel.NATIONAL_832, "certificate": "K-832-77"}, "counted", None),
        (OUTSIDER | {"channel": Channel.NATIONAL_832, "certificate": ""}, "not_counted", Condition.CERTIFIED),
        ({"certificate": "K-832-77"}, "not_counted", Condition.CERTIFIED),
        ({"certificate": ""}, "not_counted", Condition.CERTIFIED),
        ({"origin_county": "532901"}, "not_counted", Condition.ORIGIN_COUNTY_AIDED),
        (
            {"seller_name": "teahouse", "seller_code": "91532901MA6K00003R"},
            "not_counted",
            Condition.SUPPLIER_COUNTY_AIDED,
        ),
        ({"purpose": Purpose.OTHER}, "not_counted", Condition.PURPOSE_ALLOWED),
        ({"seller_name": "workshop", "seller_code": ""}, "not_counted", Condition.CERTIFIED),
    ],
)
def test_what_is_verified_is_judged_by_the_rules(
    world: World, changes: dict[str, Any], state: str, reason: Condition | None
) -> None:
    verdict = newest(the_entry(a_verified_purchase(world, **changes)))
    assert (verdict.state.value, verdict.failed) == (state, reason)


def test_a_seller_from_outside_is_no_supplier_of_the_book(world: World) -> None:
    assert the_entry(an_offline_purchase(world, **OUTSIDER)).supplier_id == OUTSIDE


def test_only_direct_purchases_are_written_into_the_book(world: World) -> None:
    for yuan, kind in enumerate((OfflineKind.ASSISTED, OfflineKind.INTENT, OfflineKind.DONATION), start=70):
        purchase = a_verified_purchase(world, kind=kind, amount=Money.yuan(yuan))
        assert (purchase.state, entries_of(purchase.id)) == (OfflineState.VERIFIED, [])
        assert figures(purchase) == {}


def test_what_is_bought_to_be_sold_on_is_no_direct_purchase(world: World) -> None:
    with pytest.raises(Refused, match="assisted sale") as refused:
        an_offline_purchase(world, purpose=Purpose.RESALE)
    assert refused.value.field == "purpose"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Money(0)}, "amount"),
        ({"days_ago": -1}, "day"),
        ({"invoice_number": " "}, "invoice_number"),
        ({"purpose": None}, "purpose"),
        ({"seller_name": "Somebody else"}, "seller_code"),
        ({"seller_name": "Somebody else", "seller_code": ""}, "seller_county"),
        ({"seller_code": "91530624MA6K00001X"}, "seller_code"),
        ({"origin_county": "999999"}, "origin_county"),
        ({"category_id": 999_999}, "category_id"),
        ({"order_number": "832-1"}, "order_number"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        an_offline_purchase(world, proved=False, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "who", ["school.approver", "school.receiver", "organ.manager", "delta.official", "coop.seller"]
)
def test_others_do_not_register_for_a_unit(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        an_offline_purchase(world, by=who, proved=False)


@pytest.mark.parametrize("who", ["school.buyer", "school.manager", "cluster.official", "delta.official"])
def test_who_does_not_stand_one_level_above_does_not_verify(world: World, who: str) -> None:
    purchase = an_offline_purchase(world)
    with pytest.raises((NotYours, Refused)):
        judging.verify(purchase, by=world.actor(who))


def test_an_official_who_entered_it_does_not_verify_it(world: World) -> None:
    purchase = an_offline_purchase(world, by="harbour.official")
    with pytest.raises(Refused, match="somebody else"):
        judging.verify(purchase, by=world.actor("harbour.official"))


def test_an_official_who_belongs_to_the_unit_does_not_verify_it(world: World) -> None:
    purchase = an_offline_purchase(world)
    official = world.actor("harbour.official")
    membership = join(official.person_id, purchase.unit_id, [Role.BUYER], by=None)
    assert Action.VERIFY not in page_of(official, purchase.number).actions
    with pytest.raises(Refused, match="belong to the unit"):
        judging.verify(purchase, by=official)
    assert figures(purchase) == {"pending": Money.yuan(1200)}
    membership.active = False
    db.session.flush()
    assert judging.verify(purchase, by=official)


def test_nothing_is_verified_without_a_paper(world: World) -> None:
    purchase = an_offline_purchase(world, proved=False)
    with pytest.raises(Refused, match="paper"):
        judging.verify(purchase, by=world.actor("harbour.official"))


def test_what_is_returned_is_put_right_and_sent_again(world: World) -> None:
    purchase = an_offline_purchase(world)
    judging.give_back(purchase, "The stamp is missing.", by=world.actor("harbour.official"))
    assert figures(purchase) == {"pending": Money.yuan(1200)}
    before = versions_of(purchase.id)[-1]
    said = a_statement(amount=Money.yuan(1100), invoice_number=before.invoice_number)
    entering.send_again(purchase, said, by=world.actor("school.manager"))
    assert (purchase.state, purchase.version) == (OfflineState.ENTERED, 2)
    assert figures(purchase) == {"pending": Money.yuan(1100)}
    assert [part.amount for part in parts_of([purchase.id])[purchase.id]] == [Money.yuan(1100)]
    judging.verify(purchase, by=world.actor("harbour.official"))
    assert figures(purchase) == {"counted": Money.yuan(1100)}
    assert [version.amount for version in versions_of(purchase.id)] == [Money.yuan(1200), Money.yuan(1100)]


def test_what_is_withdrawn_leaves_nothing_in_the_figures_and_its_invoice_is_free(world: World) -> None:
    purchase = an_offline_purchase(world)
    judging.withdraw(purchase, "entered twice", by=world.actor("school.buyer"))
    assert figures(purchase) == {}
    assert parts_of([purchase.id]) == {}
    assert [entry.kind for entry in entries_of(purchase.id)] == [EntryKind.PURCHASE, EntryKind.CORRECTION]


@pytest.mark.parametrize("number", ["Ｄ2026－1", "D2026 -1", "d2026-1"])
def test_the_same_order_number_written_otherwise_is_registered_once(world: World, number: str) -> None:
    national: dict[str, Any] = {"channel": Channel.NATIONAL_832, "proved": False}
    an_offline_purchase(world, order_number="D2026-1", **national)
    with pytest.raises(Refused, match="832"):
        an_offline_purchase(world, amount=Money.yuan(9), order_number=number, **national)


def test_an_order_of_the_832_platform_is_registered_once(world: World) -> None:
    national: dict[str, Any] = {"channel": Channel.NATIONAL_832, "order_number": "D2026-1", "proved": False}
    first = an_offline_purchase(world, **national)
    with pytest.raises(Refused, match="832") as refused:
        an_offline_purchase(world, amount=Money.yuan(9), **national)
    assert refused.value.field == "order_number"
    judging.withdraw(first, "of another unit", by=world.actor("school.buyer"))
    an_offline_purchase(world, amount=Money.yuan(9), **national)
