"""Rows of a workbook, opened by another process that may use only so much memory and time.

A small file can unpack into gigabytes (a 1.5 MB one took 1.4 GB): what the archive says of itself is added up first,
and since it may lie, the process that opens it is bounded as well.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _l

from shop.documents import bounded
from shop.kernel.refusals import Refused

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 48 * 1024 * 1024
MOST_PARTS = 500
SECONDS = 20
TOO_MUCH = 3  # how the opener says so
OPENER = Path(__file__).with_name("xlsx_opener.py")


@dataclass(frozen=True, slots=True)
class Opened:
    """Rows with their numbers, and how many rows and columns that hold something were hidden and left out."""

    rows: list[tuple[int, list[str]]]
    hidden_rows: int = 0
    hidden_columns: int = 0


def read_workbook(data: bytes, most: int, *, as_seen: bool = False) -> Opened:
    """Its rows, one more than ``most`` at most; formulas are what they came to; raises ``Refused``.

    ``as_seen``: what is merged downwards holds for all its rows, what is hidden is left out, a formula without a result
    says ``#N/A``, and cells may be longer. Otherwise every cell is as it stands.
    """
    if data.startswith(ZIP):
        _check_size(data)
    try:
        arguments = [str(most + 1), *(["as-seen"] if as_seen else [])]
        code, written = bounded.run(OPENER, arguments, data, seconds=SECONDS)
    except bounded.TookTooLong:
        raise _unreadable() from None
    if code == TOO_MUCH:
        raise _too_large()
    if code != 0:
        raise _unreadable()
    said = json.loads(written)
    rows = [(int(number), list(cells)) for number, cells in said["rows"]]
    return Opened(rows, int(said["hidden_rows"]), int(said["hidden_columns"]))


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise _unreadable() from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()


def _too_large() -> Refused:
    return Refused(_l("This workbook is too large. Please upload it in parts, or save it as csv."), field="file")


def _unreadable() -> Refused:
    return Refused(
        _l("This workbook cannot be opened. Please save it anew as xlsx without a password, or as csv."), field="file"
    )
