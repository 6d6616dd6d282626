"""Certifying products as aid produce: one person proposes, another approves (DOMAIN rule 10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.catalogue.certification import follows_on, overlap, plain_number
from shop.catalogue.models import Certification, Product
from shop.catalogue.policies import may_approve_certificates, may_certify
from shop.catalogue.services.shelf import bump_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import alone, locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.queries import offices_of, operators
from shop.organisations.services import facts

LONGEST_NUMBER = 40


def propose_certificate(
    product: Product, catalogue_number: str, *, valid_from: date, valid_to: date | None, by: Actor | None
) -> Certification:
    """The county vouches for quality, price and benefit mechanism of a product. In force once the operator approves.

    Nobody (``by=None``) vouches while the shop is set up: a founding fact, which holds at once.
    """
    if by is not None and not may_certify(by, product.county_code):
        raise NotYours
    number = plain_number(catalogue_number)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Refused(_l("A certificate needs its catalogue number."), field="catalogue_number")
    if by is not None:
        _check_free(product, number, valid_from, valid_to)
    certification = Certification(product_id=product.id, catalogue_number=number)
    facts.propose(certification, valid_from, valid_to, by=by)
    note("product.certificate_proposed" if by else "product.certified", certification, by)
    if by is None:
        bump_shelf()
    else:
        tell_of("certificate_proposed", certification, product, operators())
    return certification


def renew_certificate(
    certification: Certification, catalogue_number: str, *, valid_to: date | None, by: Actor
) -> Certification:
    """A certificate is followed by another, from the day after its last day on, or from today if that is over."""
    product = db.session.get_one(Product, certification.product_id)
    if certification.approved_at is None or certification.valid_to is None:
        raise Refused(_l("Only an approved certificate that ends can be renewed."))
    first = follows_on(certification.valid_to, clock.today())
    return propose_certificate(product, catalogue_number, valid_from=first, valid_to=valid_to, by=by)


def approve_certificate(certification: Certification, *, by: Actor) -> None:
    """A second person approves, and from then on the product counts as certified within the certificate's days.

    Unlike a pairing it is not asked for the first open day (`FirstOpenDay`): its days are those on the paper, which may
    well lie in months that are locked. It moves no figure of theirs, for orders and offline purchases carry what was
    recorded when they were made; what was missed is judged anew by two people, and written today (DOMAIN rules 3, 8).
    """
    if not may_approve_certificates(by) and certification.proposed_by_id != by.person_id:
        raise NotYours
    facts.approve(certification, by=by)
    note("product.certified", certification, by)
    bump_shelf()
    product = db.session.get_one(Product, certification.product_id)
    tell_of("certificate_approved", certification, product, offices_of(product.county_code))


def propose_certificate_end(certification: Certification, last: date, reason: str, *, by: Actor) -> None:
    """The county withdraws what it vouched for, from the day after ``last`` on; in force once the operator approves."""
    product = _certifiable(certification, by)
    said = reason.strip()
    if not said:
        raise Refused(_l("Please say why the certificate ends."), field="reason")
    facts.propose_end(certification, last, by=by)
    note("product.certificate_end_proposed", certification, by, day=last.isoformat(), reason=said)
    tell_of("certificate_end_proposed", certification, product, operators(), day=last.isoformat(), reason=said)


def approve_certificate_end(certification: Certification, *, by: Actor) -> None:
    """A second person agrees: after its last day the certificate holds no more. What was bought before is as it was."""
    if not may_approve_certificates(by):
        raise NotYours
    facts.approve_end(certification, by=by)
    note("product.certificate_ended", certification, by)
    bump_shelf()
    product = db.session.get_one(Product, certification.product_id)
    tell_of("certificate_ended", certification, product, offices_of(product.county_code))


def withdraw_certificate(certification: Certification, *, by: Actor) -> None:
    """What waits for a second person is proposed no more: the certificate, or its end."""
    if not may_approve_certificates(by):
        _certifiable(certification, by)
    was_end = certification.end_is_proposed
    facts.withdraw(certification)
    note("product.certificate_end_withdrawn" if was_end else "product.certificate_withdrawn", certification, by)


def tell_of(kind: str, certification: Certification, product: Product, others: Iterable[int], **said: Any) -> None:
    """The supplier and these others should know; the day is the last one of the certificate, unless told otherwise."""
    last = certification.valid_to.isoformat() if certification.valid_to else None
    particulars = {
        "number": certification.catalogue_number,
        "product": product.name,
        "product_english": product.name_english,
        "day": last,
    }
    for organisation_id in (product.supplier_id, *others):
        tell(organisation_id, kind, subject=("certificate", product.slug), **(particulars | said))


def note(action: str, certification: Certification, by: Actor | None, **said: Any) -> None:
    """Write into the product's trail what was done to a certificate."""
    days = facts.days_of(certification)
    record(by, action, "product", certification.product_id, number=certification.catalogue_number, **days, **said)


def _certifiable(certification: Certification, by: Actor) -> Product:
    product = db.session.get_one(Product, certification.product_id)
    if not may_certify(by, product.county_code):
        raise NotYours
    return product


def _check_free(product: Product, number: str, first: date, last: date | None) -> None:
    """No two certificates of a product hold on one day, and no number is two products'.

    The product is locked first, then the number.
    """
    db.session.execute(locked(select(Product.__table__.c.id).where(Product.__table__.c.id == product.id)))
    alone(db.session(), f"catalogue number {number}")
    others = select(Certification.id).where(
        Certification.catalogue_number == number, Certification.product_id != product.id
    )
    if db.session.execute(others.limit(1)).first():
        raise Refused(_l("Another product has this catalogue number."), field="catalogue_number")
    mine = select(Certification).where(Certification.product_id == product.id)
    for certification in db.session.execute(mine).scalars():
        if overlap(certification, first, last):
            raise Refused(
                _l(
                    "Certificate %(number)s already covers some of these days, or waits to do so.",
                    number=certification.catalogue_number,
                ),
                field="valid_from",
            )
