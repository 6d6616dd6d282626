"""A paper is handed over: issued, so that its QR code leads somewhere, and set as PDF."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.documents.models import IssuedPaper
from shop.documents.pdf import PDF, Paper, pdf_of, unpacked
from shop.documents.services import Head, issue
from shop.extensions import db
from shop.kernel import dialects
from shop.web.filters import moment


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
