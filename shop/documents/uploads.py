"""Files that people upload: told by their bytes and not by their names, and refused if they are anything else besides.

Pure. Nothing here is unpacked to a disk, rendered or run. A file that is two things at once (a PDF that is also an
archive, an archive with a page glued before it) would be shown as the one and taken for the other, so it is refused.
Of pictures only the kind is told here: they are drawn anew by `images`, and what is glued to them is gone.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from io import BytesIO

from flask_babel import lazy_gettext as _l

from shop.documents.words import FileKind
from shop.kernel.refusals import Refused

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120
HEAD = 1024
DOCUMENTS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
DOCUMENTS_ACCEPTED = ".pdf,.jpg,.jpeg,.png"
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
PICTURES_ACCEPTED = "image/jpeg,image/png,image/webp"
"""What a browser offers. A phone whose photos are HEIC sends JPEG then."""

PDF_HEAD = re.compile(rb"%PDF-[12]\.\d")
PAGE_SIGNS = re.compile(rb"<\s*(?:!doctype|html|script|svg|body|iframe)", re.IGNORECASE)
PDF_DEEDS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData)\b")
NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
ZIP_HEAD = b"PK\x03\x04"
JPEG_HEAD = b"\xff\xd8\xff"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")


def kind_of(content: bytes, taken: frozenset[FileKind] = DOCUMENTS, *, field: str = "file") -> FileKind:
    """What kind of file the bytes are, of those that are taken. Raises ``Refused`` with what is wrong with them."""
    check_size(content, LARGEST, field=field)
    kind = _seems(content)
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise Refused(
            _l("This photo is a HEIC file, which not everybody can open: save it as JPEG and upload that."), field=field
        )
    if kind is None or kind not in taken:
        kinds = ", ".join(sorted(str(kind.label) for kind in taken))
        raise Refused(
            _l("This file is none of these kinds, whatever its name says: %(kinds)s.", kinds=kinds), field=field
        )
    if kind is FileKind.PDF:
        check_pdf(content, field=field)
    return kind


def check_size(content: bytes, largest: int, *, field: str = "file") -> None:
    """Refuse nothing at all, and more than ``largest`` bytes."""
    if not content:
        raise Refused(_l("The file is empty."), field=field)
    if len(content) > largest:
        raise Refused(_l("The file is larger than %(number)s MB.", number=largest // 1024 // 1024), field=field)


def check_pdf(content: bytes, *, field: str = "file") -> None:
    """Refuse a PDF that is cut off, is something else as well, or does something when it is opened."""
    if b"%%EOF" not in content[-HEAD:]:
        raise Refused(_l("The PDF file is cut off: save it again and upload that."), field=field)
    if PAGE_SIGNS.search(content[:HEAD]) or PAGE_SIGNS.search(content[-HEAD:]) or zipfile.is_zipfile(BytesIO(content)):
        raise Refused(_l("The PDF file is something else as well, and is not taken."), field=field)
    if PDF_DEEDS.search(NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)):
        raise Refused(_l("The PDF file wants to do something when it is opened, and is not taken."), field=field)


def nothing_follows(archive: bytes) -> bool:
    """Whether nothing comes after an archive's own end: its last record, without a comment, is 22 bytes long."""
    return archive[-22:-18] == b"PK\x05\x06"


def leads_out(name: str) -> bool:
    """Whether a part of an archive would be written elsewhere than below a folder, if anybody ever unpacked it."""
    return name.startswith(("/", "\\")) or ":" in name or "\x00" in name or ".." in re.split(r"[\\/]", name)


def shown_name(name: str) -> str:
    """What the uploader called the file, to be shown as text alone: no folders, no control or direction signs."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return kept.strip()[:LONGEST_NAME]


def _seems(content: bytes) -> FileKind | None:
    if PDF_HEAD.match(content):
        return FileKind.PDF
    if content.startswith(JPEG_HEAD):
        return FileKind.JPEG
    if content.startswith(PNG_HEAD):
        return FileKind.PNG
    return FileKind.WEBP if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None
