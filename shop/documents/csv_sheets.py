"""Rows of a csv file, whoever wrote it: UTF-8, UTF-16 or GB 18030; commas, tabs or semicolons."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice

from flask_babel import lazy_gettext as _l

from shop.kernel.refusals import Refused

DELIMITERS = ",\t;"
TRIED = 50
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Its rows with their numbers, one more than ``most`` at most; raises ``Refused``."""
    text = _text(data)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return [(number, row) for number, row in islice(enumerate(rows, start=1), 4 * most) if any(row)][: most + 1]
    except csv.Error:
        raise _unreadable() from None


def _text(data: bytes) -> str:
    encodings = [name for mark, name in MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.lstrip()[:9].lower().startswith(
            ("<html", "<!doctype", "<table", "<?xml", "%pdf")
        ):
            return text
    raise _unreadable()


def _delimiter(text: str) -> str:
    """The one that makes the most cells of the first rows."""

    def cells(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return sum(len(row) for row in islice(rows, TRIED))

    return max(DELIMITERS, key=cells)


def _unreadable() -> Refused:
    return Refused(
        _l("This file cannot be read as a sheet. Please open it in Excel or WPS, save it as xlsx, and upload that."),
        field="file",
    )
