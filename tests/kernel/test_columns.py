"""Money, quantities, moments, words and facts come back from either database as what they were."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, create_engine, func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from shop.kernel.actor import Role
from shop.kernel.clock import NaiveMoment
from shop.kernel.columns import (
    Identity,
    Moment,
    MoneyColumn,
    Packed,
    QuantityColumn,
    UnitPriceColumn,
    Word,
    Words,
    one_of,
    plain_json,
)
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money, UnitPrice
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from tests.databases import Databases

KEPT = Table(
    "kept",
    MetaData(),
    Column("id", Identity, primary_key=True),
    Column("money", MoneyColumn),
    Column("price", UnitPriceColumn),
    Column("quantity", QuantityColumn),
    Column("moment", Moment),
    Column("purpose", Word(Purpose)),
    Column("roles", Words(Role)),
    Column("facts", Packed(PurchaseFacts.packed, PurchaseFacts.unpacked)),
    Column("data", plain_json()),
    one_of("purpose", Purpose),
)
FACTS = PurchaseFacts((1, 2, 3), Purpose.CANTEEN, True, "530624", True, True, "530624", True, False, None, False)
BIGGEST = 2**63 - 1


@pytest.fixture
def kept(database_source: Databases) -> Iterator[Connection]:
    engine = create_engine(database_source.blank())
    with engine.begin() as connection:
        KEPT.create(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("money", Money(-1)),
        ("money", Money(BIGGEST)),
        ("price", UnitPrice(25_850)),
        ("quantity", Quantity(-BIGGEST)),
        ("quantity", Quantity.of("0.001")),
        ("moment", datetime(2026, 1, 1, 0, 0, 0, 123_456, tzinfo=UTC)),
        ("purpose", Purpose.UNION_WELFARE),
        ("roles", frozenset({Role.BUYER, Role.APPROVER})),
        ("roles", frozenset()),
        ("facts", FACTS),
        ("data", {"名": ["天麻", 1, None, True]}),
        *((name, None) for name in ("money", "price", "quantity", "moment", "purpose", "roles", "facts", "data")),
    ],
)
def test_what_is_kept_comes_back_as_it_was(kept: Connection, name: str, value: Any) -> None:
    kept.execute(insert(KEPT).values({name: value}))
    assert kept.scalar(select(KEPT.c[name])) == value


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_in(kept: Connection) -> None:
    kept.execute(insert(KEPT).values(moment=datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=8)))))
    back = kept.scalar(select(KEPT.c.moment))
    assert back == datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert back is not None
    assert back.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_never_reaches_the_database(kept: Connection) -> None:
    with pytest.raises((NaiveMoment, StatementError), match="time zone"):
        kept.execute(insert(KEPT).values(moment=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_sums_in_the_database_are_money_and_quantities_still(kept: Connection) -> None:
    kept.execute(
        insert(KEPT), [{"money": Money(10), "quantity": Quantity(1)}, {"money": Money(-3), "quantity": Quantity(2)}]
    )
    assert kept.execute(select(func.sum(KEPT.c.money), func.sum(KEPT.c.quantity))).one() == (Money(7), Quantity(3))


def test_moments_compare_in_the_database_as_moments(kept: Connection) -> None:
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    kept.execute(insert(KEPT), [{"moment": earlier}, {"moment": earlier + timedelta(microseconds=1)}])
    later = select(func.count()).where(KEPT.c.moment > earlier.astimezone(timezone(timedelta(hours=8))))
    assert kept.scalar(later) == 1


def test_an_unknown_word_is_refused_by_the_type(kept: Connection) -> None:
    with pytest.raises(StatementError, match="not a valid Purpose"):
        kept.execute(insert(KEPT).values(purpose="dinner"))


def test_an_unknown_word_is_refused_by_the_database_too(kept: Connection) -> None:
    with pytest.raises(IntegrityError, match="purpose_known"):
        kept.exec_driver_sql("INSERT INTO kept (id, purpose) VALUES (1, 'dinner')")


def test_facts_are_stored_with_sorted_keys_so_that_equal_facts_are_equal_text(kept: Connection) -> None:
    kept.execute(insert(KEPT).values(facts=FACTS))
    text = kept.exec_driver_sql("SELECT facts FROM kept").scalar_one()
    assert text.startswith('{"certificate":null,"certificate_valid":false')
