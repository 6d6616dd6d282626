"""What has happened in the tally that rooms further left follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shop.kernel.actor import Actor
from shop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class LedgerOrdered(Event):
    """Somebody wants more entries of the ledger as a file than they can wait for.

    ``wanted`` are the filters, packed (`queries.entry_filters.Wanted`); ``node_id`` and ``scheme`` are as the page's
    address says them; ``taken_as`` is the kind of file, ``language`` that of its words, ``entries`` how many the page
    counted.
    """

    by: Actor
    year: int
    node_id: int | None
    scheme: str | None
    taken_as: str
    language: str
    entries: int
    wanted: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfflineOrdered(Event):
    """Somebody wants more of what was bought elsewhere as a file than they can wait for.

    As ``LedgerOrdered``; ``wanted`` are the filters, packed (`queries.offline_lists.Asked`).
    """

    by: Actor
    year: int
    node_id: int | None
    taken_as: str
    language: str
    rows: int
    wanted: Mapping[str, Any] = field(default_factory=dict)
