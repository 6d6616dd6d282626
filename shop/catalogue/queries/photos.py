"""The photos of listings: those of one, and one by the name in its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.catalogue.models import Product, ProductPhoto
from shop.catalogue.pictured import PHOTO, Pictured, pictured, with_main_photo
from shop.catalogue.policies import party_of
from shop.catalogue.queries.products import SHOWN
from shop.catalogue.window import Window
from shop.documents.models import Photo
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours

IN_ORDER = (ProductPhoto.position, ProductPhoto.id)


def gallery(window: Window, product_id: int) -> tuple[Pictured, ...]:
    """All photos of a product that is shown, the main one first; asked once a revision of the shelf.

    The window knows already of which goods there are none.
    """
    good = window.by_id.get(product_id)
    if good is not None and good.photo is None:
        return ()
    return window.answers.get(("photos", product_id), lambda: gallery_of(product_id))


def main_photos(product_ids: Iterable[int]) -> dict[int, Pictured]:
    """The main photos of products by id; one query, and none for nothing."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return {}
    rows = db.session.execute(with_main_photo(select(Product.id, *PHOTO)).where(Product.id.in_(wanted)))
    found = {product_id: pictured(photo) for product_id, *photo in rows}
    return {product_id: photo for product_id, photo in found.items() if photo is not None}


def gallery_of(product_id: int) -> tuple[Pictured, ...]:
    """All photos of a product, the main one first. One query."""
    asked = select(*PHOTO).select_from(ProductPhoto).join(Photo, Photo.id == ProductPhoto.photo_id)
    rows = db.session.execute(asked.where(ProductPhoto.product_id == product_id).order_by(*IN_ORDER))
    return tuple(Pictured(*row) for row in rows)


def photos_of(product_id: int) -> Sequence[ProductPhoto]:
    """The photos of a listing as its supplier orders them. One query."""
    asked = select(ProductPhoto).options(joinedload(ProductPhoto.photo)).where(ProductPhoto.product_id == product_id)
    return db.session.execute(asked.order_by(*IN_ORDER)).scalars().all()


def own_product(actor: Actor, number: int) -> Product:
    """A listing of the supplier that somebody acts for; raises ``NotYours`` for any other."""
    asked = select(Product).where(Product.id == number, Product.supplier_id == actor.organisation_id)
    found = db.session.execute(asked).scalar_one_or_none() if actor.is_supplier else None
    if found is None:
        raise NotYours
    return found


def photo_by_name(name: str, who: Callable[[], Actor | None]) -> tuple[int, bool]:
    """A photo's id, and whether everybody may see it; raises ``NotYours``.

    Whose listing was shown in the shop has photos that everybody may see. Those of a draft are seen by its supplier
    and by who looks at it before it is sold; only for them it is asked ``who`` wants to see it.
    """
    asked = select(Photo.id, Product.status, Product.supplier_id, Product.county_code)
    asked = asked.join(ProductPhoto, ProductPhoto.photo_id == Photo.id)
    row = db.session.execute(
        asked.join(Product, Product.id == ProductPhoto.product_id).where(Photo.name == name)
    ).one_or_none()
    if row is None:
        raise NotYours
    photo_id, status, supplier_id, county_code = row
    shown = status in SHOWN
    if not shown:
        actor = who()
        if actor is None or party_of(actor, supplier_id, county_code) is None:
            raise NotYours
    return photo_id, shown
