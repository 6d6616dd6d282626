"""Products are put on the shelf and taken off it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.catalogue.models import Product
from shop.catalogue.services.passports import check_listing
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus


def put_on_shelf(product: Product, *, by: Actor | None) -> None:
    """The product can be bought from now on, as far as its lots go; later prices are held against those of today."""
    status = db.session.scalar(select(Supplier.status).where(Supplier.id == product.supplier_id))
    if status is not SupplierStatus.APPROVED:
        raise Refused(_l("Only products of approved suppliers can be put on sale."))
    if not any(pack.active and pack.tiers for pack in product.packs):
        raise Refused(_l("A product needs a pack with a price before it goes on the shelf."), field="packs")
    check_listing(product)
    if product.listed_at is None:
        product.listed_at = clock.now()
        for pack in product.packs:
            pack.approved = pack.packing if pack.active else None
    product.status = ProductStatus.ON_SHELF
    product.barred, product.off_reason = False, ""
    record(by, "product.on_shelf", "product", product.id, name=product.name)
    bump_shelf()


def take_off_shelf(product: Product, *, reason: str, by: Actor | None) -> None:
    """Nobody can order the product any more; its page stays for those who hold its address.

    Its own supplier needs no reason. What the operator takes off, the operator alone puts back.
    """
    reason = reason.strip()
    if not reason and not (by is not None and by.is_supplier):
        raise Refused(_l("Please say why the product is taken off sale."), field="reason")
    if len(reason) > 300:
        raise Refused(_l("This is too long: at most %(number)s characters.", number=300), field="reason")
    if product.status is not ProductStatus.ON_SHELF:
        raise Refused(_l("The product is not on sale."))
    product.status = ProductStatus.OFF_SHELF
    product.off_reason, product.barred = reason, by is not None and by.is_operator
    record(by, "product.off_shelf", "product", product.id, name=product.name, reason=reason)
    bump_shelf()
