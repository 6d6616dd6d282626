"""Replay: a period once more, under other rules or by other dates. The address says it all; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.documents.table_handing import send_tables
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.tally.models import Scheme
from shop.tally.policies import may_see_targets
from shop.tally.queries import replay as queries
from shop.tally.queries.replay import Asked
from shop.tally.queries.rules import Version, versions_of
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.trees import Node
from shop.tally.replaying import Basis
from shop.tally.rules import Rules
from shop.tally.tables.about import of_scope
from shop.tally.tables.periods import replayed_table
from shop.tally.views.asking import asked_node, asked_page, asked_word
from shop.tally.views.periods import the_cluster
from shop.tally.words import CONDITIONS, Condition
from shop.web.filters import day
from shop.web.guards import actor, allowed
from shop.web.language import current

PER_PAGE = 20
MOST_YEARS = 3
IN_FORCE, DRAFT = "in_force", "draft"
UNREADABLE = _l("Please enter a date, such as 2026-11-23.")


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks for, and what is wrong with it."""

    scopes: Mapping[int, Scope]
    schemes: Any
    scheme: Scheme
    versions: Any
    rules: str
    draft: Rules
    basis: Basis
    first: date
    last: date
    errors: dict[str, Any]

    @property
    def scope(self) -> Scope:
        """That of the last year, by which units are called and chosen."""
        return self.scopes[max(self.scopes)]

    @property
    def nodes(self) -> dict[int, Node]:
        """Every node of any of the years, as it was called last."""
        return {unit: node for year in sorted(self.scopes) for unit, node in self.scopes[year].branch.nodes.items()}

    @property
    def units(self) -> list[int]:
        """Every unit looked at in any of the years, in the order of the last."""
        return list(dict.fromkeys(unit for year in sorted(self.scopes)[::-1] for unit in self.scopes[year].units))

    @property
    def asked(self) -> Asked:
        return Asked(self.scheme.id, self.first, self.last, self._rules, self.basis)

    @property
    def _rules(self) -> Rules | None:
        if self.rules == IN_FORCE:
            return None
        return self.draft if self.rules == DRAFT else self.version.rule_set.rules

    @property
    def version(self) -> Version:
        """The version asked for."""
        for version in self.versions:
            if str(version.rule_set.version) == self.rules:
                return version  # type: ignore[no-any-return]
        raise NotYours


@allowed(may_see_targets)
def replay() -> str:
    """The period by unit, today and replayed, and the entries that would count otherwise."""
    question, page, found = _question(), asked_page(), None
    if request.args.get("run") and not question.errors:
        found = queries.replay(question.scopes, question.asked, skip=(page - 1) * PER_PAGE, keep=PER_PAGE)
    units = [
        (question.nodes[unit], found.by_unit[unit])
        for unit in (question.units if found else ())
        if found and unit in found.by_unit
    ]
    return render_template(
        "tally/replay.html",
        question=question,
        scope=question.scope,
        found=found,
        units=units,
        page=page,
        pages=max(1, -(-found.changes // PER_PAGE)) if found else 1,
        nodes=_nodes(question.scope),
        named_nodes=question.nodes,
        node=asked_node(),
        conditions=CONDITIONS,
        purposes=Purpose,
        bases=Basis,
    )


@allowed(may_see_targets)
def replay_sheet() -> Response:
    """The entries that would count otherwise, as a workbook."""
    question = _question()
    if question.errors:
        raise NotYours
    names = {unit: node.named(current()) for unit, node in question.nodes.items()}
    table = replayed_table(queries.changes(question.scopes, question.asked), names)
    said = [
        *of_scope(question.scope, actor(), question.scheme),
        (_("Period from"), day(question.first)),
        (_("Period until"), day(question.last)),
        (_("Counts by"), question.basis.label),
    ]
    return send_tables(table.title, [table], f"replay-{question.first}-{question.last}", *said)


def _question() -> Question:
    errors: dict[str, Any] = {}
    this_year = clock.today().year
    first = _day("from", date(this_year, 1, 1), errors)
    last = _day("to", date(this_year, 12, 31), errors)
    if not errors and last < first:
        errors["to"] = _l("The last day is before the first day.")
    elif not errors and last.year - first.year >= MOST_YEARS:
        errors["to"] = _l("Please choose at most %(number)d years.", number=MOST_YEARS)
    scopes = _scopes(range(first.year, last.year + 1) if not errors else [last.year])
    scope = scopes[max(scopes)]
    schemes = schemes_of(scope.cluster_id or the_cluster())
    scheme = chosen(schemes, request.args.get("scheme") or None)
    if scheme is None:
        raise NotYours
    versions = versions_of(scheme)
    rules = request.args.get("rules") or IN_FORCE
    newest = next((one.rule_set.rules for one in versions if one.rule_set.approved_at), Rules())
    draft = _draft() if request.args.get("run") and rules == DRAFT else newest
    basis = asked_word("basis", Basis) or Basis.ACCEPTED
    question = Question(scopes, schemes, scheme, versions, rules, draft, basis, first, last, errors)
    if rules not in (IN_FORCE, DRAFT):
        question.version  # noqa: B018 – a version that there is not has no page
    return question


def _scopes(years: Iterable[int]) -> dict[int, Scope]:
    """What is looked at in each year: a node that was not in the tree of one has nothing to show for it.

    Raises ``NotYours`` for a node that was in none of them.
    """
    found: dict[int, Scope] = {}
    for year in years:
        with suppress(NotYours):
            found[year] = scope_for(actor(), year, asked_node())
    if not found:
        raise NotYours
    return found


def _day(name: str, otherwise: date, errors: dict[str, Any]) -> date:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    try:
        found = date.fromisoformat(text)
    except ValueError:
        errors[name] = UNREADABLE
        return otherwise
    if not 2000 <= found.year < 2100:
        errors[name] = UNREADABLE
        return otherwise
    return found


def _draft() -> Rules:
    ticked, purposes = set(request.args.getlist("condition")), set(request.args.getlist("purpose"))
    return Rules(
        conditions=tuple(one for one in Condition if one.value in ticked),
        purposes=frozenset(one for one in Purpose if one.value in purposes),
    )


def _nodes(scope: Scope) -> list[tuple[Any, str]]:
    """The nodes that can be chosen, indented."""
    branch = scope.branch
    nodes = [node for root in branch.roots for node in branch.below(root)]
    named = [(node, "\u3000" * branch.depth(node) + branch.nodes[node].named(current())) for node in nodes]
    return [("", _("Everything I see")), *named]
