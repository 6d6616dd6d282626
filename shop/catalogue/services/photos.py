"""The photos of a listing: added, put in order, said what is seen on them, removed. Nothing here commits.

Whoever changes them holds the listing's row, so that two who do it at once stand behind each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from shop.audit.services import record
from shop.catalogue.models import Product, ProductPhoto
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.words import PhotoMove, ProductStatus
from shop.documents import photos
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import Refused

MOST_PHOTOS = 8
LONGEST_ALT = 120


def add_photos(product: Product, made: Sequence[photos.Made], *, by: Actor | None) -> int:
    """The supplier adds photos behind those that are there; the same file again changes nothing. Returns how many."""
    there = _held(product)
    digests = {row.digest for row in there}
    new = {each.source_sha256: each for each in made if each.source_sha256 not in digests}
    if len(there) + len(new) > MOST_PHOTOS:
        raise Refused(_l("A listing has at most %(number)s photos.", number=MOST_PHOTOS), field="photos")
    for position, each in enumerate(new.values(), start=len(there)):
        photo = photos.keep(each, by=by)
        digest = each.source_sha256
        db.session.add(ProductPhoto(product_id=product.id, photo_id=photo.id, position=position, digest=digest))
    if new:
        record(by, "product.photos_added", "product", product.id, count=len(new))
        _changed()
    return len(new)


def describe_photos(product: Product, words: Mapping[int, tuple[str, str]], *, by: Actor) -> bool:
    """Say what is seen on photos, in Chinese and in English, by their ids. Returns whether anything changed."""
    changed = False
    for row in _held(product):
        alt, alt_english = (word.strip()[:LONGEST_ALT] for word in words.get(row.id, (row.alt, row.alt_english)))
        if (alt, alt_english) != (row.alt, row.alt_english):
            row.alt, row.alt_english, changed = alt, alt_english, True
    if changed:
        record(by, "product.photos_described", "product", product.id)
        _changed()
    return changed


def move_photo(product: Product, photo_id: int, move: PhotoMove, *, by: Actor) -> None:
    """Put a photo first, which makes it the main one, or one place earlier or later."""
    rows = _held(product)
    at = _place_of(photo_id, rows)
    to = {PhotoMove.FIRST: 0, PhotoMove.EARLIER: at - 1, PhotoMove.LATER: at + 1}[move]
    if to == at or not 0 <= to < len(rows):
        return
    rows.insert(to, rows.pop(at))
    _number(rows)
    record(by, "product.photos_ordered", "product", product.id)
    _changed()


def remove_photo(product: Product, photo_id: int, *, by: Actor) -> None:
    """The photo is gone, with all its bytes."""
    rows = _held(product)
    gone = rows.pop(_place_of(photo_id, rows))
    db.session.execute(delete(ProductPhoto).where(ProductPhoto.id == gone.id))
    photos.forget([gone.photo_id])
    _number(rows)
    record(by, "product.photo_removed", "product", product.id)
    _changed()


def _held(product: Product) -> list[ProductPhoto]:
    """The photos in order, the listing being held until the transaction ends."""
    db.session.execute(locked(select(Product).where(Product.id == product.id))).scalar_one()
    if product.status is ProductStatus.SUBMITTED:
        raise Refused(_l("The listing waits for review: take it back first, then change its photos."), field="photos")
    asked = select(ProductPhoto).where(ProductPhoto.product_id == product.id)
    return list(db.session.execute(asked.order_by(ProductPhoto.position, ProductPhoto.id)).scalars())


def _place_of(photo_id: int, rows: Sequence[ProductPhoto]) -> int:
    for place, row in enumerate(rows):
        if row.id == photo_id:
            return place
    raise Refused(_l("This photo was removed meanwhile. Nothing was changed."))


def _number(rows: Sequence[ProductPhoto]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _changed() -> None:
    db.session.flush()
    bump_shelf()
