"""One person of a household on a supplier's own roster, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.models import LinkedHousehold, LinkedPerson
from shop.organisations.queries import rosters
from shop.organisations.queries.rosters import household_for, person_of
from shop.organisations.roster_forms import LeaveForm, RightPersonForm
from shop.organisations.services import roster as services
from shop.organisations.services import roster_corrections as corrections
from shop.organisations.services.roster_corrections import Correction
from shop.organisations.views.households import NUMBER, bp, history_told
from shop.web import once
from shop.web.filters import named
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed

ONE = f"/{NUMBER}/people/<int(max=999999999999):person_id>"


@bp.get(ONE)
@allowed(policies.keeps_a_roster)
def person(number: int, person_id: int) -> str:
    """Somebody on the roster, with what was done."""
    household = household_for(actor(), number)
    return _page(household, person_of(household, person_id))


@bp.post(f"{ONE}/end")
@allowed(policies.keeps_a_roster)
def end_person(number: int, person_id: int) -> ResponseReturnValue:
    """The person belongs to the household no more."""
    household = household_for(actor(), number)
    found, form = person_of(household, person_id), LeaveForm()

    def deed() -> None:
        services.end_person(household, found, cast("date", form.last_day.data), form.reason.data or "", by=actor())

    return _done(household, found, form, "end", deed, _("The link has ended. What counted until that day still does."))


@bp.post(f"{ONE}/correct")
@allowed(policies.keeps_a_roster)
def correct_person(number: int, person_id: int) -> ResponseReturnValue:
    """What was entered wrongly of the person is put right."""
    household = household_for(actor(), number)
    found, form = person_of(household, person_id), RightPersonForm()

    def deed() -> None:
        right = Correction(
            form.person_name.data or "",
            form.id_number.data or "",
            cast("date", form.since.data),
            cast("date | None", form.until.data),
        )
        corrections.correct_person(household, found, right, form.reason.data or "", by=actor())

    return _done(household, found, form, "correct", deed, _("It is corrected. The county looks at it again."))


@bp.post(f"{ONE}/head")
@allowed(policies.keeps_a_roster)
def make_head(number: int, person_id: int) -> ResponseReturnValue:
    """The person is the head of the household from now on."""
    household = household_for(actor(), number)
    found, form = person_of(household, person_id), ReasonForm()

    def deed() -> None:
        corrections.make_head(household, found, form.reason.data or "", by=actor())

    return _done(household, found, form, "head", deed, _("The household has another head."))


@bp.post(f"{ONE}/strike")
@allowed(policies.keeps_a_roster)
def strike_person(number: int, person_id: int) -> ResponseReturnValue:
    """The person was entered by mistake."""
    household = household_for(actor(), number)
    found, form = person_of(household, person_id), ReasonForm()

    def deed() -> None:
        corrections.strike_person(household, found, form.reason.data or "", by=actor())

    return _done(household, found, form, "strike", deed, _("It is struck out and counts nowhere."))


def _done(
    household: LinkedHousehold, found: LinkedPerson, form: ShopForm, which: str, deed: Callable[[], None], said: str
) -> ResponseReturnValue:
    number, person_id = household.number, found.id

    def once_done() -> str:
        deed()
        flash(said, "success")
        return url_for(".household", number=number)

    if done := once.do(form, once_done):
        return done
    household = household_for(actor(), number)
    return _page(household, person_of(household, person_id), form, which), 422


def _page(
    household: LinkedHousehold, found: LinkedPerson, wrong: ShopForm | None = None, which: str | None = None
) -> str:
    forms: dict[str, Any] = {
        "correct": RightPersonForm.as_it_stands(found),
        "end": LeaveForm(formdata=None, last_day=clock.today()),
        "head": ReasonForm(formdata=None),
        "strike": ReasonForm(formdata=None),
    }
    if wrong is not None and which is not None:
        forms[which] = wrong
    townships = {one.code: named(one) for one in rosters.townships_of(household.supplier_id)}
    return render_template(
        "organisations/household_person.html",
        household=household,
        person=found,
        forms=forms,
        wrong=wrong,
        which=which,
        history=history_told(household, townships, found.id),
    )
