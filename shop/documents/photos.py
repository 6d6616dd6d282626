"""Photos: drawn anew in a few sizes, kept under a name that nobody can guess, handed out a size at a time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select

from shop.documents import images
from shop.documents.models import Photo, PhotoRendition
from shop.documents.sizes import SIZES
from shop.documents.uploads import PICTURES, kind_of
from shop.documents.words import PictureKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Made:
    """A photo that was drawn and is not kept yet; ``source_sha256`` is of the file that was uploaded."""

    picture: images.Picture
    source_sha256: str


def make(content: bytes, *, field: str = "photos") -> Made:
    """Draw a photo in all sizes, which takes up to a second: asked before a transaction begins, not within it.

    Raises ``Refused`` beside ``field`` where it is no JPEG, PNG or WebP.
    """
    kind_of(content, PICTURES, field=field)
    return Made(images.draw(content, SIZES, field=field), hashlib.sha256(content).hexdigest())


def keep(made: Made, *, by: Actor | None) -> Photo:
    """A photo is kept in all its sizes. Never commits."""
    photo = Photo(
        name=secrets.token_urlsafe(24),
        width=made.picture.width,
        height=made.picture.height,
        source_sha256=made.source_sha256,
        uploaded_at=clock.now(),
        uploaded_by_id=by.person_id if by is not None else None,
        renditions=[
            PhotoRendition(edge=drawn.edge, kind=drawn.kind, size=len(drawn.content), content=drawn.content)
            for drawn in made.picture.drawn
        ],
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def forget(photo_ids: Iterable[int]) -> None:
    """Photos that nothing links to any more are gone with all their bytes. Never commits."""
    ids = sorted(set(photo_ids))
    if ids:
        db.session.execute(delete(PhotoRendition).where(PhotoRendition.photo_id.in_(ids)))
        db.session.execute(delete(Photo).where(Photo.id.in_(ids)))


def bytes_of(photo_id: int, kind: PictureKind, edge: int) -> bytes | None:
    """A photo in one size; nothing where there is no such size. One query."""
    asked = select(PhotoRendition.content).where(
        PhotoRendition.photo_id == photo_id, PhotoRendition.kind == kind, PhotoRendition.edge == edge
    )
    return db.session.execute(asked).scalar_one_or_none()
