"""Throwing away a draft that nobody has ever seen on the shelf, with its packs, photos and papers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select

from shop.audit.services import record
from shop.catalogue.lifecycle import Action
from shop.catalogue.models import Certification, GoodsPaper, Lot, Product, ProductPhoto
from shop.catalogue.services.locks import take
from shop.documents import photos
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused


def discard(product: Product, *, by: Actor, version: int | None = None) -> None:
    """The supplier throws the draft away; the trail keeps its name and who did so. With lots or a certificate it stays.

    Its row is held first, so nothing is harvested of it or certified meanwhile. Files of papers stay in their store.
    """
    take(product, Action.DISCARD, by=by, version=version)
    number, name = product.id, product.name
    if db.session.scalar(select(exists().where(Lot.product_id == number))):
        raise Refused(_l("There are lots of this product, so it cannot be discarded."))
    if db.session.scalar(select(exists().where(Certification.product_id == number))):
        raise Refused(_l("There is a certificate of this product, so it cannot be discarded."))
    shown = select(ProductPhoto.photo_id).where(ProductPhoto.product_id == number)
    gone = db.session.execute(shown).scalars().all()
    for table in (ProductPhoto, GoodsPaper):
        db.session.execute(delete(table).where(table.product_id == number))
    photos.forget(gone)
    db.session.delete(product)
    db.session.flush()
    record(by, "product.discarded", "product", number, name=name)
