"""Rosters as offices read them: the county confirms its suppliers', and sees whom all of them together link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, true

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list, send_tables
from shop.documents.tables import Table
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.organisations import policies, queries, services
from shop.organisations.identity import masked_name
from shop.organisations.models import Supplier
from shop.organisations.queries import reached, register, scopes
from shop.organisations.queries import rosters as asking
from shop.organisations.queries.rosters import (
    PER_PAGE,
    RosterFilter,
    RosterStanding,
    roster_for,
    standing_of,
    standings,
)
from shop.organisations.roster_forms import ConfirmForm
from shop.organisations.roster_telling import told_change
from shop.organisations.tables.rosters import households_table, linked_table, rosters_table
from shop.organisations.words_roster import RosterState
from shop.web import once
from shop.web.asking import day_in, page_in, word_in, words_in
from shop.web.filters import day as day_words
from shop.web.filters import named
from shop.web.guards import actor, allowed, require

bp = Blueprint("rosters", __name__, url_prefix="/rosters")


@bp.get("")
@allowed(policies.may_read_rosters)
def rosters() -> ResponseReturnValue:
    """Every supplier's roster beside what the supplier states and what the county confirmed."""
    text, state = words_in("q"), word_in(RosterState, "state")
    everything = [one for one in standings(_mine()) if text.casefold() in _searched(one.supplier)]
    rows = [one for one in everything if state is None or one.state is state]
    if asked_as():
        said = [(_("Name of the supplier"), text), (_("State"), state.label if state else None)]
        return send_list(lambda: _standings(rows), len(rows), "rosters", *said)
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(page_in("page"), pages)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    ids = [one.supplier.id for one in shown]
    return render_template(
        "organisations/rosters.html",
        rows=shown,
        total=len(rows),
        page=page,
        pages=pages,
        text=text,
        state=state,
        states=RosterState,
        filtered=bool(text or state),
        linked=reached.reached_by_suppliers(ids, clock.today()),
        stated=queries.stated_by(ids, clock.today()),
        counties=register.county_names() if actor().is_operator else {},
    )


def _standings(rows: Sequence[RosterStanding]) -> Table:
    ids = [one.supplier.id for one in rows]
    today = clock.today()
    return rosters_table(rows, reached.reached_by_suppliers(ids, today), queries.stated_by(ids, today))


@bp.get("/linked")
@allowed(policies.may_read_rosters)
def linked() -> ResponseReturnValue:
    """Whom a county's suppliers link on a day: by supplier, by township, and everybody once."""
    code = actor().county_code or words_in("county") or next(iter(register.county_names()), "")
    on = min(day_in("on") or clock.today(), clock.today())
    county = queries.county_by_code(code)
    by_supplier = reached.reached_by_supplier(code, on)
    by_township = reached.reached_by_township(code, on)
    whole = reached.people_reached(scopes.of_county(code), on)
    names = queries.names_of(by_supplier)
    townships = {one.code: one for one in queries.townships_in(code)}
    if asked_as():
        homes = [(named(townships[one]) if one else _("not stated"), found) for one, found in by_township.items()]
        sellers = [(named(names[one]), found) for one, found in by_supplier.items()]
        tables = [
            linked_table(_("By supplier"), _("Supplier"), sellers, whole),
            linked_table(_("By township"), _("Township"), homes, whole),
        ]
        said = [(_("Of"), named(county)), (_("Figures as of"), day_words(on))]
        return send_tables(_("Linked people"), tables, f"linked-{code}-{on}", *said)
    return render_template(
        "organisations/linked.html",
        county=county,
        counties=register.county_names() if actor().is_operator else {},
        on=on,
        whole=whole,
        by_supplier=by_supplier,
        by_township=by_township,
        suppliers=names,
        townships=townships,
    )


@bp.get("/<slug>")
@allowed(policies.may_read_rosters)
def roster(slug: str) -> ResponseReturnValue:
    """A roster with masked names, and what was done to it since the county confirmed it."""
    found = roster_for(actor(), slug)
    if asked_as():
        asked = RosterFilter(words_in("q"))
        rows, total = asking.households_of(found.id, asked, 1, per_page=MOST_AT_ONCE)
        said = [(_("Supplier"), named(found)), (_("Search"), asked.text)]
        return send_list(lambda: households_table(rows), total, f"roster-{slug}", *said)
    return _page(found)


@bp.post("/<slug>/confirm")
@allowed(policies.may_read_rosters)
def confirm(slug: str) -> ResponseReturnValue:
    """The county has looked at it."""
    found, form = roster_for(actor(), slug), ConfirmForm()
    require(policies.may_confirm_roster, found.county_code)

    def deed() -> str:
        confirmed = services.confirm_roster(
            found, cast("date", form.as_of.data), form.last_seen, form.note.data or "", by=actor()
        )
        flash(
            _(
                "Confirmed as of %(day)s: %(households)d households with %(people)d people.",
                day=day_words(confirmed.as_of),
                households=confirmed.households,
                people=confirmed.people,
            ),
            "success",
        )
        return url_for(".roster", slug=slug)

    return once.do(form, deed) or (_page(roster_for(actor(), slug), form), 422)


def _mine() -> ColumnElement[bool]:
    if actor().is_operator:
        return true()
    if actor().county_code is None:
        raise NotYours
    return Supplier.county_code == actor().county_code


def _searched(supplier: Supplier) -> str:
    return f"{supplier.name} {supplier.name_english}".casefold()


def _page(found: Supplier, form: ConfirmForm | None = None) -> str:
    standing, page = standing_of(found.id), page_in("page")
    since = standing.confirmation.last_change_id if standing.confirmation else 0
    townships = {one.code: named(one) for one in asking.townships_of(found.id)}
    changes, total = asking.changes_since(found.id, since, page)
    listed, households = asking.households_of(found.id, RosterFilter(words_in("q")), page_in("list"))
    blank = ConfirmForm(formdata=None, as_of=clock.today(), seen=str(standing.newest))
    return render_template(
        "organisations/roster.html",
        supplier=found,
        standing=standing,
        may_confirm=policies.may_confirm_roster(actor(), found.county_code),
        form=form or blank,
        linked=reached.people_reached(scopes.of_suppliers([found.id]), clock.today()),
        stated=queries.stated_by([found.id], clock.today()).get(found.id),
        confirmations=asking.confirmations_of(found.id),
        changes=[told_change(row.change, row.number, townships, masked=True) for row in changes],
        change_total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        rows=listed,
        household_total=households,
        list_page=page_in("list"),
        list_pages=max(1, -(-households // PER_PAGE)),
        text=words_in("q"),
        masked_name=masked_name,
    )
