"""What a digest says of whoever acts: units of themselves, officials of their own branch and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from shop.fulfilment.queries import ListFilter, Tab, consignments_listed
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.reports.queries.bulletins import waiting_for as bulletins_waiting
from shop.tally.evidence import EvidenceKind
from shop.tally.policies import may_see_targets
from shop.tally.queries.deciding import waiting_for as rules_waiting
from shop.tally.queries.filings import waiting_for as filings_waiting
from shop.tally.queries.offline_lists import waits_for as offline_waiting
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.standings import standings_in
from shop.tally.queries.trees import branch_for
from shop.tally.queries.waiting import waiting_sums
from shop.tally.services.asking import unfiled_bases, year_asked
from shop.tally.standing import Standing, together
from shop.tally.targets import pace
from shop.web.filters import day, grouped, money, percent

MOST_LISTED, MOST_COUNTED = 8, 500
"""Consignments that are told one by one, and of which the number is told: a page of their list is fewer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a digest: its head and whole sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is told once a month, in the language at hand."""

    of: str
    parts: tuple[Part, ...]


def digest_of(actor: Actor, language: str) -> Digest:
    """Where they stand, what is due, what arrives. Some fifteen queries."""
    year = clock.today().year
    scope = _scope(actor, year)
    standings = standings_in(scope.branch, scope.units)
    whole = standings[scope.node.id] if scope.node else together(standings[unit] for unit in scope.rows)
    parts = (
        Part(_("Where you stand in %(year)s", year=year), tuple(_stands(whole, year))),
        Part(_("What is due"), tuple(_due(actor, scope)) or (_("Nothing is due."),)),
        Part(_("What arrives"), tuple(_arrives(actor, whole)) or (_("Nothing is on its way."),)),
    )
    return Digest(scope.node.named(language) if scope.node else actor.organisation_name, parts)


def _scope(actor: Actor, year: int) -> Scope:
    if may_see_targets(actor):
        return scope_for(actor, year)
    branch = branch_for([actor.organisation_id], year)
    return Scope(branch, branch.nodes[actor.organisation_id])


def _stands(whole: Standing, year: int) -> Iterator[str]:
    if whole.target is None:
        yield _("%(counted)s is counted; there is no target.", counted=money(whole.counted))
    else:
        yield _(
            "%(towards)s of %(target)s is counted: %(completion)s, where the calendar says %(pace)s.",
            towards=money(whole.towards),
            target=money(whole.target),
            completion=percent(whole.completion),
            pace=percent(pace(year, clock.today())),
        )
        if whole.shortfall:
            yield _("%(amount)s is missing until the year’s target is reached.", amount=money(whole.shortfall))
        else:
            yield _("The year’s target is reached.")
    if whole.leaves > 1:
        yield _(
            "Of %(leaves)s units with a target %(reached)s have reached it; the others lack %(missing)s together.",
            leaves=grouped(whole.leaves),
            reached=grouped(whole.reached),
            missing=money(whole.missing),
        )
    if whole.pending:
        yield _("%(amount)s waits to be verified.", amount=money(whole.pending))


def _due(actor: Actor, scope: Scope) -> Iterator[str]:
    late = waiting_sums(scope)
    count, missing = late[EvidenceKind.INVOICED]
    if count:
        yield ngettext(
            "%(num)s purchase has waited more than 60 days for its invoice: %(amount)s.",
            "%(num)s purchases have waited more than 60 days for their invoices: %(amount)s.",
            count,
            amount=money(missing),
        )
    count, missing = late[EvidenceKind.PAID]
    if count:
        yield ngettext(
            "%(num)s purchase has waited more than 90 days to be paid: %(amount)s.",
            "%(num)s purchases have waited more than 90 days to be paid: %(amount)s.",
            count,
            amount=money(missing),
        )
    year = year_asked(clock.today())
    unfiled = unfiled_bases(scope.units, year) if year is not None else 0
    if unfiled and actor.is_official:
        yield ngettext(
            "%(num)s unit has not filed the actual figures of %(year)s.",
            "%(num)s units have not filed the actual figures of %(year)s.",
            unfiled,
            year=str(year),
        )
    elif unfiled:
        yield _("The actual figures of %(year)s are to be filed.", year=str(year))
    if actor.is_official:
        yield from _to_decide(actor, scope)


def _to_decide(actor: Actor, scope: Scope) -> Iterator[str]:
    filings, offline, bulletins = filings_waiting(actor, scope), offline_waiting(actor), bulletins_waiting(actor)
    if filings:
        yield ngettext("%(num)s filing waits for you.", "%(num)s filings wait for you.", filings)
    if offline:
        yield ngettext(
            "%(num)s purchase made elsewhere waits to be verified.",
            "%(num)s purchases made elsewhere wait to be verified.",
            offline,
        )
    if bulletins:
        yield ngettext(
            "%(num)s bulletin waits for your signature.", "%(num)s bulletins wait for your signature.", bulletins
        )
    deciding = rules_waiting(actor)
    proposals = deciding.months + deciding.reevaluations + deciding.rules if deciding is not None else 0
    if proposals:
        yield ngettext(
            "%(num)s proposal about months, rules or verdicts waits for a second person.",
            "%(num)s proposals about months, rules or verdicts wait for a second person.",
            proposals,
        )


def _arrives(actor: Actor, whole: Standing) -> Iterator[str]:
    if whole.on_its_way > Money(0):
        yield _("%(amount)s that would count is ordered and not yet accepted.", amount=money(whole.on_its_way))
    if actor.is_official:
        return
    coming = consignments_listed(actor, ListFilter(Tab.OPEN), per_page=MOST_COUNTED)
    for one in coming[:MOST_LISTED]:
        if one.arrived_at:
            yield _("Consignment %(number)s is here and waits to be weighed.", number=one.number)
        elif one.expected_on:
            yield _("Consignment %(number)s is expected on %(day)s.", number=one.number, day=day(one.expected_on))
    more = len(coming) - MOST_LISTED
    if more > 0:
        yield ngettext("%(num)s more consignment is on its way.", "%(num)s more consignments are on their way.", more)
