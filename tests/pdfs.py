"""Reading PDFs in tests, and what a page and its PDF have in common."""

import io
import re

from pypdf import PdfReader
from sqlalchemy import select

from shop.documents.models import IssuedPaper
from shop.extensions import db


def read_pdf(response: object) -> str:
    """The text of a PDF that was sent, without the blanks by which its lines are broken."""
    data = response.get_data()  # type: ignore[attr-defined]
    assert data.startswith(b"%PDF"), data[:200]
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def amounts_in(text: str) -> set[str]:
    """All amounts with two decimals, as they are written."""
    return set(re.findall(r"−?¥?[\d,]+\.\d\d", text.replace(" ", "")))


def newest_paper() -> IssuedPaper:
    """What was issued last."""
    return db.session.execute(select(IssuedPaper).order_by(IssuedPaper.id.desc()).limit(1)).scalar_one()
