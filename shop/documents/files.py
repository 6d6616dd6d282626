"""Keeping files that people upload: checked by their bytes, given a name that nobody can guess.

Whoever links to a file asks his own policy before it is handed out (`handing.send_file`); a name alone opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets

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
    kind = kind_of(content, taken, field=field)
    source = hashlib.sha256(content).hexdigest()
    if kind.is_image:
        picture = images.draw(content, ((PictureKind.JPEG, LARGEST_EDGE),), field=field)
        kind, content = FileKind.JPEG, picture.drawn[0].content
    file = StoredFile(
        name=secrets.token_urlsafe(24),
        purpose=purpose,
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        source_sha256=source,
        size=len(content),
        file_name=shown_name(file_name),
        uploaded_at=clock.now(),
        uploaded_by_id=by.person_id if by is not None else None,
        content=content,
    )
    db.session.add(file)
    db.session.flush()
    return file
