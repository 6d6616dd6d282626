"""Papers and files are handed over: a paper is issued, so that its QR code leads somewhere, and set as PDF; a file that
somebody uploaded is shown so that nothing of it runs.
"""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.documents import photos
from shop.documents.models import IssuedPaper, StoredFile
from shop.documents.pdf import PDF, Paper, pdf_of, unpacked
from shop.documents.services import Head, issue
from shop.documents.words import FileKind, PictureKind
from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.refusals import NotYours
from shop.web.assets import FOREVER
from shop.web.filters import moment

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
TYPES = {FileKind.PDF: PDF, FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png", FileKind.WEBP: "image/webp"}

ENDINGS = {
    "320.webp": (PictureKind.WEBP, 320, "image/webp"),
    "640.webp": (PictureKind.WEBP, 640, "image/webp"),
    "1280.webp": (PictureKind.WEBP, 1280, "image/webp"),
    "640.jpg": (PictureKind.JPEG, 640, "image/jpeg"),
}
"""The ends of a photo's addresses."""


def hand_over(head: Head, paper: Paper, *, keep: bool = False) -> Response:
    """The paper as a PDF in Chinese; what is issued is committed. Raises ``Refused`` if it takes too long.

    A page that is only read has read on until here: on SQLite whoever did cannot write any more once somebody else
    has, so it is written in a transaction of its own.
    """
    db.session.commit()
    with dialects.writing():
        issued = issue(head, paper.packed(), keep=keep)
        db.session.commit()
    return pdf_response(issued, paper)


def pdf_response(issued: IssuedPaper, paper: Paper | None = None) -> Response:
    """An issued paper as a PDF, made of its own words if they were kept."""
    words = (paper or unpacked(issued.content)).packed() | {"number": issued.number}
    with force_locale("zh"):
        foot = _("山货 Shanhuo · issued %(moment)s", moment=moment(issued.issued_at))
        say = _("Scan to check")
    address = url_for("documents.check", token=issued.token, _external=True)
    response = Response(pdf_of(unpacked(words), address=address, foot=foot, say=say), mimetype=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{issued.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_file(stored: StoredFile, *, as_attachment: bool = False) -> Response:
    """A file that somebody uploaded, to whoever may see it: the view has asked that of what links to it."""
    name = f"{stored.purpose.replace('.', '-')}-{stored.id}.{stored.kind.value}"
    return bytes_sent(stored.content, TYPES[stored.kind], name, as_attachment=as_attachment)


def bytes_sent(content: bytes, mimetype: str, name: str, *, as_attachment: bool) -> Response:
    """Bytes from outside, shown in a sandbox or only to be saved: under a name of ours, taken for nothing else than
    what we say, kept by no cache, put into nobody's page.
    """
    answer = Response(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment" if as_attachment else "inline", filename=name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def send_photo(photo_id: int, size: str, *, everybody: bool) -> Response:
    """A photo in one size, such as ``640.webp``, to whoever may see it; raises ``NotYours`` for any other size.

    What ``everybody`` may see is kept by every cache for ever, since its name changes with its content; what only some
    may see is kept by none.
    """
    if size not in ENDINGS:
        raise NotYours
    kind, edge, mimetype = ENDINGS[size]
    content = photos.bytes_of(photo_id, kind, edge)
    if content is None:
        raise NotYours
    answer = bytes_sent(content, mimetype, f"photo-{photo_id}-{size}", as_attachment=False)
    if everybody:
        answer.headers["Cache-Control"] = FOREVER
    return answer
