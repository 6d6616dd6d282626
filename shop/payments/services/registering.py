"""Putting invoices into the register, and red letters that take them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import money
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import InvoiceProfile
from shop.payments.invoicing import (
    InvoiceKind,
    InvoiceStatus,
    WhyAllocated,
)
from shop.payments.models import Invoice
from shop.payments.paper import Paper
from shop.payments.services.allocating import chains_of, parts_of, set_parts
from shop.payments.services.freeing import free
from shop.payments.services.locks import act_on_accepted, locked_invoice, locked_lines
from shop.payments.services.papers import checked, enter
from shop.web.filters import money as written

BY_SUPPLIER = frozenset({InvoiceKind.ORDINARY, InvoiceKind.SPECIAL, InvoiceKind.TAX_OFFICE})


def register(
    paper: Paper,
    parts: Mapping[int, Money],
    *,
    unit_id: int,
    profile_id: int,
    supplier_id: int | None,
    side: Side,
    by: Actor,
) -> Invoice:
    """An invoice comes into the register, with its parts (acceptance line → fen with tax).

    The seller registers its own and those that the tax office issued for it; the buyer's finance those that the buyer
    issues for what it takes in (收购发票), and invoices of sellers from outside.
    """
    own = BY_SUPPLIER if side is Side.SUPPLIER or supplier_id is None else frozenset({InvoiceKind.PURCHASE})
    if supplier_id is None and side is Side.BUYER:
        own |= {InvoiceKind.PURCHASE}
    if paper.kind not in own:
        raise Refused(_l("“%(kind)s” is registered by the other side.", kind=paper.kind.label), field="kind")
    profile = db.session.get(InvoiceProfile, profile_id)
    if profile is None or profile.unit_id != unit_id:
        raise NotYours
    paper = checked(paper, supplier_id)
    if paper.total <= Money(0):
        raise Refused(_l("An invoice is worth more than nothing; what takes one back is a red letter."), field="total")
    invoice = Invoice(supplier_id=supplier_id, unit_id=unit_id, profile_id=profile_id, side=side)
    invoice.title, invoice.title_tax_number = profile.title, profile.tax_number
    if parts and supplier_id is None:
        raise NotYours
    act_on_accepted(chains_of(invoice, parts).values(), by, side)
    enter(invoice, paper, by)
    if parts:
        set_parts(invoice, parts, by=by, reason=WhyAllocated.ALLOCATED)
    _tell_other(invoice, "invoice_registered")
    return invoice


def register_red(original: Invoice, paper: Paper, back: Mapping[int, Money], side: Side, *, by: Actor) -> Invoice:
    """A red letter takes back all or a part of an invoice: after a return, a reduction, or a mistake on it.

    ``paper`` bears its negative amounts. What of the original belongs to nothing is taken first; where that is not
    enough, ``back`` says from which accepted lines the rest is taken (acceptance line → fen, as positive amounts).
    """
    if original.side is not side:
        raise Refused(_l("A red letter is registered by the side that registered the invoice."))
    if original.kind is InvoiceKind.RED:
        raise Refused(_l("A red letter cannot be taken back by another one."))
    paper = checked(replace(paper, kind=InvoiceKind.RED, seller_tax_number=original.seller_tax_number), None)
    chains = chains_of(original, back)
    concerned = [*parts_of(original.id), *chains.values()]
    act_on_accepted(concerned, by, side)
    lines = locked_lines(concerned)
    original = locked_invoice(original.id)
    if original.status is InvoiceStatus.WITHDRAWN:
        raise Refused(_l("The invoice was withdrawn: there is nothing to take back."))
    if paper.issued_on < original.issued_on:
        raise Refused(_l("A red letter is not older than its invoice."), field="issued_on")
    taken = -paper.total
    if taken <= Money(0):
        raise Refused(_l("The amounts of a red letter are negative."), field="total")
    if taken > original.worth:
        raise Refused(_l("Only %(amount)s of the invoice are left.", amount=written(original.worth)), field="total")
    amounts = _taken_off(original, back, chains, taken)
    red = Invoice(supplier_id=original.supplier_id, unit_id=original.unit_id, profile_id=original.profile_id, side=side)
    red.title, red.title_tax_number, red.original_id = original.title, original.title_tax_number, original.id
    enter(red, replace(paper, seller_name=original.seller_name), by)
    free(original, lines, amounts, WhyAllocated.RED_LETTER, by=by, because_id=red.id)
    original.taken_back += taken
    db.session.flush()
    record(
        by,
        "invoice.taken_back",
        "invoice",
        original.id,
        cluster_id=original.cluster_id,
        amount=taken.fen,
        number=red.number,
    )
    _tell_other(red, "invoice_red_registered")
    return red


def _taken_off(
    original: Invoice, back: Mapping[int, Money], chains: Mapping[int, int], taken: Money
) -> dict[int, Money]:
    """How much leaves each consignment line; refused if it is too little, or more than stands there."""
    now = parts_of(original.id)
    amounts: dict[int, Money] = {}
    for line_id, amount in back.items():
        chain = chains[line_id]
        amounts[chain] = amounts.get(chain, Money(0)) + amount
        if amount < Money(0) or amounts[chain] > now.get(chain, Money(0)):
            raise Refused(
                _l("Only %(amount)s of the invoice belong to this line.", amount=written(now.get(chain, Money(0)))),
                field=f"part_{line_id}",
            )
    missing = taken - original.unallocated - money.total(amounts.values())
    at_most = original.unallocated + money.total(now.values())
    if taken > at_most:
        raise Refused(
            _l(
                "At most %(amount)s can be taken back: the rest of the invoice proves what was bought elsewhere. "
                "Correct the amount of that purchase first, or strike it out.",
                amount=written(at_most),
            ),
            field="total",
        )
    if missing > Money(0):
        raise Refused(_l("Please say from which accepted lines %(amount)s more are taken.", amount=written(missing)))
    return {chain: amount for chain, amount in amounts.items() if amount}


def _tell_other(invoice: Invoice, kind: str) -> None:
    other = invoice.unit_id if invoice.side is Side.SUPPLIER else invoice.supplier_id
    if other is not None:
        tell(
            other,
            kind,
            subject=("invoice", invoice.number),
            number=invoice.number,
            supplier=invoice.seller_name,
            amount=invoice.total.fen,
        )
