"""Lines of one's own bank: what was found for each, take it, split it, set it aside, undo."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.bank import AcceptForm, AsideForm, RefundForm, SplitForm, open_orders, split_form
from shop.payments.models.bank import Aside, BankLineState, LineState
from shop.payments.queries.announced import announced_by_line
from shop.payments.queries.bank_claims import orders_owed
from shop.payments.queries.bank_lists import PER_PAGE, LineFilter, Tab, line_counts, line_for, lines_listed
from shop.payments.queries.bank_matching import (
    Found,
    key_of,
    numbers_in,
    others_of,
    read_lines,
    transfer_of,
)
from shop.payments.queries.bank_refunds import (
    key_of_refund,
    refund_numbers,
    refund_told_of,
    refundable_between,
    refunds_to_choose,
)
from shop.payments.queries.payments import payment_numbers, payment_told_of
from shop.payments.readings import Strength
from shop.payments.refund_matching import Refundable
from shop.payments.services import bank_lines as services
from shop.payments.services.bank_booking import Outcome
from shop.payments.views.bank import bp
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

MOST_REFUNDABLE = 30
LINE = "/bank/lines/<int(max=999999999999):line_id>"


@bp.get("/bank")
@allowed(policies.may_keep_accounts)
def lines() -> str:
    """What the bank shows and what became of it; likely readings are one click away."""
    asked = LineFilter(
        tab=word_in(Tab, "tab") or Tab.TO_MATCH,
        words=words_in("q"),
        statement_id=number_in("statement"),
        page=page_in("page"),
    )
    counts = line_counts(actor(), asked)
    total = counts[asked.tab]
    listed = lines_listed(actor(), asked) if total else []
    found = read_lines([state.line for state in listed if state.state is LineState.OPEN], actor())
    best = [reading.proposals[0] for reading in found.values() if reading.proposals]
    ids = [state.line_id for state in listed]
    backs = refunds_to_choose([state.line for state in listed if state.state is LineState.OPEN], actor())
    return render_template(
        "payments/lines.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=listed,
        found=found,
        key_of=key_of,
        numbers=numbers_in(best),
        names=names_of([*(proposal.other_id for proposal in best), *backs.other_ids]),
        payments=payment_numbers(ids),
        refunds=refund_numbers(ids),
        announced=announced_by_line(ids),
        backs=backs,
        key_of_refund=key_of_refund,
        Strength=Strength,
    )


@bp.get(LINE)
@allowed(policies.may_keep_accounts)
def line(line_id: int) -> str:
    """One line: what the bank wrote, what it may pay for, and what became of it."""
    return _page(line_for(actor(), line_id))


@bp.post(LINE + "/accept")
@allowed(policies.may_keep_accounts)
def accept(line_id: int) -> ResponseReturnValue:
    """Take one of the suggestions as it was shown."""
    state, form = line_for(actor(), line_id), AcceptForm()

    def take() -> str:
        _say(services.accept_reading(state, form.reading.data or "", remember=bool(form.remember.data), by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, take) or (_page(line_for(actor(), line_id), accepting=form), 422)


@bp.post(LINE + "/accept-refund")
@allowed(policies.may_keep_accounts)
def accept_back(line_id: int) -> ResponseReturnValue:
    """Agree that a line gives back what was suggested."""
    state, form = line_for(actor(), line_id), AcceptForm()

    def take() -> str:
        _say_back(services.accept_refund(state, form.reading.data or "", by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, take) or (_page(line_for(actor(), line_id), accepting=form), 422)


@bp.post(LINE + "/refund")
@allowed(policies.may_keep_accounts)
def give_back(line_id: int) -> ResponseReturnValue:
    """Say oneself of which payment a line gives back."""
    state, form = line_for(actor(), line_id), RefundForm()

    def back() -> str:
        _say_back(services.match_refund(state, form.payment_id, by=actor()))
        return url_for(".line", line_id=line_id)

    return once.do(form, back) or (_page(line_for(actor(), line_id), giving=form), 422)


@bp.post(LINE + "/match")
@allowed(policies.may_keep_accounts)
def match(line_id: int) -> ResponseReturnValue:
    """Say oneself which orders of whom a line pays, and how much for each."""
    state = line_for(actor(), line_id)
    form = _split_form(state, request.form.get("other", ""))

    def split() -> str:
        outcome = services.match_line(
            state, form.other_id, form.shares(), remember=bool(form.remember.data), by=actor()
        )
        _say(outcome)
        return url_for(".line", line_id=line_id)

    return once.do(form, split) or (_page(line_for(actor(), line_id), splitting=form), 422)


@bp.post(LINE + "/aside")
@allowed(policies.may_keep_accounts)
def aside(line_id: int) -> ResponseReturnValue:
    """The line pays for nothing here."""
    state, form = line_for(actor(), line_id), AsideForm()

    def put() -> str:
        services.set_aside(state, Aside(form.why.data), form.reason.data or "", by=actor())
        flash(_("The line is set aside."), "success")
        return url_for(".lines")

    return once.do(form, put) or (_page(line_for(actor(), line_id), setting=form), 422)


@bp.post(LINE + "/undo")
@allowed(policies.may_keep_accounts)
def undo(line_id: int) -> ResponseReturnValue:
    """The line is open again; what was booked on its word alone is taken back."""
    state, form = line_for(actor(), line_id), ShopForm()

    def reopen() -> str:
        services.undo(state, by=actor())
        flash(_("The line is open again."), "success")
        return url_for(".line", line_id=line_id)

    return once.do(form, reopen) or (_page(line_for(actor(), line_id), undoing=form), 422)


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


def _split_form(state: BankLineState, other: str, found: Found | None = None, *, formless: bool = False) -> SplitForm:
    """The form for the orders of the other side that is named, beginning with what is suggested for it.

    ``formless``: it stands in place of one whose other side there is not.
    """
    other_id = int(other) if other.isascii() and other.isdigit() and len(other) < 10 else 0
    if other_id not in others_of(actor()):
        other_id = 0
    owed = orders_owed(actor(), other_id) if other_id else []
    best = next((one for one in found.proposals if one.other_id == other_id and one.shares), None) if found else None
    return split_form(other_id, open_orders(owed), dict(best.shares) if best else {}, formless=formless)


def _refundable(other_id: int, others: Sequence[int]) -> list[Refundable]:
    return refundable_between(actor(), other_id)[:MOST_REFUNDABLE] if other_id in others else []


def _page(
    state: BankLineState,
    *,
    accepting: AcceptForm | None = None,
    splitting: SplitForm | None = None,
    setting: AsideForm | None = None,
    giving: RefundForm | None = None,
    undoing: ShopForm | None = None,
) -> str:
    is_open = state.state is LineState.OPEN
    found = read_lines([state.line], actor()).get(state.line_id) if is_open else None
    proposals = found.proposals if found else ()
    backs = refunds_to_choose([state.line] if is_open else [], actor())
    known = [one.other_id for one in proposals] or [one.other_id for one in backs.by_line.get(state.line_id, ())]
    first = str(known[0]) if known else ""
    others = others_of(actor()) if is_open else []
    form = splitting
    if form is None or form.other_id not in others:
        form = _split_form(state, request.args.get("other", first), found, formless=splitting is not None)
    return render_template(
        "payments/line.html",
        state=state,
        line=state.line,
        proposals=proposals,
        key_of=key_of,
        numbers=numbers_in(proposals),
        other_way=transfer_of(state.line, actor()) is None,
        backs=backs.by_line.get(state.line_id, ()),
        back_numbers=backs.numbers,
        key_of_refund=key_of_refund,
        refundable=_refundable(form.other_id, others),
        refund=refund_told_of(state.line_id),
        announced=announced_by_line([state.line_id]).get(state.line_id),
        names=names_of({*others, *backs.other_ids, *(proposal.other_id for proposal in proposals)}),
        others=others,
        owed=orders_owed(actor(), form.other_id) if is_open and form.other_id in others else [],
        may_remember=actor().is_supplier and bool(state.line.name or state.line.account),
        payment=payment_told_of(state.line_id),
        accept_form=accepting or AcceptForm(formdata=None),
        split_form=form,
        aside_form=setting or AsideForm(formdata=None),
        giving=giving or RefundForm(formdata=None),
        wrong=accepting or splitting or setting or giving or undoing,
        LineState=LineState,
        history=told_all(trail_of("bank_line", state.line_id)),
    )
