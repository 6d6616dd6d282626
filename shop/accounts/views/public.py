"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from shop.accounts import services, sessions
from shop.accounts.forms import SignInForm
from shop.accounts.models import Person
from shop.extensions import db, limiter
from shop.kernel.refusals import Refused
from shop.web.forms import refusals_on
from shop.web.guards import current_actor, public
from shop.web.language import back_to

bp = Blueprint("accounts", __name__)

# Beside the limit per name in services: nobody goes through many names from one address either.
GUESSES = "60 per minute"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(GUESSES, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Let somebody in, and back to where they were going."""
    form = SignInForm()
    if request.method == "GET" and current_actor():
        return redirect(_onward())
    if form.validate_on_submit():
        with refusals_on(form):
            sessions.begin(_person(form))
            return redirect(_onward())
    return render_template(
        "accounts/sign_in.html",
        form=form,
        onward=request.args.get("next"),
        demo_sign_ins=current_app.config.get("DEMO_SIGN_INS", ()),
        without_a_desk=current_user.is_authenticated,
    ), 422 if form.is_submitted() else 200


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Nobody is signed in any more on this device."""
    sessions.end()
    return redirect(url_for("reports.home"))


def _person(form: SignInForm) -> Person:
    """Whose name and password these are; a failed attempt is kept before it is refused."""
    visitor = session.get(sessions.BASKET)
    person = services.sign_in(form.name.data or "", form.password.data or "", request.remote_addr, visitor=visitor)
    db.session.commit()
    if person is None:
        raise Refused(_l("The e-mail address, phone number or password is wrong."))
    return person


def _onward() -> str:
    address = request.args.get("next")
    return back_to(address) if address else url_for("reports.desk")
