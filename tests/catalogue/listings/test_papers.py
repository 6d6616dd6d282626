"""The papers of goods: kept with their days, opened by those who may, taken away and not lost; and the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from shop.catalogue.lifecycle import Party
from shop.catalogue.models import GoodsPaper
from shop.catalogue.services.goods_papers import Shown, add_paper, end_paper
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.packs import change_pack
from shop.catalogue.words import ColdChain, GoodsPaperKind
from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import UnitPrice
from tests.catalogue.listings.trading import Trade, at
from tests.factories.pictures import png
from tests.uploading import send_files

pytestmark = pytest.mark.usefixtures("db_session")

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def sent(trade: Trade, where: str, content: bytes, name: str, **changes: str) -> TestResponse:
    """The supplier sends a paper with its file."""
    said = {"kind": "report", "number": "R-1", "valid_from": "2026-01-01", "valid_to": "2026-12-31"} | changes
    client = trade.as_(Party.SUPPLIER).client
    return send_files(client, where, [(name, content)], field="file", mimetype="application/pdf", **said)


def kept() -> list[GoodsPaper]:
    return list(db.session.execute(select(GoodsPaper)).scalars())


@pytest.mark.parametrize(
    ("content", "name", "type_"), [(PDF, "r.pdf", "application/pdf"), (png(40, 30), "r.png", "image/jpeg")]
)
def test_a_paper_is_kept_and_opened_by_its_supplier_its_county_and_the_operator(
    trade: Trade, content: bytes, name: str, type_: str
) -> None:
    product = trade.listing()
    answer = sent(trade, at(product, "papers"), content, name)
    assert answer.status_code == 302
    [paper] = kept()
    where = at(product, "papers", str(paper.id))
    for party, status in ((Party.SUPPLIER, 200), (Party.COUNTY, 200), (Party.OPERATOR, 200), (None, 404)):
        opened = trade.as_(party).client.get(where)
        assert opened.status_code == status
        if status == 200:
            assert opened.mimetype == type_
            assert opened.headers["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in opened.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "r.svg"),
        (b"<html><script>alert(1)</script>", "r.pdf"),
        (b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "r.pdf"),
        (b"%PDF-1.4\n/OpenAction /JavaScript (x)\n%%EOF", "r.pdf"),
        (b"PK\x03\x04" + b"\x00" * 40, "r.pdf"),
        (b"", "r.pdf"),
        (b"%PDF-1.4" + b"x" * (10 * 1024 * 1024 + 1), "r.pdf"),
    ],
    ids=["svg", "page", "glued page", "script", "archive", "empty", "too large"],
)
def test_what_is_no_paper_is_refused_with_what_was_typed_kept(trade: Trade, content: bytes, name: str) -> None:
    product = trade.listing()
    answer = sent(trade, at(product, "papers"), content, name)
    assert answer.status_code == 422
    assert 'value="R-1"' in answer.text
    assert not kept()
    assert not db.session.execute(select(StoredFile)).first()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"number": ""}, "Please enter its number"), ({"valid_to": "2025-01-01"}, "The last day is before the first")],
)
def test_a_paper_needs_its_number_and_days_that_can_be(trade: Trade, changes: dict[str, str], sentence: str) -> None:
    product = trade.listing()
    answer = sent(trade, at(product, "papers"), PDF, "r.pdf", **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not kept()


def test_taken_away_it_is_shown_no_more_and_stays(trade: Trade) -> None:
    product = trade.listing()
    shown = Shown(GoodsPaperKind.QUARANTINE, "Q-9")
    paper = add_paper(product, shown, PDF, "q.pdf", by=trade.parties[Party.SUPPLIER])
    seller = trade.as_(Party.SUPPLIER)
    page = seller.open(at(product, "papers"))
    assert "Q-9" in page.text
    page = seller.send(page.form(f"/papers/{paper.id}/end"))
    assert "No papers yet" in page.text
    db.session.expire_all()
    assert paper.ended_at is not None
    assert seller.client.get(at(product, "papers", str(paper.id))).status_code == 200
    assert "A paper of the goods is shown no more: Q-9." in seller.open(at(product)).text


def test_buyers_read_the_papers_in_force_on_the_product_page_and_no_file(trade: Trade) -> None:
    product, seller = trade.listing(), trade.parties[Party.SUPPLIER]
    today = clock.today()
    anyone, where = trade.as_(None).client, f"/products/{product.slug}"
    assert "Papers of the goods" not in anyone.get(where).text
    add_paper(product, Shown(GoodsPaperKind.REPORT, "R-7", None, today), PDF, "report.pdf", by=seller)
    add_paper(product, Shown(GoodsPaperKind.REPORT, "R-6", None, today - timedelta(days=1)), PDF, "old.pdf", by=seller)
    endless = add_paper(product, Shown(GoodsPaperKind.QUARANTINE, "Q-9"), PDF, "q.pdf", by=seller)
    db.session.commit()
    page = anyone.get(where).text
    for word, told in (("R-7", True), ("Q-9", True), ("without end", True), ("R-6", False), ("report.pdf", False)):
        assert (word in page) is told, word
    assert "/papers/" not in page
    end_paper(product, endless, by=seller)
    db.session.commit()
    assert "Q-9" not in anyone.get(where).text


def test_the_history_says_what_changed_old_and_new(trade: Trade) -> None:
    product = trade.listing()
    seller = trade.parties[Party.SUPPLIER]
    said = replace(product.said, storage="冷库", cold_chain=ColdChain.CHILLED, months=(3, 4))
    change_listing(product, said, by=seller)
    pack = product.packs[0]
    change_pack(pack, replace(pack.packing, tiers={1: UnitPrice.yuan(13)}), by=seller)
    page = trade.as_(Party.SUPPLIER).open(at(product))
    for line in (
        "– → 冷库",
        "Ambient → Chilled",
        "All year round → In season: Mar–Apr",
        "From 1 pack: ¥12.00 → ¥13.00",
    ):
        assert line in page.text
