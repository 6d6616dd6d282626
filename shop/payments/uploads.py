"""Files of e-invoices: told by their bytes and not by their names, and refused if they are anything else besides.

Pure. Nothing here is unpacked to a disk, rendered or run. A file that is two things at once (a PDF that is also an
archive, an archive with a page glued before it) would be shown as the one and taken for the other, so it is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from shop.documents.uploads import PDF_HEAD, ZIP_HEAD, check_pdf, check_size, leads_out, nothing_follows
from shop.kernel.refusals import Refused
from shop.payments.invoicing import FileKind

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
LARGEST_OFD_XML = 256 * 1024
LARGEST_TO_READ = 256 * 1024
MOST_PARTS = 1_000

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PAGES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/Transform")
UNREADABLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
PAGE_ROOTS = frozenset({"html", "svg", "script", "stylesheet"})


def kind_of(content: bytes) -> FileKind:
    """What kind of e-invoice the bytes are. Raises ``Refused`` with what is wrong with them."""
    check_size(content, LARGEST)
    if PDF_HEAD.match(content):
        check_pdf(content)
        return FileKind.PDF
    if content.startswith(ZIP_HEAD):
        _check_ofd(content)
        return FileKind.OFD
    if content.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"<"):
        _check_xml(content)
        return FileKind.XML
    raise _refused(_l("This is no OFD, PDF or XML file, whatever its name says."))


def _check_ofd(content: bytes) -> None:
    """An OFD is an archive with ``OFD.xml`` at its top; sizes are added up before anything is read of it."""
    broken = _refused(_l("The archive is broken, or no OFD file."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if not parts or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise _refused(_l("The OFD file holds far more than an invoice, and is not taken."))
            if min(part.header_offset for part in parts) != 0 or archive.comment or not nothing_follows(content):
                raise _refused(_l("The OFD file is something else as well, and is not taken."))
            if any(leads_out(part.filename) or part.flag_bits & 1 for part in parts):
                raise broken
            head = next((part for part in parts if part.filename == "OFD.xml"), None)
            if head is None or head.file_size > LARGEST_OFD_XML:
                raise broken
            with archive.open(head) as opened:
                root = _root_of(opened.read(LARGEST_OFD_XML + 1))
    except UNREADABLE as error:
        raise broken from error
    if root != "OFD":
        raise broken


def _check_xml(content: bytes) -> None:
    if _root_of(content).lower() in PAGE_ROOTS:
        raise _refused(_l("This is a page or a drawing, and no e-invoice."))


def _root_of(content: bytes) -> str:
    """The name of the root of an XML file without a document type, entities, stylesheets or pieces of pages."""
    parser = expat.ParserCreate(namespace_separator=" ")
    roots: list[str] = []

    def start(name: str, _attributes: Any) -> None:
        space, _gap, local = name.rpartition(" ")
        if space in PAGES:
            raise _refused(_l("This is a page or a drawing, and no e-invoice."))
        if not roots:
            roots.append(local)

    def declared(*_what: Any) -> int:
        raise _refused(_l("The XML file declares a document type or entities, and is not taken."))

    def told(target: str, _data: str) -> None:
        raise _refused(_l("The XML file carries instructions (%(name)s), and is not taken.", name=target[:40]))

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.UnparsedEntityDeclHandler = declared
    parser.ExternalEntityRefHandler = declared
    parser.ProcessingInstructionHandler = told
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise _refused(_l("The XML file cannot be read.")) from error
    return roots[0]


def _refused(message: Any) -> Refused:
    return Refused(message, field="file")
