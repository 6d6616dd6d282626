"""Splitting a parent's target: by hand, by a formula that fills the table in, or from a pasted sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.tally.filing import FilingKind, FilingState
from shop.tally.forms.splits import SheetForm, SplitForm, name, split_form
from shop.tally.models import Scheme, TargetSplit
from shop.tally.policies import may_split_target, may_split_targets
from shop.tally.queries.filings import filing_for
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.splits import Whole, waiting_split, weighed
from shop.tally.services.splits import propose_split, standing_whole
from shop.tally.splitting import by_formula, rest_of
from shop.tally.targets import earliest_month
from shop.tally.views.asking import asked_number, asked_word, asked_year
from shop.tally.views.targeting.unit import scope_of
from shop.tally.words import FORMULAS, SplitMethod
from shop.web import once
from shop.web.forms import read_number
from shop.web.guards import actor, allowed
from shop.web.language import current


@dataclass(frozen=True, slots=True)
class Table:
    """What the page starts from: the parent with its children, and the amounts that fill the table in."""

    scope: Scope
    scheme: Scheme
    whole: Whole
    amounts: Mapping[int, Money]
    method: SplitMethod
    keep: str = ""
    fault: Any = None
    anew: TargetSplit | None = None


@allowed(may_split_targets)
def split(unit_id: int) -> ResponseReturnValue:
    """The table of children, filled in as the address asks: as they stand, by a formula, like an older split.

    What is filed again (``anew``) goes on following what was returned, however the table is filled in.
    """
    table = _table(unit_id)
    form = _form(table)

    def deed() -> str:
        wish = form.wish(table.whole.children, table.method)
        proposed = propose_split(table.scheme, unit_id, table.scope.year, wish, follows=table.anew, by=actor())
        flash(_("Proposed. It holds once another official has approved it."), "success")
        return url_for("tally.filing", key=f"{FilingKind.SPLIT.value}-{proposed.id}")

    return once.do(form, deed) or (_page(table, form, SheetForm(formdata=None)), 422 if form.is_submitted() else 200)


@allowed(may_split_targets)
def split_sheet(unit_id: int) -> ResponseReturnValue:
    """The table filled in from rows that were pasted; nothing is saved yet."""
    table, sheet = _table(unit_id), SheetForm()
    if not sheet.validate_on_submit():
        return _page(table, _form(table, blank=True), sheet), 422
    nodes = [table.scope.branch.nodes[child.id] for child in table.whole.children]
    kept = {child.id: child.before for child in table.whole.children if child.keeps}
    amounts = sheet.read(nodes, kept)
    if not amounts:
        return _page(table, _form(table, blank=True), sheet), 422
    filled = Table(table.scope, table.scheme, table.whole, amounts, SplitMethod.SHEET, anew=table.anew)
    flash(_("The table is filled in from the sheet. Nothing is saved yet: look at it, then propose it."), "info")
    return _page(filled, _form(filled, blank=True), SheetForm(formdata=None)), 200


def _table(unit_id: int) -> Table:
    scope = scope_of(unit_id, asked_year())
    node = scope.branch.nodes[unit_id]
    if node.is_leaf or not may_split_target(actor(), scope.path(unit_id)) or scope.year < clock.today().year:
        raise NotYours
    scheme = chosen(schemes_of(node.cluster_id), request.args.get("scheme"))
    if scheme is None:
        raise NotYours
    whole, _lines = standing_whole(scheme.id, unit_id, scope.branch)
    anew, asked = _other("anew", unit_id), asked_word("method", SplitMethod)
    like = (anew if asked is None else None) or _other("like", unit_id)
    if any(other is not None and other.scheme_id != scheme.id for other in (anew, like)):
        raise NotYours
    if like is not None:
        amounts = {row.child_id: row.after for row in like.rows}
        return Table(scope, scheme, whole, amounts, like.method if anew else SplitMethod.HAND, anew=anew)
    method = asked or SplitMethod.HAND
    if method not in FORMULAS or whole.amount is None or request.method == "POST":
        return Table(scope, scheme, whole, {}, method if request.method == "POST" else SplitMethod.HAND, anew=anew)
    return _by_formula(Table(scope, scheme, whole, {}, method, keep=request.args.get("keep", "")[:20], anew=anew))


def _by_formula(table: Table) -> Table:
    """The table as a formula fills it in; what it cannot reckon with is said beside it."""
    whole = weighed(table.scope.branch, table.whole, table.method, table.scheme.id)
    amounts: dict[int, Money] = {}
    fault: Any = None
    try:
        keep = Money.yuan(read_number(table.keep)) if table.keep.strip() else Money(0)
        amounts = by_formula(whole.amount or Money(0), whole.children, keep)
    except ValueError:
        fault = _("Please enter an amount in yuan.")
    except Refused as refusal:
        fault = refusal.message
    return Table(table.scope, table.scheme, whole, amounts, table.method, table.keep, fault, table.anew)


def _other(parameter: str, unit_id: int) -> TargetSplit | None:
    """The split of this parent that the address names; raises ``NotYours``."""
    number = asked_number(parameter)
    if number is None:
        return None
    page = filing_for(actor(), f"{FilingKind.SPLIT.value}-{number}")
    returned = parameter != "anew" or page.state is FilingState.RETURNED or request.method == "POST"
    if page.filing.unit_id != unit_id or not returned:
        raise NotYours
    return db.session.get_one(TargetSplit, number)


def _form(table: Table, *, blank: bool = False) -> SplitForm:
    return split_form(
        table.whole.children,
        table.scope.branch.nodes,
        current(),
        earliest_month(table.scope.year, clock.today()),
        table.amounts,
        blank=blank,
        reason=table.anew.reason if table.anew else "",
    )


def _page(table: Table, form: SplitForm, sheet: SheetForm) -> str:
    after = {child.id: _shown(form, child.id, child.before) for child in table.whole.children}
    return render_template(
        "tally/target_split.html",
        scope=table.scope,
        node=table.scope.node,
        whole=table.whole,
        form=form,
        sheet=sheet,
        table_=table,
        name=name,
        nodes=table.scope.branch.nodes,
        after=after,
        rest=rest_of(table.whole.amount, after) if table.whole.amount is not None else None,
        formulas=FORMULAS,
        waiting=waiting_split(table.scope.node.id, table.scope.year, table.scheme.id) if table.scope.node else None,
        place={"year": table.scope.year, "scheme": request.args.get("scheme")},
    )


def _shown(form: SplitForm, child_id: int, before: Money) -> Money:
    """What the table shows for a child: what was typed, or what it has."""
    typed = form[name(child_id)].data if name(child_id) in form else None
    return before if typed is None else typed
