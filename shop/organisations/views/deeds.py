"""What offices change in the register: places in the tree, supervision, mergers, aid status and pairings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.organisations import policies, services
from shop.organisations.forms import CanteenForm, EndForm, FactForm, MergerForm, PlaceForm, SupervisionForm
from shop.organisations.models import AidStatus, Pairing, Unit
from shop.organisations.queries import deciding, register
from shop.organisations.views.register import counties_page, unit_page
from shop.web.forms import ShopForm, refusals_on
from shop.web.guards import actor, allowed, require

FACTS: dict[str, Callable[..., None]] = {
    "approve": services.approve_fact,
    "approve-end": services.approve_end,
    "withdraw": services.withdraw_proposal,
}
CANTEENS: dict[str, Callable[..., None]] = {
    "approve": services.approve_canteen,
    "withdraw": services.withdraw_canteen,
}
PLACES: dict[str, Callable[..., None]] = {"approve": services.approve_place, "withdraw": services.withdraw_place}


@allowed(policies.may_change_units)
def propose_place(slug: str) -> ResponseReturnValue:
    """The unit is to stand under another town from a coming January on."""
    unit = _unit(slug)
    form = PlaceForm.of(deciding.neighbours_of(unit), clock.today().year)

    def deed() -> None:
        services.place_under(unit.id, int(form.year.data), int(form.parent.data), by=actor())

    return _done(
        slug, form, "place", deed, _("The move is proposed. It takes effect once another person has approved it.")
    )


@allowed(policies.may_change_units)
def decide_place(slug: str, place_id: int, step: str) -> ResponseReturnValue:
    """A second person approves a place, or it is proposed no more."""
    unit = _unit(slug)
    if step not in PLACES:
        abort(404)
    place = deciding.place_of(unit.id, place_id)
    form = ShopForm()
    return _done(slug, form, step, lambda: PLACES[step](place, by=actor()), _("Done."))


@allowed(policies.may_change_units)
def propose_canteen(slug: str) -> ResponseReturnValue:
    """The unit is to feed its people otherwise, once a second person approves."""
    unit = _unit(slug)
    form = CanteenForm.of(unit, deciding.neighbours_of(unit))

    def deed() -> None:
        services.propose_canteen(unit.id, form.fed(), form.reason.data or "", by=actor())

    return _done(
        slug, form, "canteen", deed, _("The proposal is filed. It takes effect once another person has approved it.")
    )


@allowed(policies.may_change_units)
def decide_canteen(slug: str, change_id: int, step: str) -> ResponseReturnValue:
    """A second person approves the change of a canteen, or it is proposed no more."""
    unit = _unit(slug)
    if step not in CANTEENS:
        abort(404)
    change = deciding.canteen_change_of(unit.id, change_id)
    form = ShopForm()
    return _done(slug, form, step, lambda: CANTEENS[step](change, by=actor()), _("Done."))


@allowed(policies.may_change_units)
def declare_supervision(slug: str) -> ResponseReturnValue:
    """A department sees and approves the unit from a day on."""
    unit = _unit(slug)
    form = SupervisionForm.of(deciding.neighbours_of(unit))

    def deed() -> None:
        services.supervise(int(form.department.data), unit.id, valid_from=cast("date", form.since.data), by=actor())

    return _done(slug, form, "supervision", deed, _("The department sees the unit from that day on."))


@allowed(policies.may_change_units)
def end_supervision(slug: str, supervision_id: int) -> ResponseReturnValue:
    """A department sees the unit until today."""
    unit = _unit(slug)
    supervision = deciding.supervision_of(unit.id, supervision_id)
    form = ShopForm()
    return _done(
        slug,
        form,
        "supervision-end",
        lambda: services.end_supervision(supervision, by=actor()),
        _("The supervision ends today."),
    )


@allowed(policies.may_change_units)
def merge(slug: str) -> ResponseReturnValue:
    """The unit becomes part of another today."""
    unit = _unit(slug)
    form = MergerForm.of(deciding.neighbours_of(unit))

    def deed() -> None:
        services.merge_into(unit.id, int(form.successor.data), by=actor())

    return _done(slug, form, "merger", deed, _("The unit is merged. What it bought before stays its own."))


@allowed(policies.may_propose_facts)
def propose_fact() -> ResponseReturnValue:
    """A county is to be an aided one, or paired with a cluster, from a day on."""
    form = FactForm.of(register.county_names().values(), deciding.clusters_for(actor()))
    if form.validate_on_submit():
        with refusals_on(form):
            days: dict[str, Any] = {"valid_from": form.since.data, "valid_to": form.until.data}
            if form.kind.data == "aid":
                services.recognise_aid(form.county.data, **days, by=actor())
            else:
                services.pair(int(form.cluster.data), form.county.data, **days, by=actor())
            db.session.commit()
            flash(_("The proposal is filed. It takes effect once another person has approved it."), "success")
            return redirect(url_for(".counties"))
    return counties_page(form), 422


@allowed(policies.may_propose_facts)
def decide_fact(kind: str, fact_id: int, step: str) -> ResponseReturnValue:
    """A second person approves a fact or its end; an end is proposed; or what waits is proposed no more."""
    fact = deciding.fact_of(kind, fact_id)
    require(_may_take, fact, step)
    form = EndForm() if step == "end" else ShopForm()
    if form.validate_on_submit():
        with refusals_on(form):
            if isinstance(form, EndForm):
                services.end_fact(fact, cast("date", form.on.data), by=actor())
            else:
                FACTS[step](fact, by=actor())
            db.session.commit()
            flash(_("Done."), "success")
            return redirect(url_for(".counties"))
    return counties_page(wrong=form, ending=(kind, fact_id) if step == "end" else None), 422


def _may_take(somebody: Actor, fact: AidStatus | Pairing, step: str) -> bool:
    if step == "withdraw":
        return services.may_propose_of(fact, somebody) or services.may_approve_of(fact, somebody)
    if step == "end":
        return services.may_propose_of(fact, somebody)
    return step in FACTS and services.may_approve_of(fact, somebody)


def _unit(slug: str) -> Unit:
    unit = register.unit_sheet(actor(), slug).unit
    require(policies.may_change_unit, unit.cluster_id)
    return unit


def _done(slug: str, form: ShopForm, which: str, deed: Callable[[], None], said: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        with refusals_on(form):
            deed()
            db.session.commit()
            flash(said, "success")
            return redirect(url_for(".unit", slug=slug))
    return unit_page(slug, wrong=form, which=which), 422
