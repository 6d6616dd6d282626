"""Registering what was bought elsewhere, verifying it, and what the book says of it at each step."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.payments.models import Invoice
from shop.payments.services.checking import dispute
from shop.payments.services.checking import withdraw as withdraw_invoice
from shop.tally.models import Entry, OfflineMotion, OfflinePurchase, OfflineTwin, TotalByPurpose, Verdict
from shop.tally.offline.life import Action
from shop.tally.offline.words import OUTSIDE, OfflineKind, OfflineState
from shop.tally.queries.offline_register import parts_of, versions_of
from shop.tally.services.offline import entering, judging, motions
from shop.tally.services.offline.booking import entries_of
from shop.tally.services.offline.resting import rest_on
from shop.tally.words import Channel, Condition, EntryKind, VerdictState
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_invoice, whole
from tests.factories.offline import (
    OUTSIDER,
    a_proof,
    a_statement,
    a_verified_purchase,
    an_offline_purchase,
    an_outsiders_invoice,
)
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")


def newest(entry: Entry) -> Verdict:
    rows = db.session.scalars(select(Verdict).where(Verdict.entry_id == entry.id).order_by(Verdict.n)).all()
    return rows[-1]


def figures(purchase: OfflinePurchase) -> dict[str, Money]:
    """What the totals say of the unit, by verdict."""
    asked = select(TotalByPurpose.verdict, func.sum(TotalByPurpose.amount)).where(
        TotalByPurpose.unit_id == purchase.unit_id
    )
    rows = db.session.execute(asked.group_by(TotalByPurpose.verdict))
    return {verdict.value: Money(int(amount.fen)) for verdict, amount in rows if amount}


def the_entry(purchase: OfflinePurchase) -> Entry:
    (entry,) = entries_of(purchase.id)
    return entry


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


def test_nothing_is_verified_without_a_paper(world: World) -> None:
    purchase = an_offline_purchase(world, proved=False)
    with pytest.raises(Refused, match="paper"):
        judging.verify(purchase, by=world.actor("harbour.official"))


def test_a_direct_purchase_is_not_verified_before_it_rests_on_an_invoice(world: World) -> None:
    purchase = an_offline_purchase(world, proved=False)
    entering.add_file(purchase, a_proof(), by=world.actor("school.manager"))
    with pytest.raises(Refused, match="rests on one invoice"):
        judging.verify(purchase, by=world.actor("harbour.official"))


def test_it_never_rests_on_more_than_is_left_of_an_invoice(world: World) -> None:
    said = a_statement()
    invoice = an_outsiders_invoice(world, said, more=Money.yuan(500))
    by = world.actor("school.buyer")
    first = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number)
    assert [(part.invoice.id, part.amount) for part in parts_of([first.id])[first.id]] == [
        (invoice.id, Money.yuan(1200))
    ]
    second = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number, amount=Money.yuan(501))
    assert parts_of([second.id]) == {}
    with pytest.raises(Refused, match="not left"):
        rest_on(second, invoice.number, by=by)
    third = an_offline_purchase(world, proved=False, invoice_number=said.invoice_number, amount=Money.yuan(500))
    assert third.id in parts_of([third.id])
    assert db.session.get_one(Invoice, invoice.id).unallocated == Money(0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"invoice_number": "26530000000000009999"}, "another one"),
        ({"days_ago": 300}, "another day"),
        ({"seller_code": OUTSIDER["seller_code"]}, "another seller"),
    ],
)
def test_an_invoice_of_something_else_is_refused(world: World, changes: dict[str, Any], said: str) -> None:
    purchase = an_offline_purchase(world, proved=False)
    version = versions_of(purchase.id)[-1]
    invoice = an_outsiders_invoice(world, a_statement(**({"invoice_number": version.invoice_number} | changes)))
    with pytest.raises(Refused, match=said):
        rest_on(purchase, invoice.number, by=world.actor("school.manager"))


def test_an_invoice_on_which_a_purchase_rests_is_not_withdrawn(world: World) -> None:
    purchase = an_offline_purchase(world)
    (part,) = parts_of([purchase.id])[purchase.id]
    with pytest.raises(Refused, match="take it off"):
        withdraw_invoice(part.invoice, "typed wrongly", Side.BUYER, by=world.actor("school.manager"))
    judging.withdraw(purchase, "entered twice", by=world.actor("school.buyer"))
    withdraw_invoice(part.invoice, "typed wrongly", Side.BUYER, by=world.actor("school.manager"))


@pytest.mark.parametrize("rests", [False, True], ids=["before it rests on it", "afterwards"])
def test_nothing_is_verified_by_an_invoice_that_is_disputed(world: World, rests: bool) -> None:
    purchase = an_offline_purchase(world, proved=False)
    manager, official = world.actor("school.manager"), world.actor("harbour.official")
    entering.add_file(purchase, a_proof(), by=manager)
    number = versions_of(purchase.id)[-1].invoice_number
    invoice = an_invoice(world, {}, Money.yuan(1200), number=number)
    if rests:
        rest_on(purchase, invoice.number, by=manager)
    dispute(invoice, "We never had these.", Side.BUYER, by=manager)
    with pytest.raises(Refused, match="disputed"):
        _ = judging.verify(purchase, by=official) if rests else rest_on(purchase, invoice.number, by=manager)


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


def test_a_likely_twin_is_held_until_an_official_says_why_it_is_another(world: World) -> None:
    acceptance = an_acceptance(world)
    amount = acceptance.lines[0].amount
    purchase = an_offline_purchase(world, amount=amount, days_ago=3)
    assert purchase.state is OfflineState.HELD
    with pytest.raises(Refused):
        judging.verify(purchase, by=world.actor("harbour.official"))
    with pytest.raises(Refused, match="why"):
        judging.not_the_same(purchase, " ", by=world.actor("harbour.official"))
    judging.not_the_same(purchase, "Another week’s potatoes.", by=world.actor("harbour.official"))
    assert judging.verify(purchase, by=world.actor("harbour.official"))


@pytest.mark.parametrize(
    ("changes", "twins"),
    [
        ({}, 1),
        ({"days_ago": 3}, 1),
        ({"days_ago": 4}, 0),
        ({"amount": Money.yuan(1201)}, 0),
        ({"seller_name": "workshop", "seller_code": ""}, 0),
    ],
)
def test_two_offline_purchases_of_a_seller_and_an_amount_within_three_days_are_twins(
    world: World, changes: dict[str, Any], twins: int
) -> None:
    an_offline_purchase(world, proved=False)
    second = an_offline_purchase(world, proved=False, **changes)
    found = db.session.scalars(select(OfflineTwin).where(OfflineTwin.purchase_id == second.id)).all()
    assert len(found) == twins
    assert (second.state is OfflineState.HELD) is bool(twins)


def test_the_same_invoice_number_makes_a_twin_of_whatever_amount_and_unit(world: World) -> None:
    first = an_offline_purchase(world, proved=False)
    number = versions_of(first.id)[-1].invoice_number
    second = an_offline_purchase(
        world, unit="clinic", by="clinic.buyer", proved=False, invoice_number=number, amount=Money.yuan(3)
    )
    assert second.state is OfflineState.HELD


def test_goods_accepted_here_on_an_invoice_of_this_number_are_a_twin(world: World) -> None:
    acceptance = an_acceptance(world)
    invoice = an_invoice(world, whole(acceptance))
    purchase = an_offline_purchase(
        world, proved=False, invoice_number=invoice.official_number, amount=Money.yuan(3), day=invoice.issued_on
    )
    assert purchase.state is OfflineState.HELD


def test_what_became_a_twin_since_it_was_entered_is_held_instead_of_verified(world: World) -> None:
    acceptance = an_acceptance(world)
    amount = acceptance.lines[0].amount
    first = an_offline_purchase(world, amount=Money.yuan(7))
    second = an_offline_purchase(world, amount=amount + Money.yuan(1))
    third = an_offline_purchase(world, amount=amount + Money.yuan(1))
    assert [one.state.value for one in (first, second, third)] == ["entered", "entered", "held"]
    assert not judging.verify(second, by=world.actor("harbour.official"))
    assert second.state is OfflineState.HELD


def test_goods_accepted_after_a_likely_twin_was_verified_are_told_to_those_who_verified_it(world: World) -> None:
    amount = an_acceptance(world).lines[0].amount
    purchase = an_offline_purchase(world, amount=amount)
    judging.not_the_same(purchase, "Another week’s.", by=world.actor("harbour.official"))
    assert judging.verify(purchase, by=world.actor("harbour.official"))
    an_offline_purchase(world, amount=amount, days_ago=5)
    told = select(Notice.kind, Notice.subject_key, Notice.organisation_id).where(Notice.kind == "offline_late_twin")
    assert db.session.execute(told).all() == []
    an_acceptance(world)
    assert db.session.execute(told).all() == [("offline_late_twin", purchase.number, world.organisations["harbour"])]


@pytest.mark.parametrize("name", ["昭通电商（集团）公司", "昭通 电商(集团)公司", "昭通电商（集团)公司 "])
def test_the_width_of_signs_and_the_space_between_them_make_no_other_seller(world: World, name: str) -> None:
    outside = OUTSIDER | {"seller_code": "", "proved": False}
    an_offline_purchase(world, **(outside | {"seller_name": "昭通电商(集团)公司"}))
    assert an_offline_purchase(world, **(outside | {"seller_name": name})).state is OfflineState.HELD


def test_a_supplier_of_the_register_is_known_however_its_name_is_spaced(world: World) -> None:
    amount = an_acceptance(world).lines[0].amount
    national: dict[str, Any] = {
        "channel": Channel.NATIONAL_832,
        "seller_code": "",
        "seller_county": "530624",
        "proved": False,
    }
    purchase = an_offline_purchase(world, seller_name="ｃｏ op", amount=amount, **national)
    assert purchase.state is OfflineState.HELD
    assert versions_of(purchase.id)[-1].seller_name == "coop"


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


def proposed(world: World, purchase: OfflinePurchase, action: Action, **said: Any) -> OfflineMotion:
    return motions.propose(purchase, action, "as the papers say", by=world.actor("harbour.official"), **said)


def test_a_verified_purchase_is_lowered_by_a_new_entry_that_names_the_first(world: World) -> None:
    purchase = a_verified_purchase(world)
    motion = proposed(world, purchase, Action.LOWER, amount=Money.yuan(1000))
    assert figures(purchase) == {"counted": Money.yuan(1200)}
    motions.agree(motion, by=world.actor("cluster.official"))
    first, second = entries_of(purchase.id)
    assert (second.corrects_id, second.amount) == (first.id, Money.yuan(-200))
    assert figures(purchase) == {"counted": Money.yuan(1000)}
    assert [part.amount for part in parts_of([purchase.id])[purchase.id]] == [Money.yuan(1000)]


@pytest.mark.parametrize("yuan", [0, 1200, 1300, -1])
def test_a_correction_lowers_the_amount_and_does_nothing_else(world: World, yuan: int) -> None:
    with pytest.raises(Refused, match="lowers"):
        proposed(world, a_verified_purchase(world), Action.LOWER, amount=Money.yuan(yuan))


def test_a_dispute_takes_it_out_of_the_figures_and_upholding_it_brings_it_back(world: World) -> None:
    purchase = a_verified_purchase(world)
    motions.agree(proposed(world, purchase, Action.DISPUTE), by=world.actor("cluster.official"))
    assert (purchase.state, figures(purchase)) == (OfflineState.DISPUTED, {"disputed": Money.yuan(1200)})
    motions.agree(proposed(world, purchase, Action.UPHOLD), by=world.actor("cluster.official"))
    assert (purchase.state, figures(purchase)) == (OfflineState.VERIFIED, {"counted": Money.yuan(1200)})


@pytest.mark.parametrize("disputed", [False, True])
def test_what_is_struck_out_is_taken_back_under_its_own_verdict(world: World, disputed: bool) -> None:
    purchase = a_verified_purchase(world)
    motions.agree(proposed(world, purchase, Action.LOWER, amount=Money.yuan(900)), by=world.actor("cluster.official"))
    if disputed:
        motions.agree(proposed(world, purchase, Action.DISPUTE), by=world.actor("cluster.official"))
    motions.agree(proposed(world, purchase, Action.STRIKE), by=world.actor("cluster.deputy"))
    assert (purchase.state, figures(purchase)) == (OfflineState.STRUCK, {})
    states = Counter(newest(entry).state for entry in entries_of(purchase.id))
    assert set(states) == {VerdictState.DISPUTED if disputed else VerdictState.COUNTED}


def test_nobody_agrees_with_themselves(world: World) -> None:
    motion = proposed(world, a_verified_purchase(world), Action.STRIKE)
    with pytest.raises(Refused, match="other than"):
        motions.agree(motion, by=world.actor("harbour.official"))
    motions.reject(motion, by=world.actor("harbour.official"))
    assert motion.outcome == motions.TAKEN_BACK


def test_one_thing_is_proposed_at_a_time_and_answered_once(world: World) -> None:
    purchase = a_verified_purchase(world)
    motion = proposed(world, purchase, Action.STRIKE)
    with pytest.raises(Refused, match="already"):
        proposed(world, purchase, Action.DISPUTE)
    motions.reject(motion, by=world.actor("cluster.official"))
    with pytest.raises(Refused, match="answered"):
        motions.agree(motion, by=world.actor("cluster.deputy"))
    assert figures(purchase) == {"counted": Money.yuan(1200)}


def test_the_unit_itself_does_not_agree(world: World) -> None:
    motion = proposed(world, a_verified_purchase(world), Action.STRIKE)
    with pytest.raises(NotYours):
        motions.agree(motion, by=world.actor("school.buyer"))
