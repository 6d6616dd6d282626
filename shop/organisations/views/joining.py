"""Beginning to sell here: an account, and with it an application; the addresses of what follows."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.accounts import sessions
from shop.accounts.models import Person
from shop.accounts.services import open_account
from shop.extensions import db, limiter
from shop.kernel.refusals import Refused
from shop.organisations.forms_joining import BusinessForm, JoiningForm
from shop.organisations.queries import register
from shop.organisations.services.applying import begin_application
from shop.organisations.sessions import who
from shop.organisations.views import documents, producers, profile, vetting
from shop.organisations.words import SupplierKind
from shop.web import once
from shop.web.forms import refusals_on
from shop.web.guards import public

bp = Blueprint("joining", __name__)

ACCOUNTS = "30 per hour"
"""Nobody makes accounts by the dozen from one address, nor tries which e-mail addresses are known."""

ROW = "<int(max=999999999999):number>"
for rule, name, view, methods in (
    ("/our-profile", "profile", profile.profile, ["GET"]),
    ("/our-profile/change", "change", profile.change, ["GET", "POST"]),
    (f"/our-profile/changes/{ROW}/withdraw", "withdraw_change", profile.withdraw_change, ["POST"]),
    ("/our-profile/documents", "documents", documents.own, ["GET", "POST"]),
    ("/our-profile/permit", "permit", documents.permit, ["POST"]),
    (f"/our-profile/documents/{ROW}/end", "end_document", documents.end, ["POST"]),
    ("/our-profile/producers", "producers", producers.producers, ["GET", "POST"]),
    (f"/our-profile/producers/{ROW}", "producer", producers.producer, ["GET", "POST"]),
    (f"/our-profile/producers/{ROW}/<step>", "end_producer", producers.end, ["POST"]),
    ("/our-profile/<part>", "part", profile.part, ["GET", "POST"]),
    ("/organisations/applications", "queue", vetting.queue, ["GET"]),
    (f"/organisations/suppliers/<slug>/documents/{ROW}", "document", documents.document, ["GET"]),
    (f"/organisations/suppliers/<slug>/changes/{ROW}/<step>", "decide_change", vetting.decide_change, ["POST"]),
):
    bp.add_url_rule(rule, name, view, methods=methods)


@bp.route("/sell-here", methods=["GET", "POST"])
@public
@limiter.limit(ACCOUNTS, methods=["POST"])
def sell_here() -> ResponseReturnValue:
    """What it takes to sell here, and the first step: who are you, and in which county."""
    somebody = who()
    kind = BusinessForm if somebody else JoiningForm
    form = kind.of(register.county_names().values())
    if form.validate_on_submit():
        with refusals_on(form):
            claimed = once.claim("joining")
            person_id = somebody.person_id if somebody else _person(form).id
            if claimed.outcome is not None:
                return redirect(claimed.outcome)
            chosen = SupplierKind(form.kind.data)
            _supplier, membership = begin_application(person_id, form.name.data or "", chosen, form.county.data)
            answer = claimed.commit(url_for(".profile"))
            if not somebody:
                sessions.begin(db.session.get_one(Person, person_id))
            session[sessions.MEMBERSHIP] = membership.id
            flash(_("Your application is begun. You can leave it at any time and go on with it later."), "success")
            return answer
    return render_template("organisations/sell_here.html", form=form, somebody=somebody), (
        422 if form.is_submitted() else 200
    )


def _person(form: BusinessForm) -> Person:
    """Who makes an account with the form, or had one with this password already; a wrong guess is kept."""
    typed = {name: form[name].data or "" for name in ("person", "email", "password")}
    person = open_account(typed["person"], typed["email"], typed["password"], request.remote_addr)
    if person is None:
        db.session.commit()
        raise Refused(
            _l("No account could be made with this address. If you have one already, sign in first and apply then."),
            field="email",
        )
    return person
