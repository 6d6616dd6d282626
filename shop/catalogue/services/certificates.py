"""Certifying products as aid produce: one person proposes, another approves (DOMAIN rule 10)."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.models import Certification, Product
from shop.catalogue.policies import may_approve_certificates, may_certify
from shop.catalogue.services.shelf import bump_shelf
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.services import facts


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
    return certification


def approve_certificate(certification: Certification, *, by: Actor) -> None:
    """A second person approves, and from then on the product counts as certified within the certificate's days."""
    if not may_approve_certificates(by) and certification.proposed_by_id != by.person_id:
        raise NotYours
    facts.approve(certification, by=by)
    _record("product.certified", certification, by)
    bump_shelf()


def _record(action: str, certification: Certification, by: Actor | None) -> None:
    days = facts.days_of(certification)
    record(by, action, "product", certification.product_id, number=certification.catalogue_number, **days)
