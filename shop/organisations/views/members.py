"""For whom one acts, and with whom."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.accounts.sessions import MEMBERSHIP
from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import asked_as, send_tables
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.mail.queries import unreached_among
from shop.mail.settings import is_set_up
from shop.organisations import policies, queries, services
from shop.organisations.forms import LimitForm, RolesForm
from shop.organisations.models import Membership
from shop.organisations.sessions import choices, own_name, who
from shop.organisations.tables.register import members_table
from shop.organisations.views import deeds, papers, register, vetting
from shop.organisations.words import roles_in_words
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed, anyone_signed_in, public, require
from shop.web.language import back_to, current

bp = Blueprint("organisations", __name__)

bp.add_url_rule("/our-unit", "our_unit", papers.our_unit)
bp.add_url_rule("/our-unit/addresses", "add_address", papers.add_address, methods=["POST"])
bp.add_url_rule("/our-unit/profiles", "add_profile", papers.add_profile, methods=["POST"])
bp.add_url_rule(
    "/our-unit/addresses/<int(max=999999999999):address_id>/retire",
    "retire_address",
    papers.retire_address,
    methods=["POST"],
)
bp.add_url_rule(
    "/our-unit/profiles/<int(max=999999999999):profile_id>/retire",
    "retire_profile",
    papers.retire_profile,
    methods=["POST"],
)
bp.add_url_rule("/organisations", "units", register.units)
bp.add_url_rule("/organisations/units/<slug>", "unit", register.unit)
bp.add_url_rule("/organisations/suppliers", "suppliers", register.suppliers)
bp.add_url_rule("/organisations/suppliers/<slug>", "supplier", vetting.supplier)
bp.add_url_rule("/organisations/suppliers/<slug>/<step>", "vet", vetting.vet, methods=["POST"])
bp.add_url_rule("/organisations/counties", "counties", register.counties)
for rule, name, view in (
    ("/organisations/units/<slug>/places", "propose_place", deeds.propose_place),
    ("/organisations/units/<slug>/places/<int(max=999999999999):place_id>/<step>", "decide_place", deeds.decide_place),
    ("/organisations/units/<slug>/canteen", "propose_canteen", deeds.propose_canteen),
    (
        "/organisations/units/<slug>/canteen/<int(max=999999999999):change_id>/<step>",
        "decide_canteen",
        deeds.decide_canteen,
    ),
    ("/organisations/units/<slug>/supervisions", "declare_supervision", deeds.declare_supervision),
    (
        "/organisations/units/<slug>/supervisions/<int(max=999999999999):supervision_id>/end",
        "end_supervision",
        deeds.end_supervision,
    ),
    ("/organisations/units/<slug>/merger", "merge", deeds.merge),
    ("/organisations/counties/facts", "propose_fact", deeds.propose_fact),
    ("/organisations/counties/<kind>/<int(max=999999999999):fact_id>/<step>", "decide_fact", deeds.decide_fact),
):
    bp.add_url_rule(rule, name, view, methods=["POST"])


@bp.post("/switch")
@public
def switch() -> ResponseReturnValue:
    """Act for another organisation from now on; also for those whose membership has ended, who act for none."""
    if who() is None:
        return redirect(url_for("accounts.sign_in"))
    chosen = request.form.get("membership", type=int)
    if chosen not in {choice.id for choice in choices()}:
        abort(404)
    session[MEMBERSHIP] = chosen
    onward = request.form.get("next")
    return redirect(back_to(onward) if onward else url_for("reports.desk"))


@bp.get("/team")
@allowed(anyone_signed_in)
def team() -> ResponseReturnValue:
    """Who works for the organisation, as what, and up to which amount."""
    return _taken_away() if asked_as() else _team()


@bp.route("/team/<int(max=999999999999):membership_id>", methods=["GET", "POST"])
@allowed(policies.may_manage_team)
def member(membership_id: int) -> ResponseReturnValue:
    """What a colleague does for the organisation, and up to which amount they buy without approval."""
    held = _colleague(membership_id)
    form = LimitForm(obj=held)
    if form.is_submitted():
        require(policies.may_set_limit_of, held.organisation_id, held.person_id)

    def deed() -> str:
        services.change_order_limit(held, cast("Money | None", form.order_limit.data), by=actor())
        flash(_("The limit is changed."), "success")
        return url_for(".team")

    return once.do(form, deed) or (_sheet(held, limit=form), 422 if form.is_submitted() else 200)


@bp.post("/team/<int(max=999999999999):membership_id>/roles")
@allowed(policies.may_manage_team)
def change_roles(membership_id: int) -> ResponseReturnValue:
    """The colleague does other things from now on."""
    held = _colleague(membership_id)
    form = RolesForm.among(services.roles_for(held.organisation), request.form)

    def deed() -> str:
        services.change_roles(held, form.chosen(), by=actor())
        flash(_("The roles are changed."), "success")
        return url_for(".team")

    return once.do(form, deed) or (_sheet(held, roles=form), 422)


@bp.post("/team/<int(max=999999999999):membership_id>/<step>")
@allowed(policies.may_manage_team)
def end_or_resume(membership_id: int, step: str) -> ResponseReturnValue:
    """The colleague leaves; or comes back, with the roles and the limit of before."""
    if step not in ("end", "back"):
        abort(404)
    form, held = ShopForm(), _colleague(membership_id, active=None)
    name = held.person.name

    def end() -> str:
        services.leave(_colleague(membership_id), by=actor())
        flash(_("%(name)s no longer acts for the organisation.", name=name), "success")
        return url_for(".team")

    def resume() -> str:
        left = _colleague(membership_id, active=False)
        services.join(
            left.person_id,
            left.organisation_id,
            left.roles,
            title=left.title,
            order_limit=left.order_limit,
            by=actor(),
        )
        flash(_("%(name)s is back, in the same roles as before.", name=name), "success")
        return url_for(".team")

    return once.do(form, end if step == "end" else resume) or (_team(wrong=form), 422)


def _colleague(membership_id: int, *, active: bool | None = True) -> Membership:
    held = queries.member(membership_id, active=active)
    require(policies.may_manage, held.organisation_id, held.person_id)
    return held


def _taken_away() -> ResponseReturnValue:
    table = members_table(queries.members_of(actor().organisation_id))
    return send_tables(table.title, [table], "team", (_("Of"), actor().organisation_name))


def _team(*, wrong: ShopForm | None = None) -> str:
    members = queries.members_of(actor().organisation_id)
    return render_template(
        "organisations/team.html",
        organisation=own_name(),
        members=members,
        unreached=unreached_among({member.person_id for member in members}) if is_set_up() else {},
        may_manage=policies.may_manage,
        manages=policies.may_manage_team(actor()),
        roles_in_words=partial(roles_in_words, language=current()),
        buyer=Role.BUYER,
        wrong=wrong,
    )


def _sheet(held: Membership, *, roles: RolesForm | None = None, limit: LimitForm | None = None) -> str:
    buys = Role.BUYER in held.roles and policies.may_set_limit_of(actor(), held.organisation_id, held.person_id)
    return render_template(
        "organisations/member.html",
        member=held,
        wrong=next((form for form in (roles, limit) if form is not None and form.errors), None),
        roles_form=roles or RolesForm.among(services.roles_for(held.organisation), held=held.roles),
        limit_form=(limit or LimitForm(formdata=None, obj=held)) if buys else None,
        history=told_all(trail_of("membership", held.id)),
    )
