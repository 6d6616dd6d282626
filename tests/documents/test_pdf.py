"""Papers are set by typst: no name is ever code, and nothing takes longer than it may."""

import io
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as some
from pypdf import PdfReader

from shop.documents import pdf
from shop.documents.pdf import MOST_ROWS, Column, Paper, drawing_of, pdf_of, unpacked
from shop.kernel.refusals import Refused

ADDRESS = "https://shop.example/check/abcdefghijklmnopqrstuv"
HOSTILE = [
    '#panic("x")',
    "$x^2$ *b* _i_ `raw` <label> @ref ~ -- --- // comment",
    '")) #read("paper.typ") #(("',
    '\\u{41} \\ #import "@preview/evil:0.1.0": *',
    "= heading\n- list\n+ list",
    "#while true {}",
    "{{7*7}} %(name)s ${x}",
]


@pytest.fixture(autouse=True)
def english(app: Any) -> Iterator[None]:
    with force_locale("en"):
        yield


def a_paper(word: str, rows: int = 1) -> Paper:
    return Paper(
        title="Paper",
        number="N1",
        state=word,
        facts=[(word, word)],
        columns=[Column(word, wide=True), Column("Amount", number=True)],
        rows=[[word, "1.00"]] * rows,
        sums=[(word, "1.00")],
        total={"name": word, "words": "壹元整", "figure": "1.00"},
        notes=[word],
        signatures=[(word, word)],
    )


def text_of(paper: Paper) -> str:
    made = pdf_of(paper, address=ADDRESS, foot="foot", say="say")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("word", HOSTILE)
def test_what_anybody_typed_is_printed_as_it_stands(word: str) -> None:
    said = bare(text_of(a_paper(word)))
    assert said.count(bare(word)) >= 8
    assert "sys.inputs" not in said


@settings(max_examples=25, deadline=None)
@given(some.text(some.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=60))
def test_no_word_at_all_breaks_a_paper(word: str) -> None:
    assert pdf_of(a_paper(word), address=ADDRESS, foot=word, say=word).startswith(b"%PDF")


def test_a_paper_is_the_same_after_it_was_kept() -> None:
    paper = a_paper("word")
    assert text_of(unpacked(paper.packed())) == text_of(paper)


def test_a_long_paper_has_its_head_on_every_page_and_is_set_in_time() -> None:
    started = time.monotonic()
    said = text_of(a_paper("word", rows=1_000))
    assert time.monotonic() - started < pdf.SECONDS
    pages = re.search(r"第\s*1\s*页，共\s*(\d+)\s*页", said)
    assert pages
    assert said.count("Amount") in (int(pages[1]), int(pages[1]) - 1)  # the last page may hold the sums alone


def test_what_has_too_many_lines_is_refused() -> None:
    with pytest.raises(Refused, match="too many lines"):
        pdf_of(a_paper("word", rows=MOST_ROWS + 1), address=ADDRESS, foot="", say="")


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.05)
    monkeypatch.setattr(pdf, "_set", lambda *_words: time.sleep(0.5))
    with pytest.raises(Refused, match="takes too long"):
        pdf_of(a_paper("word"), address=ADDRESS, foot="", say="")


def test_the_code_is_a_drawing_that_bears_the_address_and_nothing_active() -> None:
    drawing = drawing_of(ADDRESS)
    assert drawing.startswith("<svg")
    assert "script" not in drawing
    assert "style" not in drawing
    assert drawing != drawing_of(ADDRESS + "x")
