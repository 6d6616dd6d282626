"""The life of a bulletin as one table, the periods it may be of, and what a snapshot keeps."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.reports.bulletins.life import MOVES, BulletinAction, actions_for, after
from shop.reports.bulletins.snapshots import digest_of, number_of, packed, seal_of, unpacked
from shop.reports.bulletins.spans import Span, span_of, spans_of
from shop.reports.bulletins.words import BulletinState, Section, in_order

S, A = BulletinState, BulletinAction
LEADS_TO = {
    (S.DRAFT, A.PROPOSE): S.PROPOSED,
    (S.DRAFT, A.DISCARD): S.DISCARDED,
    (S.PROPOSED, A.SIGN): S.SIGNED,
    (S.PROPOSED, A.RETURN): S.DRAFT,
    (S.PROPOSED, A.TAKE_BACK): S.DRAFT,
    (S.SIGNED, A.ASK_WITHDRAWAL): S.WITHDRAWING,
    (S.WITHDRAWING, A.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWING, A.KEEP): S.SIGNED,
}
BY_ANOTHER, BY_ONESELF, EXPLAINED = {A.SIGN, A.RETURN, A.WITHDRAW}, {A.TAKE_BACK}, {A.RETURN, A.ASK_WITHDRAWAL}


@pytest.mark.parametrize(("state", "action", "own"), list(product(S, A, (False, True))))
def test_every_step_in_every_state_leads_where_the_table_says_or_is_refused(
    state: BulletinState, action: BulletinAction, own: bool
) -> None:
    end = LEADS_TO.get((state, action))
    allowed = end is not None and not (own and action in BY_ANOTHER) and not (not own and action in BY_ONESELF)
    assert (action in actions_for(state, own=own)) is allowed
    if not allowed:
        with pytest.raises(Refused):
            after(state, action, own=own, reason="because")
        return
    assert after(state, action, own=own, reason="because") is end
    if action in EXPLAINED:
        with pytest.raises(Refused):
            after(state, action, own=own, reason="  ")
    else:
        assert after(state, action, own=own) is end


def test_nothing_leads_out_of_what_is_withdrawn_or_given_up() -> None:
    assert {move.start for move in MOVES.values()} == {S.DRAFT, S.PROPOSED, S.SIGNED, S.WITHDRAWING}


@pytest.mark.parametrize(
    ("span", "code", "last_day"),
    [
        (Span(2026, 1, 12), "2026-01-12", date(2026, 12, 31)),
        (Span(2024, 2, 2), "2024-02-02", date(2024, 2, 29)),
        (Span(2026, 7, 9), "2026-07-09", date(2026, 9, 30)),
    ],
)
def test_a_period_is_read_back_from_its_code(span: Span, code: str, last_day: date) -> None:
    assert span.code == code
    assert span_of(code) == span
    assert span.last_day == last_day


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-00-03", "2026-04-03", "2026-01-13", "2026-1-3", "二〇二六-01-03", "a-b-c"]
)
def test_what_is_no_period_has_none(code: str) -> None:
    assert span_of(code) is None


def test_only_periods_that_have_begun_are_offered() -> None:
    offered = list(spans_of(2026, date(2026, 5, 10)))
    assert Span(2026, 1, 12) in offered
    assert {span.first for span in offered} <= {1, 2, 3, 4, 5}
    assert list(spans_of(2027, date(2026, 5, 10))) == []
    assert len(set(spans_of(2025, date(2026, 5, 10)))) == 1 + 2 + 4 + 12


def test_sections_are_told_in_one_order_however_they_were_chosen() -> None:
    assert in_order(["reach", "units", "nonsense"]) == [Section.UNITS, Section.REACH]


PLAIN = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(10**12), 10**12)
    | some.text(max_size=8)
    | some.builds(Money, some.integers(-(10**12), 10**12))
    | some.dates()
    | some.datetimes(timezones=some.just(UTC))
    | some.decimals(allow_nan=False, allow_infinity=False, places=4),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(min_size=1, max_size=6), inner, min_size=2, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_whatever_is_packed_is_unpacked_as_it_was(value: Any) -> None:
    assert unpacked(packed(value)) == value


def test_a_digest_knows_the_smallest_change_and_not_the_order_of_the_keys() -> None:
    one = packed({"a": Money(100), "b": [Decimal("0.5"), date(2026, 1, 1)]})
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of(packed({"a": Money(101), "b": [Decimal("0.5"), date(2026, 1, 1)]}))


def test_a_seal_holds_everything_that_a_signature_is_about() -> None:
    at = datetime(2026, 6, 1, 4, tzinfo=UTC)
    usual: tuple[Any, ...] = ("d", number_of("火炬组团", 2026, 3), 1, 2, at, "")
    assert usual[1] == "火炬组团消费帮扶通报〔2026〕第3号"
    others = [
        ("e", *usual[1:]),
        ("d", "another", *usual[2:]),
        ("d", usual[1], 3, 2, at, ""),
        ("d", usual[1], 1, 3, at, ""),
        ("d", usual[1], 1, 2, datetime(2026, 6, 1, 5, tzinfo=UTC), ""),
        ("d", usual[1], 1, 2, at, "before"),
    ]
    seals = [seal_of(b"key", *one) for one in [usual, *others]]
    seals.append(seal_of(b"another key", *usual))
    assert len(set(seals)) == len(seals)
