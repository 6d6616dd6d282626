"""Photos of the demo, all of them drawn by a program: of some goods on the shelf, and beside the newest acceptances."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from sqlalchemy import select

from shop.catalogue.models import Product
from shop.catalogue.queries.photos import photos_of
from shop.catalogue.services.photos import add_photos, describe_photos
from shop.demo.building.stage import Stage
from shop.documents.images import AT_ONCE
from shop.documents.photos import Made, make
from shop.extensions import db
from shop.fulfilment.lifecycle import PHOTOS_WITHIN, Side
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.fulfilment.services.photos import add_photos as add_beside
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.ordering.models import OrderLine

FOLDER = Path(__file__).parents[2] / "data" / "photos"

SEEN = {
    "shoots": ("一筐带壳的鲜笋", "A crate of fresh shoots in their sheaths"),
    "dried-shoots": ("晒干的笋条", "Strips of dried shoots"),
    "potatoes": ("刚挖出的土豆", "Potatoes just dug"),
    "potatoes-sprouted": ("几个土豆发了芽", "Some potatoes have sprouted"),
    "eggs": ("一托土鸡蛋", "A tray of eggs"),
    "kiwi": ("带绒毛的猕猴桃", "Kiwi fruit with its down"),
    "pepper": ("开口的干红花椒", "Dried red pepper, its husks open"),
    "walnuts": ("带壳的泡核桃", "Walnuts in their shells"),
    "citrus": ("成熟的沃柑", "Ripe citrus"),
}
"""What is seen on each, in Chinese and in English."""

SHOWN: dict[str, tuple[str, ...]] = {
    "xian-qiongzhusun-mugan": ("shoots",),
    "gan-qiongzhusun-jian": ("dried-shoots", "shoots"),
    "malingshu-yakou": ("potatoes",),
    "tujidan-hezhu": ("eggs",),
    "mihoutao-qingchuan": ("kiwi",),
    "gan-honghuajiao-mingjiao": ("pepper",),
    "paohetao-heyin": ("walnuts",),
    "wogan-chengyuan": ("citrus",),
}
"""The photos of products, the main one first. All others show their label."""

MOST_NOTES = 4


def show_photos(stage: Stage) -> None:
    """Suppliers show some of their goods; in the last hours receivers add what they saw at the gate."""
    made = _made()
    suppliers = {slug: product.supplier for slug, product in stage.facts.products.items()}
    for slug, names in SHOWN.items():
        product = db.session.get_one(Product, stage.product_ids[slug])
        seller = stage.somebody(suppliers[slug], Role.SELLER)
        add_photos(product, [made[name] for name in names], by=seller)
        words = zip((row.id for row in photos_of(product.id)), (SEEN[name] for name in names), strict=True)
        describe_photos(product, dict(words), by=seller)
    stage.timeline.plan(stage.timeline.end - timedelta(hours=2), partial(_add_beside_notes, stage))


def _add_beside_notes(stage: Stage) -> None:
    """The newest notes get a photo of what came, each by one of the unit who did not send it."""
    slugs = {number: slug for slug, number in stage.product_ids.items()}
    made, since = _made(), clock.now() - PHOTOS_WITHIN + timedelta(hours=1)
    asked = (
        select(Acceptance, OrderLine.product_id)
        .join(AcceptanceLine, AcceptanceLine.acceptance_id == Acceptance.id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .where(Acceptance.accepted_at >= since, Acceptance.n == 1)
        .order_by(Acceptance.id.desc(), AcceptanceLine.id)
    )
    done: set[int] = set()
    for note, product_id in db.session.execute(asked).all():
        names, receiver = SHOWN.get(slugs[product_id], ()), _receiver(stage, note)
        if names and receiver is not None and note.id not in done and len(done) < MOST_NOTES:
            done.add(note.id)
            seen = [*names, "potatoes-sprouted"] if names == ("potatoes",) else names
            add_beside(note.consignment, [made[name] for name in seen], Side.BUYER, by=receiver)


def _receiver(stage: Stage, note: Acceptance) -> Actor | None:
    """Who took the goods in, as somebody who acts."""
    everybody: Sequence[Actor] = [actor for people in stage.staff.values() for actor in people]
    return next(
        (a for a in everybody if a.person_id == note.accepted_by_id and a.organisation_id == note.unit_id), None
    )


@cache
def _made() -> dict[str, Made]:
    """All photos, drawn once a process and a few at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drawn = pool.map(lambda name: make((FOLDER / f"{name}.webp").read_bytes()), SEEN)
        return dict(zip(SEEN, drawn, strict=True))
