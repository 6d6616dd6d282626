"""Column types that keep money, quantities and moments what they are, all the way into the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Integer, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect

from shop.kernel.clock import as_utc
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity

# SQLite makes rowids of INTEGER alone; PostgreSQL gets 64 bits.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class MoneyColumn(TypeDecorator[Money]):
    """BIGINT fen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.fen

    def process_result_value(self, value: Any, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))


class UnitPriceColumn(TypeDecorator[UnitPrice]):
    """BIGINT ten-thousandths of a yuan."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: UnitPrice | None, dialect: Dialect) -> int | None:
        return None if value is None else value.parts

    def process_result_value(self, value: Any, dialect: Dialect) -> UnitPrice | None:
        return None if value is None else UnitPrice(int(value))


class QuantityColumn(TypeDecorator[Quantity]):
    """BIGINT thousandths of a kilogram or of a piece."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Quantity | None, dialect: Dialect) -> int | None:
        return None if value is None else value.thousandths

    def process_result_value(self, value: Any, dialect: Dialect) -> Quantity | None:
        return None if value is None else Quantity(int(value))


class Moment(TypeDecorator[datetime]):
    """A UTC moment; naive values are refused on the way in, and come back aware on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = as_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[Any]):
    """A stored word of an enumeration; pair it with `one_of` so that the database refuses any other."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(32)
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.words(value)


class Words(TypeDecorator[frozenset[Any]]):
    """A small set of words of one enumeration, stored sorted and separated by spaces."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(self.words(word).value for word in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Any] | None:
        return None if value is None else frozenset(self.words(word) for word in value.split())


class Packed(TypeDecorator[Any]):
    """A frozen dataclass kept as JSON with sorted keys: `pack` makes plain data of it, `unpack` reads it back."""

    impl = Text
    cache_ok = True

    def __init__(self, pack: Callable[[Any], Any], unpack: Callable[[Any], Any]) -> None:
        super().__init__()
        self.pack = pack
        self.unpack = unpack

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(self.pack(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.unpack(json.loads(value))


def plain_json() -> Packed:
    """A column of plain JSON data (dicts, lists, words and whole numbers)."""
    return Packed(_same, _same)


def _same(value: Any) -> Any:
    return value


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The CHECK constraint that keeps a column to the words of an enumeration."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
