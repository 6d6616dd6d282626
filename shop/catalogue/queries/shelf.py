"""The shelf as a reader goes along it: searched, filtered, in order, a page at a time."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from shop.catalogue.browsing import Filters, Found, Shelf, browse
from shop.catalogue.models import SearchToken
from shop.catalogue.queries.counting import verdicts_on_shelf
from shop.catalogue.search import Query, parse, rank
from shop.catalogue.tokens import plain
from shop.catalogue.window import Window
from shop.extensions import db

OF_SUPPLIER = 4
"""What a supplier's name that holds the words sought is worth beside what the index finds."""


def shelf(window: Window, filters: Filters, text: str, *, cluster_id: int | None, language: str) -> tuple[Shelf, bool]:
    """A page of the shelf, and whether it has all that was sought: nothing has, when it shows what comes close."""
    found = search(window, text)
    counting = verdicts_on_shelf(window, cluster_id).bits if cluster_id is not None else None
    page = browse(window, filters, language=language, counting=counting, found=found)
    return page, found is None or found.whole


def search(window: Window, text: str) -> Found | None:
    """What is found for a text, ``None`` if nothing is sought. One query, and none for what was sought before."""
    sought = plain(text).strip()
    if not sought:
        return None
    return window.answers.get(("search", sought[:100]), lambda: _found(window, parse(text), sought))


def _found(window: Window, query: Query, sought: str) -> Found:
    hits = _hits(query) if query else []
    scores, whole = rank(query, [hit for hit in hits if hit[1] in window.by_id])
    sellers = {
        good.seller.id
        for good in window.goods
        if len(sought) > 1 and (sought in plain(good.seller.name) or sought in plain(good.seller.name_english))
    }
    if sellers:
        kept = scores if whole else {}
        scores = {good.id: OF_SUPPLIER for good in window.goods if good.seller.id in sellers} | kept
        whole = True
    bits = sum(1 << window.by_id[product_id].position for product_id in scores)
    return Found(bits, scores, whole)


def _hits(query: Query) -> list[tuple[str, int, int]]:
    beginnings = [and_(SearchToken.token >= start, SearchToken.token < end) for start, end in query.prefixes]
    statement = select(SearchToken.token, SearchToken.product_id, SearchToken.weight).where(
        or_(SearchToken.token.in_(query.exact), *beginnings)
    )
    return [(token, product_id, weight) for token, product_id, weight in db.session.execute(statement)]
