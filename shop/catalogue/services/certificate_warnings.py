"""Reminder of certificates that end: sixty days ahead and again a fortnight ahead, once each."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from shop.catalogue.certification import WARNED_AGAIN, WARNED_AHEAD, Reminder, warning_due
from shop.catalogue.models import Certification, Product
from shop.catalogue.services.certificates import tell_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked
from shop.organisations.queries import offices_of

MOST_TOLD = 200
KINDS = {Reminder.AHEAD: "certificate_ends", Reminder.AGAIN: "certificate_ends_soon"}


def warn_of_ends() -> int:
    """Certificates that end soon, with none to follow, are told of, a batch at a time. Says how many."""
    today, later = clock.today(), aliased(Certification)
    followed = exists().where(
        later.product_id == Certification.product_id,
        later.approved_at.is_not(None),
        or_(later.valid_to.is_(None), later.valid_to > Certification.valid_to),
    )
    due = or_(
        and_(
            Certification.end_told_at.is_(None),
            Certification.valid_to.between(today, today + WARNED_AHEAD),
        ),
        and_(
            Certification.end_told_again_at.is_(None),
            Certification.valid_to.between(today, today + WARNED_AGAIN),
        ),
    )
    ending = (
        select(Certification)
        .where(Certification.approved_at.is_not(None), due, ~followed)
        .order_by(Certification.id)
        .limit(MOST_TOLD)
    )
    found = db.session.execute(locked(ending, skip=True)).scalars().all()
    for certification in found:
        _warn(certification)
    return len(found)


def _warn(certification: Certification) -> None:
    last, now = certification.valid_to, clock.now()
    told, again = certification.end_told_at is not None, certification.end_told_again_at is not None
    warning = warning_due(last, clock.today(), told=told, told_again=again) if last else None
    if warning is None:
        return
    product = db.session.get_one(Product, certification.product_id)
    tell_of(KINDS[warning], certification, product, offices_of(product.county_code))
    certification.end_told_at = certification.end_told_at or now
    if warning is Reminder.AGAIN:
        certification.end_told_again_at = now
