"""The facts of DOMAIN rule 3 for products on a day: what a verdict is given on, and an order line keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import aliased

from shop.catalogue.models import Certification
from shop.extensions import db
from shop.kernel.facts import PurchaseFacts
from shop.kernel.purposes import Purpose
from shop.organisations.models import Supplier
from shop.organisations.queries import pairing_facts
from shop.organisations.words import SupplierStatus

SELLER = Supplier.__table__.c
SELLERS = select(SELLER.id, SELLER.status, SELLER.county_code).where(
    SELLER.id.in_(bindparam("supplier_ids", expanding=True))
)
CERTIFICATES = (
    select(Certification.product_id, Certification.catalogue_number, Certification.valid_from, Certification.valid_to)
    .where(
        Certification.product_id.in_(bindparam("product_ids", expanding=True)), Certification.approved_at.is_not(None)
    )
    .order_by(Certification.valid_from, Certification.id)
)


class Sold(Protocol):
    """What has to be known of a product: whose it is and where it comes from."""

    @property
    def id(self) -> int: ...
    @property
    def supplier_id(self) -> int: ...
    @property
    def county_code(self) -> str: ...


class Seller(NamedTuple):
    """What has to be known of a supplier."""

    approved: bool
    county_code: str


class Certified(NamedTuple):
    """What has to be known of a product's certificate on a day."""

    number: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """An approved certificate; ``valid_to`` is its last day, ``None`` until further notice."""

    number: str
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def facts_for(
    products: Collection[Sold],
    *,
    sellers: Mapping[int, Seller] | None = None,
    unit_path: tuple[int, ...],
    cluster_id: int,
    purpose: Purpose,
    on: date,
) -> dict[int, PurchaseFacts]:
    """The facts by product id, as recorded now, for a purchase by the last unit of ``unit_path``.

    Three queries, however many products: the suppliers (unless they are given), the certificates, and the standing of
    all counties concerned.
    """
    if not products:
        return {}
    if sellers is None:
        sellers = sellers_of({product.supplier_id for product in products})
    certificates = {
        product_id: Certified(certificate.number, certificate.valid_on(on))
        for product_id, certificate in certificates_of({product.id for product in products}, on).items()
    }
    return facts_of(products, sellers, certificates, unit_path=unit_path, cluster_id=cluster_id, purpose=purpose, on=on)


def facts_of(
    products: Collection[Sold],
    sellers: Mapping[int, Seller],
    certificates: Mapping[int, Certified],
    *,
    unit_path: tuple[int, ...],
    cluster_id: int,
    purpose: Purpose,
    on: date,
) -> dict[int, PurchaseFacts]:
    """The same for who has read the suppliers and certificates already: one query, for the counties' standing."""
    counties = {product.county_code for product in products} | {seller.county_code for seller in sellers.values()}
    standing = pairing_facts(cluster_id, sorted(counties), on)
    facts = {}
    for product in products:
        seller, certificate = sellers[product.supplier_id], certificates.get(product.id)
        facts[product.id] = PurchaseFacts(
            unit_path=unit_path,
            purpose=purpose,
            supplier_approved=seller.approved,
            supplier_county=seller.county_code,
            supplier_county_aided=standing[seller.county_code].aided,
            supplier_county_paired=standing[seller.county_code].paired,
            origin_county=product.county_code,
            origin_county_aided=standing[product.county_code].aided,
            origin_county_paired=standing[product.county_code].paired,
            certificate=certificate.number if certificate else None,
            certificate_valid=certificate is not None and certificate.valid,
        )
    return facts


def sellers_of(supplier_ids: Iterable[int]) -> dict[int, Seller]:
    """The suppliers' standing, by id."""
    rows = db.session.execute(SELLERS, {"supplier_ids": sorted(supplier_ids)})
    return {row.id: Seller(row.status is SupplierStatus.APPROVED, row.county_code) for row in rows}


def certificate_in_force(product_id: Any, day: date) -> Any:
    """The id of the certificate that `certificates_of` would choose, as part of a larger statement."""
    table = aliased(Certification)
    valid = (table.valid_from <= day) & (table.valid_to.is_(None) | (table.valid_to >= day))
    return (
        select(table.id)
        .where(table.product_id == product_id, table.approved_at.is_not(None))
        .order_by(case((valid, 0), else_=1), table.valid_from.desc(), table.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def certificates_of(product_ids: Iterable[int], on: date) -> dict[int, Certificate]:
    """The approved certificate of each product that has one: the newest that is valid on the day, else the newest."""
    rows = db.session.execute(CERTIFICATES, {"product_ids": sorted(product_ids)})
    found: dict[int, Certificate] = {}
    for product_id, number, valid_from, valid_to in rows:
        certificate, before = Certificate(number, valid_from, valid_to), found.get(product_id)
        if before is None or certificate.valid_on(on) or not before.valid_on(on):
            found[product_id] = certificate
    return found
