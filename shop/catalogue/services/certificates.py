"""Certifying products as aid produce: one person proposes, another approves (DOMAIN rule 10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from shop.audit.services import record
from shop.catalogue.models import Certification, Product
from shop.catalogue.policies import may_approve_certificates, may_certify
from shop.catalogue.services.shelf import bump_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.queries import offices_of, operators
from shop.organisations.services import facts

WARNED_AHEAD = timedelta(days=30)
MOST_TOLD = 200


def propose_certificate(
    product: Product, catalogue_number: str, *, valid_from: date, valid_to: date | None, by: Actor | None
) -> Certification:
    """The county vouches for quality, price and benefit mechanism of a product. In force once the operator approves.

    Nobody (``by=None``) vouches while the shop is set up: a founding fact, which holds at once.
    """
    if by is not None and not may_certify(by, product.county_code):
        raise NotYours
    number = catalogue_number.strip()
    if not 0 < len(number) <= 40:
        raise Refused(_l("A certificate needs its catalogue number."), field="catalogue_number")
    certification = Certification(product_id=product.id, catalogue_number=number)
    facts.propose(certification, valid_from, valid_to, by=by)
    _record("product.certificate_proposed" if by else "product.certified", certification, by)
    if by is None:
        bump_shelf()
    else:
        _tell("certificate_proposed", certification, product, operators())
    return certification


def approve_certificate(certification: Certification, *, by: Actor) -> None:
    """A second person approves, and from then on the product counts as certified within the certificate's days."""
    if not may_approve_certificates(by) and certification.proposed_by_id != by.person_id:
        raise NotYours
    facts.approve(certification, by=by)
    _record("product.certified", certification, by)
    bump_shelf()
    product = db.session.get_one(Product, certification.product_id)
    _tell("certificate_approved", certification, product, offices_of(product.county_code))


def warn_of_ends() -> int:
    """Certificates that end within a month, with none to follow, are told of once, a batch at a time. Says how many."""
    today, later = clock.today(), aliased(Certification)
    followed = exists().where(
        later.product_id == Certification.product_id,
        later.approved_at.is_not(None),
        or_(later.valid_to.is_(None), later.valid_to > Certification.valid_to),
    )
    ending = (
        select(Certification)
        .where(
            Certification.approved_at.is_not(None),
            Certification.end_told_at.is_(None),
            Certification.valid_to.between(today, today + WARNED_AHEAD),
            ~followed,
        )
        .order_by(Certification.id)
        .limit(MOST_TOLD)
    )
    found = db.session.execute(locked(ending, skip=True)).scalars().all()
    for certification in found:
        certification.end_told_at = clock.now()
        product = db.session.get_one(Product, certification.product_id)
        _tell("certificate_ends", certification, product, offices_of(product.county_code))
    return len(found)


def _tell(kind: str, certification: Certification, product: Product, others: Iterable[int]) -> None:
    """The supplier and these others should know; the days are those of the certificate."""
    last = certification.valid_to.isoformat() if certification.valid_to else None
    for organisation_id in (product.supplier_id, *others):
        tell(
            organisation_id,
            kind,
            subject=("product", product.slug),
            number=certification.catalogue_number,
            product=product.name,
            day=last,
        )


def _record(action: str, certification: Certification, by: Actor | None) -> None:
    days = facts.days_of(certification)
    record(by, action, "product", certification.product_id, number=certification.catalogue_number, **days)
