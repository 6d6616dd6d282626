"""Settling (对账): what waits, proposing, the settlement as both sides see it, and as a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.kernel import clock
from shop.kernel.money import total
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.settlements import ChoiceForm, SeenForm, StepForm
from shop.payments.models import Settlement
from shop.payments.queries import settled_parts, unsettled
from shop.payments.queries import settlements as queries
from shop.payments.queries.accounts import PER_PAGE
from shop.payments.queries.unsettled import Waiting
from shop.payments.services import settled_lines, settlement_invoices
from shop.payments.services import settlements as services
from shop.payments.settling import SettlementState, SettlementStep, last_days
from shop.payments.tables.money import settlements_table
from shop.payments.views.settlement_showing import settlement_page
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.guards import actor, allowed

bp = Blueprint("settlements", __name__, url_prefix="/money/settlements")

DEEDS: dict[SettlementStep, Callable[[Settlement, StepForm], object]] = {
    SettlementStep.CONFIRM: lambda row, form: services.confirm(row, seen=form.shown, by=actor()),
    SettlementStep.DISPUTE: lambda row, form: settled_lines.dispute(row, form.line_id, form.said, by=actor()),
    SettlementStep.CLEAR: lambda row, form: settled_lines.clear(row, form.line_id, by=actor()),
    SettlementStep.TAKE_OUT: lambda row, form: settled_lines.take_out(row, form.line_id, by=actor()),
    SettlementStep.WITHDRAW: lambda row, form: services.withdraw(row, form.said, by=actor()),
    SettlementStep.INVOICE: lambda row, form: settlement_invoices.choose_invoices(row, form.chosen, by=actor()),
    SettlementStep.CHECK: lambda row, form: settlement_invoices.mark_checked(row, form.said, by=actor()),
}
DONE = {
    SettlementStep.CONFIRM: _l("Both sides have agreed: the settlement can be invoiced and paid."),
    SettlementStep.DISPUTE: _l("Your question stands beside the line. The other side has been told."),
    SettlementStep.CLEAR: _l("The question is taken back."),
    SettlementStep.TAKE_OUT: _l("The line is taken out; it waits for the next settlement."),
    SettlementStep.WITHDRAW: _l("The settlement is withdrawn; its lines wait for another one."),
    SettlementStep.INVOICE: _l("The invoices are chosen. The unit has been told."),
    SettlementStep.CHECK: _l("Marked as checked."),
}


@bp.get("")
@allowed(policies.may_read_settlements)
def index() -> ResponseReturnValue:
    """All settlements, the newest first, and what waits to be settled."""
    state, words, page = word_in(SettlementState, "state"), words_in("q"), page_in("page")
    count, listed = queries.settlements_of(actor(), state, words, page=page)
    if asked_as():
        said = [(_("State"), state.label if state else None), (_("Number or name"), words)]
        return send_list(lambda: _table(state, words), count, "settlements", *said)
    settles = policies.may_keep_accounts(actor())
    waiting = unsettled.waiting_for(actor()) if settles else []
    proposed = queries.waiting_for_answer(actor()) if settles else []
    parts = settled_parts.parts_of(listed)
    return render_template(
        "payments/settlements.html",
        listed=listed,
        waiting=waiting,
        proposed=proposed,
        settles=settles,
        left={settlement_id: settled_parts.open_of(found) for settlement_id, found in parts.items()},
        state=state,
        words=words,
        states=SettlementState,
        count=count,
        page=page,
        pages=max(1, -(-count // PER_PAGE)),
        names=names_of(_sides(listed) | _sides(waiting) | _sides(proposed)),
    )


@bp.route("/new", methods=["GET", "POST"])
@allowed(policies.may_keep_accounts)
def new() -> ResponseReturnValue:
    """What a settlement would hold, and proposing it."""
    choice, form = ChoiceForm(request.args, meta={"csrf": False}), SeenForm()
    readable = choice.validate()
    unit_id, supplier_id = choice.pair_for(actor())
    until = min(choice.day or clock.today(), clock.today())

    def propose() -> str:
        settlement = services.propose(
            unit_id=unit_id,
            supplier_id=supplier_id,
            profile_id=choice.profile_id,
            until=until,
            seen=form.shown,
            by=actor(),
        )
        flash(_("The settlement is proposed. The other side has been told and can agree to it."), "success")
        return url_for(".settlement", number=settlement.number)

    if readable and (answer := once.do(form, propose)):
        return answer
    title = unsettled.profile_between(unit_id, supplier_id, choice.profile_id)
    lines = unsettled.lines_to_settle(unit_id, supplier_id, choice.profile_id, until)
    return render_template(
        "payments/settlement_new.html",
        form=form if readable else choice,
        unit_id=unit_id,
        supplier_id=supplier_id,
        profile_id=choice.profile_id,
        profile_title=title,
        lines=lines,
        until=until,
        last_days=last_days(clock.today()),
        sum=total(line.amount for line in lines),
        names=names_of([unit_id, supplier_id]),
    ), (200 if readable and not form.is_submitted() else 422)


@bp.get("/<number>")
@allowed(policies.may_read_settlements)
def settlement(number: str) -> str:
    """One settlement: its lines by order, what is questioned, what is paid, its history."""
    return settlement_page(queries.settlement_for(actor(), number))


@bp.post("/<number>/<step>")
@allowed(policies.may_keep_accounts)
def do(number: str, step: str) -> ResponseReturnValue:
    """One step in the life of a settlement; which there are, the table in `settling` says."""
    found, form = queries.settlement_for(actor(), number), StepForm()
    chosen = next((known for known in SettlementStep if known.value == step), None)
    if chosen is None:
        abort(404)
    form.reason.id = f"reason-{chosen.value}"

    def deed() -> str:
        DEEDS[chosen](found, form)
        flash(DONE[chosen], "success")
        return url_for(".settlement", number=number)

    if answer := once.do(form, deed):
        return answer
    return settlement_page(queries.settlement_for(actor(), number), step=chosen, form=form), 422


def _table(state: SettlementState | None, words: str) -> Table:
    _count, listed = queries.settlements_of(actor(), state, words, page=1, per_page=MOST_AT_ONCE)
    left = {number: settled_parts.open_of(parts) for number, parts in settled_parts.parts_of(listed).items()}
    return settlements_table(listed, names_of(_sides(listed)), left)


def _sides(rows: Iterable[Settlement] | Iterable[Waiting]) -> set[int]:
    """Everybody whom a list names."""
    return {organisation_id for row in rows for organisation_id in (row.unit_id, row.supplier_id)}
