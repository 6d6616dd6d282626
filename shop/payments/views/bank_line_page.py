"""One bank line as a page, with the forms that may stand on it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.organisations.queries import names_of
from shop.payments.forms.bank import AcceptForm, AsideForm, RefundForm, SplitForm, open_orders, split_form
from shop.payments.models.bank import BankLineState, LineState
from shop.payments.queries.announced import announced_by_line
from shop.payments.queries.bank_claims import orders_owed
from shop.payments.queries.bank_matching import (
    Found,
    key_of,
    known_sides,
    numbers_in,
    others_of,
    transfer_of,
)
from shop.payments.queries.bank_refunds import key_of_refund, read_refunds, refund_told_of, refundable_between
from shop.payments.queries.bank_rivals import read_among_others
from shop.payments.queries.payments import payment_told_of
from shop.payments.readings import Claim
from shop.web.forms import ShopForm
from shop.web.guards import actor

MOST_REFUNDABLE = 30


def split_form_sent(other: str) -> SplitForm:
    """The form as it was sent, for the orders of the other side that it names."""
    other_id = _other_in(other, others_of(actor()))
    return _split_form(other_id, orders_owed(actor(), other_id) if other_id else [])


def _other_in(other: str, others: Sequence[int]) -> int:
    """The other side that is named; 0, which is nobody's id, for whoever is none."""
    other_id = int(other) if other.isascii() and other.isdigit() and len(other) < 10 else 0
    return other_id if other_id in others else 0


def _split_form(
    other_id: int, owed: Sequence[Claim], found: Found | None = None, *, formless: bool = False
) -> SplitForm:
    """The form for the orders of the other side that is named, beginning with what is suggested for it.

    ``formless``: it stands in place of one whose other side there is not.
    """
    best = next((one for one in found.proposals if one.other_id == other_id and one.shares), None) if found else None
    return split_form(other_id, open_orders(owed), dict(best.shares) if best else {}, formless=formless)


def line_page(
    state: BankLineState,
    *,
    accepting: AcceptForm | None = None,
    splitting: SplitForm | None = None,
    setting: AsideForm | None = None,
    giving: RefundForm | None = None,
    undoing: ShopForm | None = None,
) -> str:
    """One line: what the bank wrote, what it may pay for or give back, and what became of it."""
    is_open, other_way = state.state is LineState.OPEN, transfer_of(state.line, actor()) is None
    sides = known_sides(actor()) if is_open else []
    waiting, others = [state.line] if is_open else [], [side.id for side in sides]
    readings = read_among_others(waiting, actor(), sides)
    found = readings.found.get(state.line_id)
    proposals = found.proposals if found else ()
    backs = read_refunds(waiting, actor(), sides).get(state.line_id, ())
    known = [*(one.other_id for one in proposals), *(one.other_id for one in backs)]
    first = str(known[0]) if known else ""
    form, owed = splitting, None
    if form is None or form.other_id not in others:
        other_id = _other_in(request.args.get("other", first), others)
        owed = orders_owed(actor(), other_id) if other_id and not other_way else []
        form = _split_form(other_id, owed, found, formless=splitting is not None)
    elif not other_way:
        owed = orders_owed(actor(), form.other_id)
    told = [state.line_id] if state.state is LineState.MATCHED else []
    return render_template(
        "payments/line.html",
        state=state,
        line=state.line,
        proposals=proposals,
        readings=readings,
        key_of=key_of,
        numbers=numbers_in(proposals, backs),
        other_way=other_way,
        backs=backs,
        key_of_refund=key_of_refund,
        refundable=refundable_between(actor(), form.other_id)[:MOST_REFUNDABLE] if other_way and form.other_id else [],
        refund=refund_told_of(state.line_id) if told and other_way else None,
        announced=announced_by_line(told).get(state.line_id),
        names=names_of({*others, *known}),
        others=others,
        owed=owed or [],
        may_remember=actor().is_supplier and bool(state.line.name or state.line.account),
        payment=payment_told_of(state.line_id) if told and not other_way else None,
        accept_form=accepting or AcceptForm(formdata=None),
        split_form=form,
        aside_form=setting or AsideForm(formdata=None),
        giving=giving or RefundForm(formdata=None),
        wrong=accepting or splitting or setting or giving or undoing,
        LineState=LineState,
        history=told_all(trail_of("bank_line", state.line_id)),
    )
