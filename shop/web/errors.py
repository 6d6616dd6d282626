"""One place where what went wrong becomes a page: what happened, what was kept, what to do."""

from __future__ import annotations

import structlog
from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from shop.extensions import db
from shop.kernel.refusals import NotYours, Refused

log = structlog.get_logger("shop.errors")

Answer = tuple[str, int]


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NotYours, not_yours)
    app.register_error_handler(CSRFError, stale_token)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)


def refused(refusal: Refused) -> Answer:
    """A rule of the trade said no where no form could show it: 409, nothing kept."""
    db.session.rollback()
    return render_template("errors/refused.html", message=refusal.message), 409


def not_yours(error: NotYours) -> Answer:
    db.session.rollback()
    return render_template(
        "errors/error.html", code=404, message=_("There is no such page, or you do not have access to it.")
    ), 404


def stale_token(error: CSRFError) -> Answer:
    """The form's token is missing or too old. Nothing was done; going back keeps what was typed."""
    db.session.rollback()
    message = _(
        "This form has been open too long or was not sent from the shop. "
        "Nothing was changed: go back, reload and send it again."
    )
    return render_template("errors/error.html", code=400, message=message), 400


MESSAGES = {
    400: lambda: _("The request could not be understood."),
    401: lambda: _("Please sign in first."),
    403: lambda: _("You are not allowed to do this."),
    404: lambda: _("There is no such page, or you do not have access to it."),
    405: lambda: _("This address does not take that kind of request."),
    413: lambda: _("What you sent is too large."),
    429: lambda: _("Too many attempts. Please wait a few minutes."),
}


def http(error: HTTPException) -> Answer | HTTPException:
    """Werkzeug's own errors, in our words; redirects pass."""
    if error.code is None or error.code < 400:
        return error
    db.session.rollback()
    message = MESSAGES.get(error.code, MESSAGES[400])()
    return render_template("errors/error.html", code=error.code, message=message), error.code


def unexpected(error: Exception) -> Answer:
    """Logged with the request id, shown without detail."""
    db.session.rollback()
    log.error("unexpected", exc_info=error, request_id=g.get("request_id"), path=request.path, method=request.method)
    return render_template(
        "errors/error.html", code=500, message=_("Something went wrong on our side. Nothing was changed.")
    ), 500
