"""The register of organisations, for offices: the tree, units, suppliers and their vetting, counties and pairings."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.extensions import db
from shop.kernel import clock
from shop.organisations import policies, queries, services
from shop.organisations.forms import FactForm, MergerForm, PlaceForm, SupervisionForm
from shop.organisations.lifecycle import MOVES, Vetting, may_take
from shop.organisations.models import County, Supplier
from shop.organisations.queries import deciding, register
from shop.organisations.queries.register import SupplierFilter
from shop.organisations.words import SupplierKind, SupplierStatus, roles_in_words
from shop.web.asking import word_in, words_in
from shop.web.forms import ReasonForm, ShopForm, refusals_on
from shop.web.guards import actor, allowed
from shop.web.language import current

STEPS = {
    Vetting.APPROVE: services.approve_supplier,
    Vetting.RECOMMEND: services.recommend_supplier,
}
STEPS_WITH_REASON = {
    Vetting.SUSPEND: services.suspend_supplier,
    Vetting.READMIT: services.readmit_supplier,
}


@allowed(policies.may_read_units)
def units() -> str:
    """The units of one's branch as the tree of a year."""
    years, text = register.years_of_trees(), words_in("q")
    year = request.args.get("year", clock.today().year, int)
    return render_template(
        "organisations/units.html",
        rows=register.tree_for(actor(), year, text),
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
    neighbours = deciding.neighbours_of(sheet.unit)
    changes = policies.may_change_unit(actor(), sheet.unit.cluster_id) and sheet.unit.merged_on is None
    forms: dict[str, ShopForm] = {}
    if changes:
        forms["place"] = PlaceForm.of(neighbours, clock.today().year, formdata=None)
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
        parents=neighbours.by_id,
        people=register.people_named(number for row in places for number in (row.proposed_by_id, row.approved_by_id)),
        forms=forms,
        changes=changes,
        wrong=wrong,
        which=which,
        members=queries.members_of(sheet.unit.id),
        roles_in_words=partial(roles_in_words, language=current()),
        history=told_all(trail_of("unit", sheet.unit.id)),
    )


@allowed(policies.may_read_suppliers)
def suppliers() -> str:
    """The suppliers with their vetting and whom they link."""
    asked = SupplierFilter(
        words_in("q"),
        words_in("county") or None,
        word_in(SupplierKind, "kind"),
        word_in(SupplierStatus, "status"),
    )
    found = register.suppliers_for(actor(), asked)
    return render_template(
        "organisations/suppliers.html",
        suppliers=found,
        asked=asked,
        filtered=asked != SupplierFilter(),
        benefits=queries.benefit_of((supplier.id for supplier in found), clock.today()),
        counties=register.county_names(),
        kinds=SupplierKind,
        statuses=SupplierStatus,
    )


@allowed(policies.may_read_a_supplier)
def supplier(slug: str) -> str:
    """A supplier with its papers, whom it links, and how it was vetted."""
    return _supplier_page(register.supplier_for(actor(), slug))


@allowed(policies.may_read_suppliers)
def vet(slug: str, step: str) -> ResponseReturnValue:
    """Recommend, approve, suspend or admit again."""
    found = register.supplier_for(actor(), slug)
    taken = next((word for word in Vetting if word.value == step), None)
    if taken is None or not may_take(actor(), taken, found.county_code):
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form):
            if taken in STEPS:
                STEPS[taken](found, by=actor())
            else:
                STEPS_WITH_REASON[taken](found, form.reason.data or "", by=actor())
            db.session.commit()
            flash(_("Done. The supplier can see it in its history."), "success")
            return redirect(url_for(".supplier", slug=slug))
    return _supplier_page(register.supplier_for(actor(), slug), form=form, taken=taken), 422


@allowed(policies.may_read_suppliers)
def counties() -> str:
    """Each county's aid status and pairings with their dates, and who proposed and approved them."""
    return counties_page()


def counties_page(
    form: FactForm | None = None, *, wrong: ShopForm | None = None, ending: tuple[str, int] | None = None
) -> str:
    """The page of all counties, with a form that was refused: the proposal's, or one of a fact's steps."""
    rows = register.counties_for(actor())
    facts = [fact for row in rows for fact in (*row.aid, *row.pairings)]
    people = register.people_named(
        number
        for fact in facts
        for number in (fact.proposed_by_id, fact.approved_by_id, fact.end_proposed_by_id, fact.end_approved_by_id)
    )
    blank = FactForm.of(_own_counties(), deciding.clusters_for(actor()), formdata=None)
    shown = blank if policies.may_propose_facts(actor()) else None
    clusters = queries.names_of({pairing.cluster_id for row in rows for pairing in row.pairings})
    return render_template(
        "organisations/counties.html",
        rows=rows,
        people=people,
        clusters=clusters,
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


def _supplier_page(found: Supplier, form: ReasonForm | None = None, taken: Vetting | None = None) -> str:
    possible = [
        step
        for step, move in MOVES.items()
        if move.start is found.status and may_take(actor(), step, found.county_code)
    ]
    return render_template(
        "organisations/supplier.html",
        supplier=found,
        county=queries.county_by_code(found.county_code),
        township=register.township_of(found),
        benefits=register.benefits_of(found.id),
        steps=possible,
        with_reason=STEPS_WITH_REASON,
        form=form or ReasonForm(formdata=None),
        taken=taken,
        history=told_all(trail_of("supplier", found.id)),
    )
