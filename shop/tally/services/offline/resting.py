"""A direct purchase rests on a part of one registered invoice, and never counts beyond it."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import unit_path
from shop.payments.invoicing import InvoiceKind, InvoiceStatus, tidied
from shop.payments.models import Invoice
from shop.payments.services.checking import allocate_offline
from shop.payments.services.locks import locked_invoice
from shop.tally.models import OfflinePurchase, OfflineVersion
from shop.tally.offline.life import Party
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.policies import offline_parties
from shop.tally.queries.offline_register import held_purchase, parts_of, versions_of

OPEN = frozenset({OfflineState.ENTERED, OfflineState.HELD, OfflineState.RETURNED})
SELLER_ON_IT = frozenset({InvoiceKind.ORDINARY, InvoiceKind.SPECIAL})
"""Kinds of invoice that the seller issues in its own name; others name the tax office or the buyer."""

IN_DISPUTE = _l("The invoice is disputed: nothing rests on it, and nothing is verified by it, until that is settled.")


def rest_on(purchase: OfflinePurchase, invoice_number: str, *, by: Actor) -> Invoice:
    """The purchase rests on this invoice of the register (by the register's number) and on no other."""
    purchase = held_purchase(purchase)
    version = versions_of(purchase.id)[-1]
    if Party.KEEPER not in offline_parties(by, unit_path(purchase.unit_id, version.day.year)):
        raise NotYours
    if purchase.kind is not OfflineKind.PURCHASE or purchase.state not in OPEN:
        raise Refused(_l("What is verified keeps the invoice that it rests on."))
    asked = select(Invoice).where(Invoice.unit_id == purchase.unit_id, Invoice.number == tidied(invoice_number))
    invoice = db.session.execute(asked).scalar_one_or_none()
    if invoice is None:
        raise Refused(_l("Your unit has no invoice of this number in the register."), field="register_number")
    why_not = _why_not(version, invoice)
    if why_not is not None:
        raise Refused(why_not, field="register_number")
    take_off(purchase, by=by)
    allocate_offline(invoice.id, purchase.id, version.amount, by=by)
    _note(purchase, invoice, by)
    return invoice


def rest_by_number(purchase: OfflinePurchase, version: OfflineVersion, *, by: Actor) -> None:
    """If the stated invoice is in the register already, and enough is left of it, the purchase rests on it."""
    if purchase.kind is not OfflineKind.PURCHASE:
        return
    asked = select(Invoice).where(
        Invoice.unit_id == purchase.unit_id,
        Invoice.official_number == tidied(version.invoice_number),
        Invoice.status != InvoiceStatus.WITHDRAWN,
    )
    for invoice in db.session.execute(asked.order_by(Invoice.id)).scalars().all():
        if _why_not(version, invoice) is None and invoice.unallocated >= version.amount:
            allocate_offline(invoice.id, purchase.id, version.amount, by=by)
            _note(purchase, invoice, by)
            return


def hold_invoice(purchase: OfflinePurchase) -> None:
    """Nobody disputes or checks what a held purchase rests on before its verdict has changed: both move what is proved.

    An invoice is always held after the purchases that rest on it, and before the yardsticks.
    """
    for part in parts_of([purchase.id]).get(purchase.id, []):
        locked_invoice(part.invoice.id)


def take_off(purchase: OfflinePurchase, *, by: Actor, but: Money | None = None) -> None:
    """The purchase rests on nothing any more, or on no more than ``but``."""
    for part in parts_of([purchase.id]).get(purchase.id, []):
        keeps = min(part.amount, but) if but is not None else Money(0)
        if part.amount > keeps:
            allocate_offline(part.invoice.id, purchase.id, keeps - part.amount, by=by)


def _why_not(version: OfflineVersion, invoice: Invoice) -> LazyString | None:
    """Why the purchase cannot rest on an invoice, in a sentence; nothing when it can."""
    if invoice.kind is InvoiceKind.RED or invoice.status is InvoiceStatus.WITHDRAWN:
        return _l("Nothing rests on a red letter or on an invoice that was withdrawn.")
    if invoice.status is InvoiceStatus.DISPUTED:
        return IN_DISPUTE
    if invoice.official_number != tidied(version.invoice_number):
        return _l(
            "The invoice bears the number %(number)s, and the purchase says another one.",
            number=invoice.official_number,
        )
    if invoice.issued_on != version.day:
        return _l("The invoice bears another day than the purchase, and its day is the one that counts.")
    if invoice.kind in SELLER_ON_IT and version.seller_code and invoice.seller_tax_number != version.seller_code:
        return _l("The invoice is of another seller.")
    return None


def _note(purchase: OfflinePurchase, invoice: Invoice, by: Actor) -> None:
    record(
        by,
        "offline.rests",
        "offline_purchase",
        purchase.id,
        cluster_id=purchase.cluster_id,
        number=purchase.number,
        invoice=invoice.number,
    )
