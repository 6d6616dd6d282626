"""What the pages of lots share: their blueprint, how a lot is named in an address, and sheets to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response

from shop.documents.workbooks import XLSX, workbook

bp = Blueprint("lots", __name__)

LOT = "<int(max=999999999999):lot_id>"


def sheet_of(title: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], name: str) -> Response:
    """Rows as a workbook to save; nobody else's cache keeps it."""
    response = Response(workbook(title, head, rows), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
