"""Who finds which notice, in whose words, and how far they have read."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.clock import now
from shop.notices.models import Notice, NoticesSeen
from shop.notices.queries import notice_count, notices_of, unread_count
from shop.notices.sentences import SENTENCES
from shop.notices.services import see, see_older, tell
from shop.notices.telling import sentence
from tests.clocks import SettableClock
from tests.factories import a_unit, an_actor

pytestmark = pytest.mark.usefixtures("db_session")

ORDER = ("order", "261123-7K3QF-1")


def kinds_of(actor: object) -> list[str]:
    return [notice.kind for notice, _ in notices_of(actor, first=0, count=100)]  # type: ignore[arg-type]


def test_everybody_of_an_organisation_finds_its_notices_the_newest_first() -> None:
    unit, other = a_unit(), a_unit()
    tell(unit.id, "order_confirmed", subject=ORDER, number="1")
    tell(unit.id, "consignment_shipped", subject=ORDER, number="1")
    tell(other.id, "order_lapsed", subject=ORDER, number="2")
    buyer, approver = an_actor(unit, {Role.BUYER}), an_actor(unit, {Role.APPROVER})
    assert kinds_of(buyer) == kinds_of(approver) == ["consignment_shipped", "order_confirmed"]
    assert unread_count(buyer) == notice_count(buyer) == 2


def test_a_notice_for_a_role_is_found_by_those_who_hold_it() -> None:
    unit = a_unit()
    tell(unit.id, "purchase_awaits_approval", subject=("purchase", "1"), role=Role.APPROVER, number="1")
    assert kinds_of(an_actor(unit, {Role.BUYER})) == []
    assert kinds_of(an_actor(unit, {Role.APPROVER, Role.FINANCE})) == ["purchase_awaits_approval"]


def test_what_one_has_seen_another_has_not() -> None:
    unit = a_unit()
    tell(unit.id, "order_confirmed", subject=ORDER, number="1")
    first, second = an_actor(unit), an_actor(unit)
    see(first, None)
    assert (unread_count(first), unread_count(second)) == (0, 1)
    tell(unit.id, "order_confirmed", subject=ORDER, number="2")
    assert [unread for _, unread in notices_of(first, first=0, count=10)] == [True, False]


def test_what_is_older_than_a_moment_counts_as_seen_by_everybody_and_the_rest_does_not(clock: SettableClock) -> None:
    unit, other = a_unit(), a_unit()
    clock.at(2026, 11, 1, 9, 0)
    tell(unit.id, "order_confirmed", subject=ORDER, number="1")
    begun, waiting, elsewhere = an_actor(unit), an_actor(unit), an_actor(other)
    see(begun, None)
    clock.at(2026, 11, 10, 9, 0)
    tell(unit.id, "order_confirmed", subject=ORDER, number="2")
    clock.at(2026, 11, 20, 9, 0)
    tell(unit.id, "order_confirmed", subject=ORDER, number="3")
    see_older(now() - timedelta(days=7))
    assert [unread_count(actor) for actor in (begun, waiting, elsewhere)] == [1, 1, 0]
    see_older(now() - timedelta(days=30))
    assert unread_count(waiting) == 1


def test_where_nothing_was_told_nothing_is_seen() -> None:
    see_older(now())
    assert db.session.execute(select(func.count()).select_from(NoticesSeen)).scalar_one() == 0


def test_seeing_stops_at_what_was_shown_and_never_goes_back() -> None:
    unit = a_unit()
    actor = an_actor(unit)
    for number in range(3):
        tell(unit.id, "order_confirmed", subject=ORDER, number=str(number))
    shown = notices_of(actor, first=1, count=1)[0][0].id
    see(actor, shown)
    assert unread_count(actor) == 1
    see(actor, 0)
    see(actor, -5)
    assert unread_count(actor) == 1
    see(actor, 10**15)
    assert unread_count(actor) == 0
    tell(unit.id, "order_confirmed", subject=ORDER, number="4")
    assert unread_count(actor) == 1


def test_unread_notices_are_counted_no_further_than_a_hundred() -> None:
    unit = a_unit()
    actor = an_actor(unit)
    for number in range(103):
        tell(unit.id, "order_confirmed", subject=ORDER, number=str(number))
    assert (unread_count(actor), notice_count(actor)) == (100, 103)
    assert unread_count(None) == 0


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_is_a_whole_sentence_even_without_its_particulars(kind: str) -> None:
    said = sentence(kind, {}, {})
    assert said.endswith(".")
    assert "%(" not in said


def test_a_sentence_reads_money_names_and_reasons() -> None:
    particulars = {"number": "7K3QF", "unit": "第一小学", "amount": 123_450, "reason": "下雨"}
    names = {"第一小学": "First Primary School"}
    assert sentence("order_placed", particulars | {"reason": ""}, names) == (
        "First Primary School placed order 7K3QF. Please confirm it."
    )
    assert sentence("purchase_awaits_approval", particulars | {"reason": ""}, names) == (
        "Purchase 7K3QF for ¥1,234.50 is waiting for your approval."
    )
    assert sentence("order_cancelled", particulars, names) == (
        "First Primary School cancelled order 7K3QF. Reason: 下雨"
    )


def test_an_unknown_kind_says_that_something_happened() -> None:
    assert sentence("moon_landed", {"number": "7"}, {}) == "Something happened to 7."


def test_what_a_reason_says_is_never_read_as_a_placeholder() -> None:
    assert sentence("order_cancelled", {"number": "1", "unit": "U", "reason": "100 %(unit)s %"}, {}) == (
        "U cancelled order 1. Reason: 100 %(unit)s %"
    )


def test_a_notice_is_kept_in_words_and_figures() -> None:
    unit = a_unit()
    tell(unit.id, "order_confirmed", subject=ORDER, number="1", amount=5)
    db.session.flush()
    notice = db.session.query(Notice).one()
    assert (notice.particulars, notice.subject_kind, notice.subject_key) == ({"number": "1", "amount": 5}, *ORDER)
