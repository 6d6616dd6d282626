"""Capacity passports: a supplier declares, its county recommends or returns, the operator reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue import capacity as rules
from shop.catalogue import policies
from shop.catalogue.capacity import Action, Party
from shop.catalogue.forms.capacity import CapacityForm
from shop.catalogue.queries import capacity as queries
from shop.catalogue.queries.capacity import CapacityFilter, CapacityRow
from shop.catalogue.services import capacity as services
from shop.catalogue.tables.listings import capacities_table
from shop.catalogue.wording import months_words
from shop.catalogue.words import CapacityStatus
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed

bp = Blueprint("capacity", __name__, url_prefix="/capacity")

STEPS: dict[Action, Callable[..., None]] = {
    Action.RECOMMEND: lambda passport, form, by: services.recommend_capacity(passport, by=by),
    Action.RETURN: lambda passport, form, by: services.return_capacity(passport, form.reason.data or "", by=by),
    Action.WITHDRAW: lambda passport, form, by: services.withdraw_capacity(passport, by=by),
}


@bp.get("")
@allowed(policies.may_see_capacities)
def index() -> ResponseReturnValue:
    """The passports that the actor may see: a supplier's own, a county's, or all; each with what fills it."""
    asked = CapacityFilter(word_in(CapacityStatus, "state"), _year(), words_in("q"), page_in("page"))
    if asked_as():
        rows, total = queries.capacities_of(actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
        said = [
            (_("State"), asked.status.label if asked.status else None),
            (_("Year"), asked.year),
            (_("Supplier or kind of produce"), asked.words),
        ]
        return send_list(lambda: capacities_table(rows), total, "capacity", *said)
    rows, total = queries.capacities_of(actor(), asked)
    return render_template(
        "capacity/index.html",
        rows=rows,
        total=total,
        pages=max(1, -(-total // queries.PER_PAGE)),
        asked=asked,
        filtered=asked != CapacityFilter(page=asked.page),
        statuses=CapacityStatus,
        years=[clock.today().year + step for step in (1, 0, -1, -2)],
        declares=policies.may_declare_capacity(actor()),
        months_words=months_words,
    )


@bp.route("/new", methods=["GET", "POST"])
@allowed(policies.may_declare_capacity)
def declare() -> ResponseReturnValue:
    """Say what can be grown of a kind in a year; it holds once the county recommends it."""
    of = number_in("of")
    before = queries.capacity_for(actor(), of).passport if of is not None else None
    form = CapacityForm.of(queries.grown_categories(), clock.today().year, before)

    def deed() -> str:
        passport = services.declare_capacity(form.said(), by=actor())
        flash(_("The declaration waits for your county’s office, which has been told."), "success")
        return url_for(".one", capacity_id=passport.id)

    answer = once.do(form, deed)
    return answer or (render_template("capacity/declare.html", form=form), 422 if form.is_submitted() else 200)


@bp.get("/<int(max=999999999999):capacity_id>")
@allowed(policies.may_see_capacities)
def one(capacity_id: int) -> str:
    """A passport: what it says, what fills it, what may be done with it, and the years before."""
    return _page(queries.capacity_for(actor(), capacity_id))


@bp.post("/<int(max=999999999999):capacity_id>/<step>")
@allowed(policies.may_see_capacities)
def take(capacity_id: int, step: str) -> ResponseReturnValue:
    """The county recommends or returns it; the supplier withdraws it."""
    row = queries.capacity_for(actor(), capacity_id)
    action = next((word for word in STEPS if word.value == step), None)
    if action is None or rules.MOVES[action].by is not _party(actor(), row):
        abort(404)
    form = ReasonForm()

    def deed() -> str:
        STEPS[action](row.passport, form, actor())
        flash(_("Done. The other side has been told."), "success")
        return url_for(".one", capacity_id=capacity_id)

    return once.do(form, deed) or (_page(queries.capacity_for(actor(), capacity_id), form, action), 422)


def _party(somebody: Actor, row: CapacityRow) -> Party | None:
    """Which side the actor is on, of this passport."""
    if policies.may_recommend_capacity(somebody, row.county_code):
        return Party.COUNTY
    if policies.may_declare_capacity(somebody) and row.passport.supplier_id == somebody.organisation_id:
        return Party.SUPPLIER
    return None


def _page(row: CapacityRow, form: ReasonForm | None = None, taken: Action | None = None) -> str:
    party, passport = _party(actor(), row), row.passport
    history = queries.history_of(row)
    return render_template(
        "capacity/one.html",
        row=row,
        passport=passport,
        steps=rules.steps_for(party, passport.status) if party else [],
        may_declare=party is Party.SUPPLIER,
        form=form or ReasonForm(formdata=None),
        taken=taken,
        per_mu=rules.per_mu(passport.expected, passport.mu),
        unusual=rules.looks_unusual(passport.expected, passport.mu, passport.measure),
        range=rules.YIELD_PER_MU.get(passport.measure.value),
        months=months_words(passport.months),
        months_words=months_words,
        beside=next((held for held in history if _stands_beside(held, row)), None),
        history=history,
        acts=told_all(trail_of("capacity", passport.id)),
    )


def _stands_beside(held: Any, row: CapacityRow) -> bool:
    """Whether this is the one in force of the same year, beside a newer declaration."""
    in_force = held.status is CapacityStatus.RECOMMENDED
    return in_force and held.year == row.passport.year and held.id != row.passport.id


def _year() -> int | None:
    year = request.args.get("year", type=int)
    return year if year is not None and 2000 <= year < 2100 else None
