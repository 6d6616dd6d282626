"""What the register of offline purchases and the registers beside it say: for services, proofs and pages alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from shop.catalogue.certification import plain_number
from shop.catalogue.models import Certification, Product
from shop.extensions import db
from shop.kernel.columns import MoneyColumn
from shop.kernel.dialects import locked
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Organisation, Supplier
from shop.organisations.queries import pairing_facts
from shop.organisations.words import SupplierStatus
from shop.payments.models import Invoice, InvoiceAllocation
from shop.payments.readings import plain_name
from shop.tally.models import OfflinePurchase, OfflineStep, OfflineVersion
from shop.tally.words import Channel

ORGANISATION = Organisation.__table__.c
SUPPLIER = Supplier.__table__.c
KNOWN = (SupplierStatus.APPROVED, SupplierStatus.SUSPENDED, SupplierStatus.RECOMMENDED, SupplierStatus.APPLICANT)


class KnownSeller(NamedTuple):
    """A supplier of the register."""

    id: int
    name: str
    name_english: str
    credit_code: str | None
    county_code: str
    status: SupplierStatus

    def is_named(self, name: str) -> bool:
        """Whether somebody means it by this name, whatever width its signs have and whatever space is between them."""
        return plain_name(name) in (plain_name(self.name), plain_name(self.name_english))


class Number(NamedTuple):
    """A catalogue number as the register has it on a day."""

    number: str
    supplier_id: int
    valid: bool


def seller_known(credit_code: str, name: str) -> KnownSeller | None:
    """The supplier of the register with this code, or else with this name, however its signs are spaced. One query."""
    columns = (
        ORGANISATION.id,
        ORGANISATION.name,
        ORGANISATION.name_english,
        ORGANISATION.credit_code,
        SUPPLIER.county_code,
        SUPPLIER.status,
    )
    asked = select(*columns).join_from(Organisation.__table__, Supplier.__table__, SUPPLIER.id == ORGANISATION.id)
    asked = asked.where(SUPPLIER.status.in_(KNOWN)).order_by(ORGANISATION.id)
    if credit_code:
        row = db.session.execute(asked.where(ORGANISATION.credit_code == credit_code)).first()
        return KnownSeller(*row) if row else None
    known = (KnownSeller(*row) for row in db.session.execute(asked).all())
    return next((one for one in known if one.is_named(name)), None) if plain_name(name) else None


def number_known(certificate: str, day: date) -> Number | None:
    """An approved certificate of this number: the one that is valid on the day, else the newest. One query."""
    number = plain_number(certificate)
    if not number:
        return None
    rows = db.session.execute(
        select(Certification, Product.supplier_id)
        .join(Product, Product.id == Certification.product_id)
        .where(Certification.catalogue_number == number, Certification.approved_at.is_not(None))
        .order_by(Certification.valid_from, Certification.id)
    ).all()
    found: Number | None = None
    for held, supplier_id in rows:
        valid = held.valid_from <= day and (held.valid_to is None or day <= held.valid_to)
        if found is None or valid or not found.valid:
            found = Number(held.catalogue_number, supplier_id, valid)
    return found


class Seller(NamedTuple):
    """Who sold: a supplier of the register, or somebody from outside by name."""

    supplier_id: int | None
    name: str
    credit_code: str
    county_code: str
    approved: bool


def facts_recorded(
    seller: Seller,
    certificate: str,
    origin_county: str,
    *,
    unit_path: tuple[int, ...],
    purpose: Purpose,
    channel: Channel,
    on: date,
) -> PurchaseFacts:
    """What a purchase elsewhere is judged on, as the register says for the invoice's day.

    A seller or a catalogue number that the register does not know was vetted on the 832 platform if it was bought
    there, and by nobody otherwise. Another supplier's number certifies nothing. Two queries.
    """
    there = channel is Channel.NATIONAL_832
    known, stated = number_known(certificate, on), plain_number(certificate)
    number: str | None
    if known is None:
        number, valid = (stated, True) if there and stated else (None, False)
    elif seller.supplier_id is not None and known.supplier_id != seller.supplier_id:
        number, valid = None, False
    else:
        number, valid = known.number, known.valid
    standing = pairing_facts(unit_path[0], {seller.county_code, origin_county}, on)
    return PurchaseFacts(
        unit_path=unit_path,
        purpose=purpose,
        supplier_approved=seller.approved if seller.supplier_id is not None else there,
        supplier_county=seller.county_code,
        supplier_county_aided=standing[seller.county_code].aided,
        supplier_county_paired=standing[seller.county_code].paired,
        origin_county=origin_county,
        origin_county_aided=standing[origin_county].aided,
        origin_county_paired=standing[origin_county].paired,
        certificate=number,
        certificate_valid=valid,
    )


def held_purchase(purchase: OfflinePurchase) -> OfflinePurchase:
    """The same, held until the transaction ends, as it stands now."""
    return db.session.execute(locked(select(OfflinePurchase).where(OfflinePurchase.id == purchase.id))).scalar_one()


def versions_of(purchase_id: int) -> Sequence[OfflineVersion]:
    """Every version of a purchase, the first one first. One query."""
    asked = select(OfflineVersion).where(OfflineVersion.purchase_id == purchase_id).order_by(OfflineVersion.n)
    return db.session.execute(asked).scalars().all()


def steps_of(purchase_id: int) -> Sequence[OfflineStep]:
    """Every step of a purchase, the first one first. One query."""
    asked = select(OfflineStep).where(OfflineStep.purchase_id == purchase_id).order_by(OfflineStep.n)
    return db.session.execute(asked).scalars().all()


class Part(NamedTuple):
    """So much of an invoice belongs to a purchase."""

    invoice: Invoice
    amount: Money


def parts_of(purchase_ids: Iterable[int]) -> dict[int, list[Part]]:
    """On which registered invoices purchases rest, by purchase. One query."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked = (
        select(InvoiceAllocation.offline_purchase_id, Invoice, amount)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(InvoiceAllocation.offline_purchase_id.in_(sorted(set(purchase_ids))))
        .group_by(InvoiceAllocation.offline_purchase_id, Invoice.id)
        .order_by(Invoice.id)
    )
    found: dict[int, list[Part]] = {}
    for purchase_id, invoice, part in db.session.execute(asked):
        if purchase_id is not None and part:
            found.setdefault(purchase_id, []).append(Part(invoice, part))
    return found
