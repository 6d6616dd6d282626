"""Lines of one's own bank: what was found for each, take it, split it, set it aside, undo."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.bank import AcceptForm, AsideForm, RefundForm
from shop.payments.models.bank import Aside, LineState
from shop.payments.queries.announced import announced_by_line
from shop.payments.queries.bank_lists import PER_PAGE, LineFilter, Tab, line_counts, line_for, lines_listed
from shop.payments.queries.bank_matching import key_of, known_sides, numbers_in
from shop.payments.queries.bank_refunds import (
    key_of_refund,
    read_refunds,
    refund_numbers,
)
from shop.payments.queries.bank_rivals import read_among_others
from shop.payments.queries.payments import payment_numbers
from shop.payments.readings import Strength
from shop.payments.services import bank_lines as services
from shop.payments.services.bank_booking import Outcome
from shop.payments.tables.bank import lines_table
from shop.payments.views.bank import bp
from shop.payments.views.bank_line_page import line_page, split_form_sent
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

LINE = "/bank/lines/<int(max=999999999999):line_id>"


@bp.get("/bank")
@allowed(policies.may_keep_accounts)
def lines() -> ResponseReturnValue:
    """What the bank shows and what became of it; likely readings are one click away."""
    asked = LineFilter(
        tab=word_in(Tab, "tab") or Tab.TO_MATCH,
        words=words_in("q"),
        statement_id=number_in("statement"),
        page=page_in("page"),
    )
    counts = line_counts(actor(), asked)
    total = counts[asked.tab]
    if asked_as():
        said = [(_("State"), asked.tab.label), (_("Search"), asked.words)]
        return send_list(lambda: _table(asked), total, f"bank-lines-{asked.tab.value}", *said)
    listed = lines_listed(actor(), asked) if total else []
    waiting = [state.line for state in listed if state.state is LineState.OPEN]
    sides = known_sides(actor()) if waiting else []
    readings, backs = read_among_others(waiting, actor(), sides), read_refunds(waiting, actor(), sides)
    best = [reading.proposals[0] for reading in readings.found.values() if reading.proposals]
    best_back = [of_one[0] for of_one in backs.values() if of_one]
    ids = [state.line_id for state in listed if state.state is LineState.MATCHED]
    return render_template(
        "payments/lines.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=listed,
        readings=readings,
        key_of=key_of,
        numbers=numbers_in(best, best_back),
        names=names_of({one.other_id for one in best} | {one.other_id for one in best_back}),
        payments=payment_numbers(ids),
        refunds=refund_numbers(ids),
        announced=announced_by_line(ids),
        backs=backs,
        key_of_refund=key_of_refund,
        Strength=Strength,
    )


def _table(asked: LineFilter) -> Table:
    listed = lines_listed(actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
    ids = [state.line_id for state in listed]
    return lines_table(listed, payment_numbers(ids), refund_numbers(ids))


@bp.get(LINE)
@allowed(policies.may_keep_accounts)
def line(line_id: int) -> str:
    """One line: what the bank wrote, what it may pay for, and what became of it."""
    return line_page(line_for(actor(), line_id))


@bp.post(LINE + "/accept")
@allowed(policies.may_keep_accounts)
def accept(line_id: int) -> ResponseReturnValue:
    """Take one of the suggestions as it was shown."""
    state, form = line_for(actor(), line_id), AcceptForm()

    def take() -> str:
        _say(services.accept_reading(state, form.reading.data or "", remember=bool(form.remember.data), by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, take) or (line_page(line_for(actor(), line_id), accepting=form), 422)


@bp.post(LINE + "/accept-refund")
@allowed(policies.may_keep_accounts)
def accept_back(line_id: int) -> ResponseReturnValue:
    """Agree that a line gives back what was suggested."""
    state, form = line_for(actor(), line_id), AcceptForm()

    def take() -> str:
        _say_back(services.accept_refund(state, form.reading.data or "", by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, take) or (line_page(line_for(actor(), line_id), accepting=form), 422)


@bp.post(LINE + "/refund")
@allowed(policies.may_keep_accounts)
def give_back(line_id: int) -> ResponseReturnValue:
    """Say oneself of which payment a line gives back."""
    state, form = line_for(actor(), line_id), RefundForm()

    def back() -> str:
        _say_back(services.match_refund(state, form.payment_id, by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, back) or (line_page(line_for(actor(), line_id), giving=form), 422)


@bp.post(LINE + "/match")
@allowed(policies.may_keep_accounts)
def match(line_id: int) -> ResponseReturnValue:
    """Say oneself which orders of whom a line pays, and how much for each."""
    state = line_for(actor(), line_id)
    form = split_form_sent(request.form.get("other", ""))

    def split() -> str:
        outcome = services.match_line(
            state, form.other_id, form.shares(), remember=bool(form.remember.data), by=actor()
        )
        _say(outcome)
        return url_for(".line", line_id=line_id)

    return once.do(form, split) or (line_page(line_for(actor(), line_id), splitting=form), 422)


@bp.post(LINE + "/aside")
@allowed(policies.may_keep_accounts)
def aside(line_id: int) -> ResponseReturnValue:
    """The line pays for nothing here."""
    state, form = line_for(actor(), line_id), AsideForm()

    def put() -> str:
        services.set_aside(state, Aside(form.why.data), form.reason.data or "", by=actor())
        flash(_("The line is set aside."), "success")
        return url_for(".lines")

    return once.do(form, put) or (line_page(line_for(actor(), line_id), setting=form), 422)


@bp.post(LINE + "/undo")
@allowed(policies.may_keep_accounts)
def undo(line_id: int) -> ResponseReturnValue:
    """The line is open again; what was booked on its word alone is taken back."""
    state, form = line_for(actor(), line_id), ShopForm()

    def reopen() -> str:
        services.undo(state, by=actor())
        flash(_("The line is open again."), "success")
        return url_for(".line", line_id=line_id)

    return once.do(form, reopen) or (line_page(line_for(actor(), line_id), undoing=form), 422)


def _say(outcome: Outcome) -> None:
    if outcome is Outcome.ATTACHED:
        flash(_("The other side had told of this transfer already: it is counted once."), "success")
    elif outcome is Outcome.ANNOUNCED:
        flash(
            _("The transfer is announced to the supplier. It counts as paid once the supplier has seen it."), "success"
        )
    else:
        flash(_("The payment is booked."), "success")


def _say_back(outcome: Outcome) -> None:
    if outcome is Outcome.ATTACHED:
        flash(_("The other side’s bank had told of this already: it is counted once."), "success")
    else:
        flash(_("It is booked as given back. The other side has been told."), "success")
