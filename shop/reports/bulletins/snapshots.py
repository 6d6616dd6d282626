"""A snapshot is plain data with a seal: what a bulletin said, so that nobody can say that it said otherwise. Pure.

Money, days, moments, quantities and ratios are kept as what they are, so that a snapshot reads the same in ten years,
whatever the shop's own classes have become by then.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shop.kernel import clock
from shop.kernel.money import Money

VERSION = 1


def packed(value: Any) -> Any:
    """As plain data."""
    match value:
        case Money():
            return {"fen": value.fen}
        case datetime():
            return {"moment": clock.as_utc(value).isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"ratio": str(value)}
        case Mapping():
            return {str(key): packed(one) for key, one in value.items()}
        case list() | tuple():
            return [packed(one) for one in value]
        case _:
            return value


def unpacked(value: Any) -> Any:
    """What was packed."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, said),) = value.items()
        match key:
            case "fen" if isinstance(said, int):
                return Money(said)
            case "moment" if isinstance(said, str):
                return datetime.fromisoformat(said)
            case "day" if isinstance(said, str):
                return date.fromisoformat(said)
            case "ratio" if isinstance(said, str):
                return Decimal(said)
    return {key: unpacked(one) for key, one in value.items()}


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 sum of packed content: of the same content the same, on whatever machine."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def seal_of(
    key: bytes, digest: str, number: str, proposed_by_id: int, signed_by_id: int, at: datetime, before: str
) -> str:
    """What holds a signature together with what was signed, and with the one that the same issuer signed before.

    Keyed: whoever can write into the database and nothing else cannot seal anything anew.
    """
    said = "\n".join([digest, number, str(proposed_by_id), str(signed_by_id), clock.as_utc(at).isoformat(), before])
    return hmac.new(key, said.encode(), sha256).hexdigest()


def number_of(issuer: str, year: int, serial: int) -> str:
    """As it is written on papers of offices: 火炬区组团消费帮扶通报〔2026〕第3号."""
    return f"{issuer}消费帮扶通报〔{year}〕第{serial}号"
