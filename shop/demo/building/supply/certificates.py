"""Certificates that run out while somebody tries the demo: two of the cooperative's, one of them to be renewed."""

from __future__ import annotations

from datetime import date, timedelta

from shop.catalogue.models import Certification
from shop.catalogue.services.certificates import renew_certificate
from shop.demo import records
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor

LASTS = (12, 45)
"""So many days after the demo's last one the certificates of the cooperative's first two products end."""
RENEWED_FOR = timedelta(days=730)


def last_day(stage: Stage, product: records.Product, certificate: records.Certificate) -> date | None:
    """The last day of a product's certificate: as the files say, or soon."""
    soon = _soon(stage)
    if product.slug not in soon or certificate is not product.certificates[-1]:
        return certificate.span.last
    return clock.shanghai_day(stage.timeline.end) + timedelta(days=soon[product.slug])


def plan_renewal(stage: Stage, product: records.Product, certification: Certification, official: Actor | None) -> None:
    """The county asks for the renewal of what runs out first; the operator has not decided yet."""
    if official is None or _soon(stage).get(product.slug) != LASTS[0]:
        return
    certification_id = certification.id

    def renew() -> None:
        held = db.session.get_one(Certification, certification_id)
        last = held.valid_to + RENEWED_FOR if held.valid_to else None
        number = f"{held.catalogue_number}-2"
        renew_certificate(held, number, valid_to=last, by=official)

    stage.timeline.plan(stage.timeline.end - timedelta(days=1, hours=-9), renew)


def _soon(stage: Stage) -> dict[str, int]:
    own = stage.facts.people["coop"].memberships[0].organisation
    certified = [product for product in stage.facts.products_of(own) if product.certificates]
    return dict(zip((product.slug for product in certified), LASTS, strict=False))
