"""What a file holds: from what was asked for to the tables that are written, as they stand when they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shop.documents.table_handing import about_it
from shop.documents.tables import Tables
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.reports.words import FileOf
from shop.tally.policies import may_read_ledger, may_see_offline
from shop.tally.queries.entry_choices import choices
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.ledger_rows import every_line, extent_of
from shop.tally.queries.offline_lists import Asked, count_of, every_listed
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.tables.about import names_of, of_filters, of_scope
from shop.tally.tables.ledger import ledger_table
from shop.tally.tables.offline import of_asked, offline_table


class Content(NamedTuple):
    """The tables, and how many rows they will have."""

    tables: Tables
    rows: int


def content_of(kind: FileOf, actor: Actor, asked: Mapping[str, Any]) -> Content:
    """What a file is made of; raises ``NotYours`` if the actor may not see it (any more)."""
    return CONTENTS[_book(kind, asked)](actor, asked)


def may_have(kind: FileOf, actor: Actor, asked: Mapping[str, Any]) -> bool:
    """Whether the actor may still see what a file holds."""
    try:
        SCOPES[_book(kind, asked)](actor, asked)
    except NotYours:
        return False
    return True


def _ledger_scope(actor: Actor, asked: Mapping[str, Any]) -> Scope:
    if not may_read_ledger(actor):
        raise NotYours
    return _same_branch(scope_for(actor, asked["year"], asked["node"]), asked)


def roots_of(actor: Actor, year: int, node_id: int | None) -> list[int]:
    """The topmost nodes of what a file will hold: whoever sees one of them no more has no file of it."""
    scope = scope_for(actor, year, node_id)
    return sorted([scope.node.id] if scope.node is not None else scope.branch.roots)


def _offline_scope(actor: Actor, asked: Mapping[str, Any]) -> Scope:
    if not may_see_offline(actor):
        raise NotYours
    return _same_branch(scope_for(actor, asked["year"], asked["node"]), asked)


def _same_branch(scope: Scope, asked: Mapping[str, Any]) -> Scope:
    if not set(asked.get("roots", ())) <= set(scope.branch.nodes):
        raise NotYours
    return scope


def _offline(actor: Actor, asked: Mapping[str, Any]) -> Content:
    scope, wanted = _offline_scope(actor, asked), Asked.unpacked(asked["wanted"])
    table = offline_table(every_listed(scope, actor, wanted), wanted.kind, scope.year)
    about = about_it(actor, *of_scope(scope, actor), *of_asked(wanted))
    return Content(Tables(table.title, [table], about), count_of(scope, actor, wanted))


def _ledger(actor: Actor, asked: Mapping[str, Any]) -> Content:
    scope, wanted = _ledger_scope(actor, asked), Wanted.unpacked(asked["wanted"])
    scheme = chosen(schemes_of(scope.cluster_id), asked["scheme"])
    scheme_id = scheme.id if scheme else None
    extent = extent_of(scope, wanted, scheme_id)
    table = ledger_table(every_line(scope, wanted, scheme_id, extent), scope.year)
    said = [*of_scope(scope, actor, scheme), *of_filters(wanted, names_of(choices(scope, scheme_id)))]
    return Content(Tables(table.title, [table], about_it(actor, *said)), extent.entries)


Book = tuple[FileOf, str]
ENTRIES, OFFLINE = "entries", "offline"
"""The books of the tally that a file is made of; what was asked for before there were two names none."""

CONTENTS: dict[Book, Callable[[Actor, Mapping[str, Any]], Content]] = {
    (FileOf.LEDGER, ENTRIES): _ledger,
    (FileOf.LEDGER, OFFLINE): _offline,
}
SCOPES: dict[Book, Callable[[Actor, Mapping[str, Any]], Any]] = {
    (FileOf.LEDGER, ENTRIES): _ledger_scope,
    (FileOf.LEDGER, OFFLINE): _offline_scope,
}


def _book(kind: FileOf, asked: Mapping[str, Any]) -> Book:
    return kind, asked.get("of", ENTRIES)
