"""A supplier's own roster: its linked households, and what is done to each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.models import LinkedHousehold
from shop.organisations.queries import rosters
from shop.organisations.queries.reached import people_reached
from shop.organisations.queries.rosters import PER_PAGE, RosterFilter, household_for
from shop.organisations.queries.scopes import of_suppliers
from shop.organisations.roster import Person, Span
from shop.organisations.roster_forms import (
    HouseholdForm,
    LeaveForm,
    PersonForm,
    RightHouseholdForm,
)
from shop.organisations.roster_telling import ToldChange, told_change
from shop.organisations.services import roster as services
from shop.organisations.services import roster_corrections as corrections
from shop.organisations.words_roster import LinkState
from shop.web import once
from shop.web.asking import day_in, page_in, word_in, words_in
from shop.web.filters import named
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("households", __name__, url_prefix="/households")

NUMBER = "<int(max=99999999):number>"


@bp.get("")
@allowed(policies.keeps_a_roster)
def households() -> str:
    """The roster: who is linked, how many they are, and what the county has confirmed of it."""
    mine = actor().organisation_id
    asked = RosterFilter(words_in("q"), word_in(LinkState, "state"), words_in("township") or None)
    page, on = page_in("page"), day_in("on") or clock.today()
    listed, total = rosters.households_of(mine, asked, page)
    return render_template(
        "organisations/households.html",
        rows=listed,
        total=total,
        page=min(page, max(1, -(-total // PER_PAGE))),
        pages=max(1, -(-total // PER_PAGE)),
        asked=asked,
        filtered=asked != RosterFilter(),
        states=LinkState,
        townships=rosters.townships_of(mine),
        on=min(on, clock.today()),
        linked=people_reached(of_suppliers([mine]), min(on, clock.today())),
        standing=rosters.standing_of(mine),
    )


@bp.route("/new", methods=["GET", "POST"])
@allowed(policies.keeps_a_roster)
def new() -> ResponseReturnValue:
    """A household is linked, with its people."""
    form = HouseholdForm.of(rosters.townships_of(actor().organisation_id))

    def add() -> str:
        since = cast("date", form.since.data)
        added = services.add_household(actor().organisation_id, form.home, form.people(), since, by=actor())
        flash(_("The household is on your roster under number %(number)d.", number=added.number), "success")
        return url_for(".household", number=added.number)

    if form.is_submitted() and (done := once.do(form, add)):
        return done
    return render_template("organisations/household_new.html", form=form), 422 if form.is_submitted() else 200


@bp.get(f"/{NUMBER}")
@allowed(policies.keeps_a_roster)
def household(number: int) -> str:
    """One household with its people and its history."""
    return _page(household_for(actor(), number))


@bp.post(f"/{NUMBER}/people")
@allowed(policies.keeps_a_roster)
def add_person(number: int) -> ResponseReturnValue:
    """One more person belongs to the household."""
    found, form = household_for(actor(), number), PersonForm()

    def deed() -> None:
        person = Person(form.person_name.data or "", form.id_number.data or "")
        services.add_person(found, person, cast("date", form.since.data), by=actor())

    return _done(found, form, "person", deed, _("The person is on your roster."))


@bp.post(f"/{NUMBER}/end")
@allowed(policies.keeps_a_roster)
def end(number: int) -> ResponseReturnValue:
    """The household is linked no more."""
    found, form = household_for(actor(), number), LeaveForm()

    def deed() -> None:
        services.end_household(found, cast("date", form.last_day.data), form.reason.data or "", by=actor())

    return _done(found, form, "end", deed, _("The link has ended. What counted until that day still does."))


@bp.post(f"/{NUMBER}/correct")
@allowed(policies.keeps_a_roster)
def correct(number: int) -> ResponseReturnValue:
    """What was entered wrongly of the household is put right."""
    found = household_for(actor(), number)
    form = RightHouseholdForm.of(rosters.townships_of(found.supplier_id))

    def deed() -> None:
        span = Span(cast("date", form.since.data), cast("date | None", form.until.data))
        corrections.correct_household(found, form.home, span, form.reason.data or "", by=actor())

    return _done(found, form, "correct", deed, _("It is corrected. The county looks at it again."))


@bp.post(f"/{NUMBER}/strike")
@allowed(policies.keeps_a_roster)
def strike(number: int) -> ResponseReturnValue:
    """The household was entered by mistake."""
    found, form = household_for(actor(), number), ReasonForm()

    def deed() -> None:
        corrections.strike_household(found, form.reason.data or "", by=actor())

    return _done(found, form, "strike", deed, _("It is struck out and counts nowhere."))


def history_told(found: LinkedHousehold, townships: dict[str, str], person_id: int | None = None) -> list[ToldChange]:
    """What was done to a household, or to one person of it."""
    changes = rosters.history_of(found.id)
    wanted = [change for change in changes if person_id is None or change.person_id == person_id]
    return [told_change(change, found.number, townships, masked=False) for change in wanted]


def _done(
    found: LinkedHousehold, form: ShopForm, which: str, deed: Callable[[], None], said: str
) -> ResponseReturnValue:
    number = found.number

    def once_done() -> str:
        deed()
        flash(said, "success")
        return url_for(".household", number=number)

    return once.do(form, once_done) or (_page(household_for(actor(), number), form, which), 422)


def _page(found: LinkedHousehold, wrong: ShopForm | None = None, which: str | None = None) -> str:
    listed = rosters.townships_of(found.supplier_id)
    townships = {one.code: named(one) for one in listed}
    forms: dict[str, Any] = {
        "person": PersonForm(formdata=None, since=clock.today()),
        "end": LeaveForm(formdata=None, last_day=clock.today()),
        "correct": RightHouseholdForm.as_it_stands(found, listed),
        "strike": ReasonForm(formdata=None),
    }
    if wrong is not None and which is not None:
        forms[which] = wrong
    return render_template(
        "organisations/household.html",
        household=found,
        people=services.people_of(found.id),
        township=townships.get(found.township_code or ""),
        forms=forms,
        wrong=wrong,
        which=which,
        history=history_told(found, townships),
    )
