"""Certifying products as aid produce: one person proposes, another approves (DOMAIN rule 10)."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.models import Certification, Product
from shop.catalogue.services.shelf import bump_shelf
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.policies import may_approve_certificate, may_propose_certificate


def propose_certificate(
    product: Product, catalogue_number: str, *, valid_from: date, valid_to: date | None, by: Actor | None
) -> Certification:
    """The county vouches for quality, price and benefit mechanism of a product. In force once another approves.

    Nobody (``by=None``) vouches while the shop is set up, and then it holds at once.
    """
    if by is not None and not may_propose_certificate(by, product.county_code):
        raise NotYours
    if not 0 < len(catalogue_number.strip()) <= 40:
        raise Refused(_l("A certificate needs its catalogue number."), field="catalogue_number")
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("The certificate ends before it begins."), field="valid_to")
    certification = Certification(
        product_id=product.id,
        catalogue_number=catalogue_number.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        proposed_by_id=by.person_id if by else None,
        proposed_at=clock.now(),
        approved_at=None if by else clock.now(),
    )
    db.session.add(certification)
    db.session.flush()
    record(
        by,
        "product.certificate_proposed" if by else "product.certified",
        "product",
        product.id,
        number=certification.catalogue_number,
        valid_from=valid_from.isoformat(),
        valid_to=valid_to.isoformat() if valid_to else None,
    )
    if by is None:
        bump_shelf()
    return certification


def approve_certificate(certification: Certification, *, by: Actor) -> None:
    """A second person approves, and from then on the product counts as certified within the certificate's days."""
    if not may_approve_certificate(by) and certification.proposed_by_id != by.person_id:
        raise NotYours
    if certification.approved_at is not None:
        raise Refused(_l("This certificate is approved already."))
    if certification.proposed_by_id == by.person_id:
        raise Refused(_l("Who proposed a certificate cannot approve it: a second person must."))
    certification.approved_by_id = by.person_id
    certification.approved_at = clock.now()
    db.session.flush()
    record(by, "product.certified", "product", certification.product_id, number=certification.catalogue_number)
    bump_shelf()
