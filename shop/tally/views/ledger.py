"""The ledger: its entries within what one sees, and each entry with everything that explains it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import render_template, request

from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.organisations.words import SupplierKind
from shop.payments.policies import may_open_accounts
from shop.tally.evidence import Grade
from shop.tally.policies import may_decide_rules, may_read_ledger
from shop.tally.queries import entry as entry_queries
from shop.tally.queries.breakdowns import Amounts
from shop.tally.queries.entries import PER_PAGE, page_of_entries, sum_of_entries
from shop.tally.queries.entry_choices import choices
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.rules import checked
from shop.tally.views.asking import asked_node, asked_page, asked_wanted, asked_year
from shop.tally.wording import why
from shop.tally.words import CONDITIONS, Certified, Channel, Condition, EntryKind, OrderedWhen, VerdictState
from shop.web.addresses import address_with
from shop.web.filters import month_name
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(may_read_ledger)
def entries() -> str:
    """The entries of a scope: filters in the address, a page at a time, the sum of all of them on top."""
    scope, wanted, sort = scope_for(actor(), asked_year(), asked_node()), asked_wanted(), _sort()
    scheme = chosen(schemes_of(scope.cluster_id), request.args.get("scheme"))
    scheme_id = scheme.id if scheme else None
    sums = sum_of_entries(scope, wanted, scheme_id)
    total = Amounts()
    for amounts in sums.values():
        total.add(amounts)
    pages = max(-(-total.entries // PER_PAGE), 1)
    page = min(asked_page(), pages)
    offered = _filters(scope, choices(scope, scheme_id))
    return render_template(
        "tally/entries.html",
        scope=scope,
        lines=page_of_entries(scope, wanted, scheme_id, page=page, sort=sort),
        sums=sums,
        total=total,
        page=page,
        pages=pages,
        filters=offered,
        applied=_applied(wanted, scope, offered),
        this_year=clock.today().year,
    )


@allowed(may_read_ledger)
def entry(entry_id: int) -> str:
    """One entry: why it counts or not, on which facts, and what it came from."""
    page = entry_queries.page_of(entry_queries.entry_for(actor(), entry_id))
    judged = page.in_force
    conditions = checked(page.entry.facts, judged.rule_set.rules) if judged else []
    return render_template(
        "tally/entry.html",
        page=page,
        entry=page.entry,
        why=why(page),
        conditions=[(CONDITIONS[condition], condition, holds) for condition, holds in conditions],
        opens_orders=not actor().is_county,
        opens_accounts=may_open_accounts(actor()),
        may_reopen=may_decide_rules(actor(), page.entry.cluster_id, leads=actor().leads) and judged is not None,
    )


def _sort() -> str:
    sort = request.args.get("sort", "-day")
    return sort if sort.lstrip("-") in ("day", "amount") else "-day"


def _filters(scope: Scope, found: Any) -> list[dict[str, Any]]:
    """What the list can be filtered by: name, label key, options, and what is chosen now."""
    language = current()
    words: list[tuple[str, Any]] = [
        ("month", [(month, month_name(month)) for month in range(1, 13)]),
        *((what, [(choice.key, choice.named(language)) for choice in found[what]]) for what in found),
        ("purpose", Purpose.choices()),
        ("verdict", VerdictState.choices()),
        ("reason", Condition.choices()),
        ("kind", EntryKind.choices()),
        ("channel", Channel.choices()),
        ("grade", Grade.choices()),
        ("supplier_kind", SupplierKind.choices()),
        ("certified", Certified.choices()),
        ("ordered", OrderedWhen.choices()),
    ]
    nodes = [(node, scope.branch.depth(node)) for root in scope.branch.roots for node in scope.branch.below(root)]
    named = [(node, "\u3000" * depth + scope.branch.nodes[node].named(language)) for node, depth in nodes]
    if len(named) > 1:
        words.insert(0, ("node", named))
    return [{"name": name, "options": options} for name, options in words if options]


def _applied(wanted: Wanted, scope: Scope, offered: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The filters in force by their names, each with the address without it."""
    names = {filter_["name"]: {str(key): label for key, label in filter_["options"]} for filter_ in offered}
    asked = [(field.name, getattr(wanted, field.name)) for field in fields(wanted) if field.name != "purposes"]
    applied = [
        (str(names.get(name, {}).get(str(value), value)), address_with(**{name: None, "page": None}))
        for name, value in asked
        if value is not None
    ]
    if wanted.purposes:
        comma = "、" if current() == "zh" else ", "
        label = comma.join(str(purpose.label) for purpose in wanted.purposes)
        applied.append((label, address_with(purpose=None, page=None)))
    if scope.node is not None and (request.args.get("node") or request.args.get("unit")):
        applied.insert(0, (scope.node.named(current()), address_with(node=None, unit=None, page=None)))
    return applied
