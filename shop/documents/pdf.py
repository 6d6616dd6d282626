"""Papers as PDF: typst sets them, from a template of ours and data that it never takes for code.

What the paper says travels as JSON in ``sys_inputs``, so a name with signs of typst's language in it is a name. The
fonts are read once by each process; a paper that is not set within the time limit is refused, and the page that it was
asked from still prints.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from flask_babel import lazy_gettext as _l
from pylopdf_fonts_zh_cn import sans_path

from shop.kernel import clock
from shop.kernel.refusals import Refused

TEMPLATE = Path(__file__).with_name("papers") / "paper.typ"
SECONDS = 10
AT_ONCE = 2
MOST_ROWS = 3_000
PDF = "application/pdf"
Form = Literal["pdf", "png"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a paper's table: figures stand at the right, the ``wide`` one takes what width is left."""

    name: str
    number: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """All words of a paper, as they are printed; in a cell the first line is the main one, others are small."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    state: str = ""
    sums: Sequence[tuple[str, str]] = ()
    total: dict[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    signatures: Sequence[tuple[str, str]] = ()

    def packed(self) -> dict[str, Any]:
        """As plain data."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


def unpacked(content: dict[str, Any]) -> Paper:
    """A paper that was kept as plain data."""
    return Paper(**(content | {"columns": [Column(**column) for column in content["columns"]]}))


def pdf_of(paper: Paper, *, address: str, foot: str, say: str, form: Form = "pdf") -> bytes:
    """The paper as a PDF, with a QR code that opens ``address``; raises ``Refused`` if that takes too long.

    ``foot`` stands at the foot of each page and ``say`` under the code. ``form`` "png" draws the first page, for eyes.
    """
    if len(paper.rows) > MOST_ROWS:
        raise Refused(_l("This paper has too many lines for a PDF. Please print the page instead."))
    data = paper.packed() | {"foot": foot, "check": {"drawing": drawing_of(address), "say": say}}
    return typeset(data, TEMPLATE, form)


def typeset(data: dict[str, Any], template: Path, form: Form = "pdf") -> bytes:
    """Plain data set by a template of ours, which reads it as ``sys.inputs.paper``; raises ``Refused`` if it takes too
    long.
    """
    said, moment = json.dumps(data, ensure_ascii=False), int(clock.now().timestamp())
    return _within_time(_workers().submit(_set, template, said, form, moment))


def drawing_of(address: str) -> str:
    """The QR code of an address as an SVG drawing, black on white with its quiet border."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=4, border=2, dark="#1d1b16", light="#ffffff"))


def _within_time(made: Future[bytes]) -> bytes:
    try:
        return made.result(timeout=SECONDS)
    except TookTooLong:
        made.cancel()
        raise Refused(_l("The PDF takes too long just now. Please try again, or print the page instead.")) from None


def _set(template: Path, data: str, form: Form, moment: int) -> bytes:
    made: Any = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=form,
        ppi=110,
        sys_inputs={"paper": data},
        timestamp=moment,
    )
    return bytes(made[0] if isinstance(made, list) else made)  # of drawings there is one for each page


@cache
def _fonts() -> Any:
    """Two typefaces, read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])


@cache
def _workers() -> ThreadPoolExecutor:
    """So many papers are set at once in a process, so that a crowd of them leaves the shop its processor."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="paper")
