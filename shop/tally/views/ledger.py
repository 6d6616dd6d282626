"""The ledger: its entries within what one sees, and each entry with everything that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, TakenAs, asked_as, send_tables
from shop.kernel import clock
from shop.kernel.events import publish
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.organisations.words import SupplierKind
from shop.payments.policies import may_open_accounts
from shop.tally.events import LedgerOrdered
from shop.tally.evidence import Grade
from shop.tally.models import Entry, Scheme
from shop.tally.policies import may_decide_rules, may_read_ledger
from shop.tally.queries import entry as entry_queries
from shop.tally.queries.breakdowns import Amounts
from shop.tally.queries.entries import PER_PAGE, page_of_entries, sum_of_entries
from shop.tally.queries.entry_choices import choices
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.ledger_rows import every_line, extent_of
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.reevaluating import Aim, aim_open
from shop.tally.rules import checked
from shop.tally.tables.about import names_of, of_filters, of_scope
from shop.tally.tables.ledger import ledger_table
from shop.tally.views.asking import asked_node, asked_page, asked_wanted, asked_year
from shop.tally.wording import why
from shop.tally.words import CONDITIONS, Certified, Channel, Condition, EntryKind, OrderedWhen, Source, VerdictState
from shop.web import once
from shop.web.addresses import address_with, url_with_query
from shop.web.filters import month_name
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(may_read_ledger)
def entries() -> ResponseReturnValue:
    """The entries of a scope: filters in the address, a page at a time, the sum of all of them on top."""
    scope, wanted = scope_for(actor(), asked_year(), asked_node()), asked_wanted()
    schemes = schemes_of(scope.cluster_id)
    scheme = chosen(schemes, request.args.get("scheme"))
    if asked_as():
        return _taken_away(scope, wanted, scheme)
    return _page(scope, wanted, schemes, scheme)


def _page(
    scope: Scope, wanted: Wanted, schemes: Sequence[Scheme], scheme: Scheme | None, form: ShopForm | None = None
) -> str:
    scheme_id, sort = scheme.id if scheme else None, _sort()
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
        scheme=scheme,
        schemes=schemes,
        lines=page_of_entries(scope, wanted, scheme_id, page=page, sort=sort),
        sums=sums,
        total=total,
        page=page,
        pages=pages,
        filters=offered,
        applied=_applied(wanted, scope, offered),
        most_at_once=MOST_AT_ONCE,
        form=form or ShopForm(formdata=None),
        to_order=url_with_query("tally.order_file"),
        this_year=clock.today().year,
    )


def _taken_away(scope: Scope, wanted: Wanted, scheme: Scheme | None) -> ResponseReturnValue:
    """The entries as a file; of more than can be waited for, the page, where they are asked for in the background."""
    scheme_id = scheme.id if scheme else None
    extent = extent_of(scope, wanted, scheme_id)
    if extent.entries > MOST_AT_ONCE:
        flash(_("These are too many entries to wait for. Have the file made: it will wait for you."), "info")
        return redirect(address_with(**{"as": None}))
    table = ledger_table(every_line(scope, wanted, scheme_id, extent), scope.year)
    said = [*of_scope(scope, actor(), scheme), *of_filters(wanted, names_of(choices(scope, scheme_id)))]
    return send_tables(table.title, [table], f"ledger-{scope.year}", *said)


@allowed(may_read_ledger)
def order_file() -> ResponseReturnValue:
    """More entries than one can wait for: their file is made meanwhile, and waits under "My files"."""
    scope, wanted = scope_for(actor(), asked_year(), asked_node()), asked_wanted()
    schemes = schemes_of(scope.cluster_id)
    scheme = chosen(schemes, request.args.get("scheme"))
    form, taken_as = ShopForm(), request.form.get("kind", TakenAs.XLSX.value)

    def order() -> str:
        if taken_as not in list(TakenAs):
            raise NotYours
        node_id, code = (scope.node.id if scope.node else None), request.args.get("scheme")
        count = extent_of(scope, wanted, scheme.id if scheme else None).entries
        publish(LedgerOrdered(actor(), scope.year, node_id, code, taken_as, current(), count, wanted=wanted.packed()))
        flash(_("The file is being made. You may go on meanwhile: a notice tells you when it is ready."), "success")
        return url_for("files.index")

    return once.do(form, order) or (_page(scope, wanted, schemes, scheme, form), 422)


@allowed(may_read_ledger)
def entry(entry_id: int) -> str:
    """One entry: why it counts or not, on which facts, and what it came from."""
    page = entry_queries.page_of(entry_queries.entry_for(actor(), entry_id))
    judged = page.in_force_under(request.args.get("scheme"))
    facts = entry_queries.judged_on(page.entry, judged)
    conditions = checked(facts, judged.rule_set.rules) if judged else []
    return render_template(
        "tally/entry.html",
        page=page,
        entry=page.entry,
        why=why(page, judged),
        judged=judged,
        recorded=facts,
        judged_anew=facts != page.entry.facts,
        conditions=[(CONDITIONS[condition], condition, holds) for condition, holds in conditions],
        opens_orders=not actor().is_county,
        opens_accounts=may_open_accounts(actor()),
        reopened_by=_reopened_by(page.entry, judged.verdict.state) if judged is not None else None,
    )


def _reopened_by(entry: Entry, state: VerdictState) -> Aim | None:
    """What whoever reads may propose to have done about a verdict."""
    if not may_decide_rules(actor(), entry.cluster_id, leads=actor().leads):
        return None
    return aim_open(state, elsewhere=entry.source is Source.OFFLINE)


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
