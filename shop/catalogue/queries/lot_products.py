"""The products that lots are of, and the codes that are taken."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.catalogue.models import Lot, Product
from shop.catalogue.queries.lots import SUPPLIER
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours


def products_of(actor: Actor) -> Sequence[tuple[str, str, str]]:
    """The products that the actor's lots may be of: slug and both names, by name. One query."""
    statement = select(Product.slug, Product.name, Product.name_english).order_by(Product.sort_key, Product.id)
    if actor.is_supplier:
        statement = statement.where(Product.supplier_id == actor.organisation_id)
    elif actor.is_county:
        mine = select(SUPPLIER.c.id).where(SUPPLIER.c.county_code == actor.county_code)
        statement = statement.where(Product.supplier_id.in_(mine))
    return [(slug, name, english) for slug, name, english in db.session.execute(statement)]


def product_for(actor: Actor, slug: str) -> Product:
    """A product of the actor's own; ``NotYours`` for any other."""
    asked = select(Product).where(Product.slug == slug, Product.supplier_id == actor.organisation_id)
    product = db.session.execute(asked).scalar_one_or_none()
    if product is None:
        raise NotYours
    return product


def codes_of(product_id: int, beginning: str) -> set[str]:
    """The codes of a product's lots that begin like this."""
    asked = select(Lot.code).where(Lot.product_id == product_id, Lot.code.startswith(beginning, autoescape=True))
    return set(db.session.execute(asked).scalars())
