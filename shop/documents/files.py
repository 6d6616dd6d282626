"""Keeping files that people upload: checked by their bytes, given a name that nobody can guess.

Whoever links to a file asks his own policy before it is handed out (`handing.send_file`); a name alone opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from shop.documents import images
from shop.documents.models import StoredFile
from shop.documents.uploads import DOCUMENTS, kind_of, shown_name
from shop.documents.words import FileKind, PictureKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor

LARGEST_EDGE = 2560
"""Pixels: the small print of an A4 paper can be read."""


def keep(
    content: bytes,
    file_name: str,
    *,
    purpose: str,
    by: Actor | None,
    taken: frozenset[FileKind] = DOCUMENTS,
    field: str = "file",
) -> StoredFile:
    """A file is kept: a PDF as it came, a picture drawn anew as JPEG without anything but its pixels.

    Raises ``Refused`` beside ``field`` where the bytes are none of the kinds ``taken``. Drawing takes up to a second,
    so it is called last. Never commits.
    """
    return keep_checked(checked(content, file_name, taken, field=field), purpose=purpose, by=by)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its bytes as they will be handed out again."""

    kind: FileKind
    content: bytes
    source_sha256: str
    file_name: str


def checked(content: bytes, file_name: str, taken: frozenset[FileKind] = DOCUMENTS, *, field: str = "file") -> Checked:
    """A file told by its bytes, and drawn anew if it is a picture; nothing is written. Raises ``Refused``.

    Asked before the transaction that keeps it begins, it holds nobody up: on SQLite only one writes at a time.
    """
    kind, source = kind_of(content, taken, field=field), hashlib.sha256(content).hexdigest()
    if kind.is_image:
        picture = images.draw(content, ((PictureKind.JPEG, LARGEST_EDGE),), field=field)
        kind, content = FileKind.JPEG, picture.drawn[0].content
    return Checked(kind, content, source, shown_name(file_name))


def keep_checked(file: Checked, *, purpose: str, by: Actor | None) -> StoredFile:
    """A file that was checked is kept. Never commits."""
    stored = StoredFile(
        name=secrets.token_urlsafe(24),
        purpose=purpose,
        kind=file.kind,
        sha256=hashlib.sha256(file.content).hexdigest(),
        source_sha256=file.source_sha256,
        size=len(file.content),
        file_name=file.file_name,
        uploaded_at=clock.now(),
        uploaded_by_id=by.person_id if by is not None else None,
        content=file.content,
    )
    db.session.add(stored)
    db.session.flush()
    return stored
