"""What everybody may do about their own account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.accounts import services, sessions
from shop.accounts.forms import PasswordForm
from shop.accounts.models import Person
from shop.accounts.views.public import GUESSES, bp
from shop.extensions import db, limiter
from shop.kernel.refusals import Refused
from shop.web.forms import refusals_on
from shop.web.guards import actor, allowed, anyone_signed_in


@bp.route("/password", methods=["GET", "POST"])
@allowed(anyone_signed_in)
@limiter.limit(GUESSES, methods=["POST"])
def password() -> ResponseReturnValue:
    """A new password; the sessions on other devices end."""
    form = PasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            person = db.session.get_one(Person, actor().person_id)
            known = services.prove(person, form.old.data or "", request.remote_addr)
            db.session.commit()  # a wrong guess is kept before it is refused
            if not known:
                raise Refused(_l("This is not your current password."), field="old")
            services.change_password(person, form.old.data or "", form.new.data or "", by=actor())
            db.session.commit()
            sessions.go_on(person)
            flash(_("Your password is changed. On your other devices you have to sign in again."), "success")
            return redirect(url_for("reports.desk"))
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200
