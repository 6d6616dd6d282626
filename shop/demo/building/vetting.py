"""Suppliers are recommended, approved, suspended and reinstated, each on its day."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from shop.catalogue.models import Product
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.words import ProductStatus
from shop.demo import records
from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations import services
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus

SUSPENSION = "资料过期，补齐前暂停上架。"


def vet_suppliers(stage: Stage) -> None:
    """Each step that is in the past is taken now, every other on its day."""
    for fact in stage.facts.suppliers.values():
        for step in fact.vetting:
            moment = max(clock.at_shanghai(step.day, 10), stage.start)
            if moment <= clock.now():
                _vet(stage, fact, step.status)
            else:
                stage.timeline.plan(moment, partial(_vet, stage, fact, step.status))


def _vet(stage: Stage, fact: records.Supplier, status: SupplierStatus) -> None:
    """Bring a supplier to a status; its listings go on the shelf with its approval."""
    supplier = db.session.get_one(Supplier, stage.supplier_ids[fact.key])
    operator = stage.somebody(stage.facts.operator.key, Role.OPERATOR)
    official = stage.somebody(stage.facts.counties[fact.county_code].office_key, Role.COUNTY_OFFICIAL)
    if supplier.status is SupplierStatus.APPLICANT and status is not SupplierStatus.APPLICANT:
        services.recommend_supplier(supplier, by=official)
    if supplier.status is SupplierStatus.RECOMMENDED and status is SupplierStatus.APPROVED:
        services.approve_supplier(supplier, by=operator)
    if status is SupplierStatus.SUSPENDED:
        services.suspend_supplier(supplier, SUSPENSION, by=operator)
        stage.off_shelf.update(product.slug for product in stage.facts.products_of(fact.key))
    elif status is SupplierStatus.APPROVED:
        _shelve(stage, fact)


def _shelve(stage: Stage, fact: records.Supplier) -> None:
    slugs = [product.slug for product in stage.facts.products_of(fact.key)]
    seller = stage.somebody(fact.key, Role.SELLER)
    rows = db.session.execute(select(Product).where(Product.slug.in_(slugs)).order_by(Product.id)).scalars()
    for product in rows:
        if product.packs:
            if product.status is not ProductStatus.ON_SHELF:
                put_on_shelf(product, by=seller)
            stage.off_shelf.discard(product.slug)
