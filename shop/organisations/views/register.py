"""The register of organisations, for offices: the tree, units, suppliers and their vetting, counties and pairings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.organisations import policies, queries, services
from shop.organisations.forms import CanteenForm, FactForm, MergerForm, PlaceForm, SupervisionForm
from shop.organisations.models import County
from shop.organisations.queries import OrganisationName, deciding, register
from shop.organisations.queries.register import CountyRow
from shop.organisations.queries.register_suppliers import SupplierFilter, suppliers_for
from shop.organisations.tables.register import counties_tables, suppliers_table, units_table
from shop.organisations.words import SupplierKind, SupplierStatus, roles_in_words
from shop.web.asking import word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(policies.may_read_units)
def units() -> ResponseReturnValue:
    """The units of one's branch as the tree of a year."""
    years, text = register.years_of_trees(), words_in("q")
    year = request.args.get("year", clock.today().year, int)
    rows = register.tree_for(actor(), year, text)
    if asked_as():
        return send_tables(_("Units"), [units_table(rows, year)], f"units-{year}", (_("Name of the unit"), text))
    return render_template(
        "organisations/units.html",
        rows=rows,
        year=year,
        years=years,
        text=text,
    )


@allowed(policies.may_read_units)
def unit(slug: str) -> str:
    """A unit with its places, papers and people."""
    return unit_page(slug)


def unit_page(slug: str, *, wrong: ShopForm | None = None, which: str | None = None) -> str:
    """The page of a unit, with a form of it (``which``) that was refused."""
    sheet = register.unit_sheet(actor(), slug)
    places = deciding.places_of(sheet.unit.id)
    canteens = deciding.canteens_of(sheet.unit.id)
    neighbours = deciding.neighbours_of(sheet.unit)
    changes = policies.may_change_unit(actor(), sheet.unit.cluster_id) and sheet.unit.merged_on is None
    forms: dict[str, ShopForm] = {}
    if changes:
        forms["place"] = PlaceForm.of(neighbours, clock.today().year, formdata=None)
        forms["canteen"] = CanteenForm.of(sheet.unit, neighbours, formdata=None)
        forms["supervision"] = SupervisionForm.of(neighbours, formdata=None)
        forms["merger"] = MergerForm.of(neighbours, formdata=None)
    if wrong is not None and which is not None:
        forms[which] = wrong
    return render_template(
        "organisations/unit.html",
        sheet=sheet,
        own=False,
        may_keep=False,
        places=places,
        canteens=canteens,
        parents=neighbours.by_id,
        people=register.people_named([*deciding.deciders(places), *deciding.deciders(canteens)]),
        forms=forms,
        changes=changes,
        wrong=wrong,
        which=which,
        members=queries.members_of(sheet.unit.id),
        roles_in_words=partial(roles_in_words, language=current()),
        history=told_all(trail_of("unit", sheet.unit.id)),
    )


@allowed(policies.may_read_suppliers)
def suppliers() -> ResponseReturnValue:
    """The suppliers with their vetting and whom they link."""
    asked = SupplierFilter(
        words_in("q"),
        words_in("county") or None,
        word_in(SupplierKind, "kind"),
        word_in(SupplierStatus, "status"),
    )
    found = suppliers_for(actor(), asked)
    benefits, names = queries.benefit_of((supplier.id for supplier in found), clock.today()), register.county_names()
    if asked_as():
        return send_tables(_("Suppliers"), [suppliers_table(found, benefits, names)], "suppliers", *_said(asked, names))
    return render_template(
        "organisations/suppliers.html",
        suppliers=found,
        asked=asked,
        filtered=asked != SupplierFilter(),
        benefits=benefits,
        counties=names,
        kinds=SupplierKind,
        statuses=SupplierStatus,
    )


def _said(asked: SupplierFilter, counties: Mapping[str, County]) -> list[tuple[str, Any]]:
    county = counties.get(asked.county or "")
    return [
        (_("Name of the supplier"), asked.text),
        (_("County"), county.named(current()) if county else None),
        (_("Kind of supplier"), asked.kind.label if asked.kind else None),
        (_("State"), asked.status.label if asked.status else None),
    ]


@allowed(policies.may_read_suppliers)
def counties() -> ResponseReturnValue:
    """Each county's aid status and pairings with their dates, and who proposed and approved them."""
    if asked_as():
        rows = register.counties_for(actor())
        tables = counties_tables(rows, _clusters(rows), _deciders(rows))
        return send_tables(_("Counties and pairings"), tables, "counties-and-pairings")
    return counties_page()


def _deciders(rows: Sequence[CountyRow]) -> dict[int, str]:
    facts = [fact for row in rows for fact in (*row.aid, *row.pairings)]
    return register.people_named(
        number
        for fact in facts
        for number in (fact.proposed_by_id, fact.approved_by_id, fact.end_proposed_by_id, fact.end_approved_by_id)
    )


def _clusters(rows: Sequence[CountyRow]) -> dict[int, OrganisationName]:
    return queries.names_of({pairing.cluster_id for row in rows for pairing in row.pairings})


def counties_page(
    form: FactForm | None = None, *, wrong: ShopForm | None = None, ending: tuple[str, int] | None = None
) -> str:
    """The page of all counties, with a form that was refused: the proposal's, or one of a fact's steps."""
    rows = register.counties_for(actor())
    blank = FactForm.of(_own_counties(), deciding.clusters_for(actor()), formdata=None)
    shown = blank if policies.may_propose_facts(actor()) else None
    return render_template(
        "organisations/counties.html",
        rows=rows,
        people=_deciders(rows),
        clusters=_clusters(rows),
        may_propose=services.may_propose_of,
        may_approve=services.may_approve_of,
        form=form or shown,
        refused=form is not None,
        wrong=wrong,
        ending=ending,
    )


def _own_counties() -> list[County]:
    """The counties that the actor may propose something about."""
    own = actor().county_code
    return [county for code, county in register.county_names().items() if not actor().is_county or code == own]
