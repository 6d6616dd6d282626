"""The trail of one object as its page tells it: names in the reader's language, and a way to the papers named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from flask import current_app, url_for

from shop.audit.acts import NAMING, Told, told
from shop.audit.models import TrailEntry
from shop.kernel.actor import Actor
from shop.kernel.questions import NamesIn, ask
from shop.web.guards import current_actor
from shop.web.language import current


def told_all(entries: Iterable[TrailEntry], known: Mapping[str, str] = MappingProxyType({})) -> list[Told]:
    """Entries of the trail in words, in their order.

    One query for all names, and none in Chinese; what is ``known`` already, by registered name, is not asked for.
    """
    found = list(entries)
    names = names_for(found, known)
    reader = current_actor()
    return [told(entry, names, _way(entry, reader)) for entry in found]


def names_for(entries: Sequence[TrailEntry], known: Mapping[str, str]) -> dict[str, str]:
    """What the organisations that entries name are called in the reader's language, by registered name."""
    registered = {str(entry.details[key]) for entry in entries for key in NAMING if entry.details.get(key)}
    registered |= {entry.organisation_name for entry in entries if entry.organisation_name}
    unknown = frozenset(registered - set(known))
    found: dict[str, str] = ask(NamesIn(current(), unknown)) if unknown else {}
    return {**known, **found}


def _way(entry: TrailEntry, reader: Actor | None) -> str | None:
    """The page of the acceptance or consignment that an act led to, where the reader has one."""
    if reader is None:
        return None
    note, consignment = entry.details.get("note"), entry.details.get("consignment")
    if note:
        return _address("fulfilment.acceptance", note)
    if consignment and reader.is_supplier:
        return _address("fulfilment_supplier.consignment", consignment)
    if consignment and reader.is_buyer:
        return _address("fulfilment.arrival", consignment)
    return None


def _address(endpoint: str, number: str) -> str | None:
    return url_for(endpoint, number=number) if endpoint in current_app.view_functions else None
