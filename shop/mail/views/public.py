"""Stopping mails from within one, without signing in: the link proves that whoever follows it got the mail."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from shop.extensions import csrf, db
from shop.mail import services
from shop.mail.settings import read_token
from shop.mail.words import DAILY, EVERYTHING, Group
from shop.web.guards import public

bp = Blueprint("mail", __name__, url_prefix="/mail")

STOPPABLE = frozenset({EVERYTHING, DAILY, *(group.value for group in Group)})


@bp.get("/stop")
@public
def stop() -> str:
    """Asks what is to stop: a mail scanner that follows every link stops nothing."""
    proven = read_token(request.args.get("token", ""))
    if proven is None or proven[1] not in STOPPABLE:
        abort(404)
    return _page(proven[1])


@bp.post("/stop")
@csrf.exempt
@public
def stopped() -> ResponseReturnValue:
    """Stops it, sent by our page or by a mail program with one click (RFC 8058), which brings no cookie and no token.

    Answered without a redirect, as the standard asks; sent twice it is the same.
    """
    everything = request.form.get("what") == EVERYTHING
    proven = read_token(request.args.get("token", ""))
    if proven is None or proven[1] not in STOPPABLE:
        abort(400)
    person_id, what = proven
    services.stop(person_id, EVERYTHING if everything else what)
    db.session.commit()
    return _page(EVERYTHING if everything else what, done=True)


def _page(what: str, *, done: bool = False) -> str:
    group = Group(what) if what not in (EVERYTHING, DAILY) else None
    return render_template(
        "mail/stop.html", what=what, group=group, done=done, token=request.args["token"], everything=EVERYTHING
    )
