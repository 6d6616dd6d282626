"""The operator and mails: what goes out, what failed and why, whom no mail reaches, and whether the worker is alive."""

from __future__ import annotations

from functools import partial

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.mail import policies, queries, services
from shop.mail.queries import PER_PAGE, MailFilter
from shop.mail.settings import is_set_up
from shop.mail.tables import mails_table, unreached_table
from shop.mail.views.own import bp
from shop.mail.words import MailState
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.pulse import pulse


@bp.get("/outgoing")
@allowed(policies.may_run_mail)
def outgoing() -> ResponseReturnValue:
    """Mails, the newest first, and how they stand."""
    asked = MailFilter(word_in(MailState, "state"), words_in("q"))
    total = queries.mails_count(asked)
    if asked_as():
        whole = partial(queries.mails_page, asked, 1, per_page=MOST_AT_ONCE)
        said = [(_("Standing"), asked.state.label if asked.state else None), (_("Search"), asked.text)]
        return send_list(lambda: mails_table(whole()), total, "outgoing-mail", *said)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_in("page"), pages)
    return render_template(
        "mail/outgoing.html",
        asked=asked,
        filtered=asked != MailFilter(),
        rows=queries.mails_page(asked, page),
        counts=queries.counts_by_state(),
        states=MailState,
        total=total,
        page=page,
        pages=pages,
        is_set_up=is_set_up(),
        pulse=pulse(),
    )


@bp.get("/outgoing/<int(max=999999999999):mail_id>")
@allowed(policies.may_run_mail)
def one(mail_id: int) -> str:
    """One mail: to whom, why it has not gone, and what it said."""
    return _one(mail_id)


@bp.post("/outgoing/<int(max=999999999999):mail_id>/again")
@allowed(policies.may_run_mail)
def again(mail_id: int) -> ResponseReturnValue:
    """Put a mail out once more."""
    form, found = ShopForm(), queries.mail_by_id(mail_id).id

    def put_out() -> str:
        services.send_again(found, by=actor())
        flash(_("It is tried again in the worker’s next round, within a minute."), "success")
        return url_for(".one", mail_id=mail_id)

    return once.do(form, put_out) or (_one(mail_id, form), 422)


@bp.get("/unreached")
@allowed(policies.may_run_mail)
def unreached() -> ResponseReturnValue:
    """People whom no mail reaches: without an address, or with one that does not exist."""
    page = page_in("page")
    if asked_as():
        total, rows = queries.unreached(1, per_page=MOST_AT_ONCE)
        return send_list(lambda: unreached_table(rows), total, "unreached")
    total, rows = queries.unreached(page)
    pages = max(1, -(-total // PER_PAGE))
    if page > pages:
        page = pages
        total, rows = queries.unreached(page)
    return render_template("mail/unreached.html", rows=rows, total=total, page=page, pages=pages, is_set_up=is_set_up())


def _one(mail_id: int, form: ShopForm | None = None) -> str:
    mail = queries.mail_by_id(mail_id)
    return render_template("mail/mail.html", mail=mail, form=form, is_set_up=is_set_up())
