"""Pictures that strangers send, drawn anew by another process that may use only so much memory and time.

What was sent is never kept and never shown: only pixels come back, and nothing else that the file held.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _l

from shop.documents import bounded
from shop.documents.words import PictureKind
from shop.kernel.refusals import Refused

OPENER = Path(__file__).with_name("image_opener.py")
SECONDS = 20
TOO_MUCH, TOO_SMALL = 3, 4  # how the opener says so
AT_ONCE = 2
LONGEST_WAIT = 30
_room = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in one kind and size; it fits into a square of ``edge`` pixels."""

    kind: PictureKind
    edge: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew: how large the largest drawing is, in pixels, and the drawings."""

    width: int
    height: int
    drawn: tuple[Drawn, ...]


def draw(content: bytes, wanted: tuple[tuple[PictureKind, int], ...], *, field: str = "file") -> Picture:
    """The picture in each kind and size wanted; raises ``Refused`` beside a field where it is none."""
    arguments = [f"{kind.value}:{edge}" for kind, edge in wanted]
    with _one_of_few(field):
        try:
            code, written = bounded.run(OPENER, arguments, content, seconds=SECONDS)
        except bounded.TookTooLong:
            raise _too_large(field) from None
    if code == TOO_MUCH:
        raise _too_large(field)
    if code == TOO_SMALL:
        raise Refused(_l("The picture is too small to see anything on it."), field=field)
    if code != 0:
        raise Refused(_l("The picture cannot be opened, or is cut off: save it again and upload that."), field=field)
    head, _line, rest = written.partition(b"\n")
    (width, height), sizes = json.loads(head)
    drawings, start = [], 0
    for (kind, edge), size in zip(wanted, sizes, strict=True):
        drawings.append(Drawn(kind, edge, rest[start : start + size]))
        start += size
    return Picture(width, height, tuple(drawings))


@contextmanager
def _one_of_few(field: str) -> Iterator[None]:
    """Each may take three quarters of a gigabyte, so a server opens only a few at once and the others wait."""
    if not _room.acquire(timeout=LONGEST_WAIT):
        raise Refused(_l("Many pictures are being worked on just now: send yours again in a minute."), field=field)
    try:
        yield
    finally:
        _room.release()


def _too_large(field: str) -> Refused:
    return Refused(_l("The picture has too many pixels: make it smaller and upload that."), field=field)
