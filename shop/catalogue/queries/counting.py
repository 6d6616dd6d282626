"""Whether purchases will count: asked once for the whole shelf, and once per product for all purposes."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select

from shop.catalogue.facts import Certified, Sold, facts_of
from shop.catalogue.facts import Seller as SellerFacts
from shop.catalogue.goods import Seller
from shop.catalogue.window import Window
from shop.extensions import db
from shop.kernel.facts import PurchaseFacts
from shop.kernel.purposes import Purpose
from shop.kernel.questions import CountAnswer, WillItCount, ask
from shop.organisations.models import Organisation, Unit
from shop.organisations.words import UnitLevel

SECONDS = 60
"""Pairings and rules change without the shelf: after so long an answer is asked for again."""

_unit: Any = Unit.__table__
_organisation: Any = Organisation.__table__


class Cluster(NamedTuple):
    """A donor cluster, and its names."""

    id: int
    name: str
    name_english: str

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class ShelfVerdicts:
    """Whether each good of the window will count for a purpose: ``answers`` by position, ``bits`` those that will."""

    answers: tuple[CountAnswer, ...]
    bits: int


def cluster_for(window: Window, cluster_id: int | None) -> Cluster | None:
    """The reader's cluster; for who has none the only one there is, and nobody's when there are several."""
    return window.answers.get(("cluster", cluster_id, minute()), lambda: _cluster(cluster_id))


def cluster_id_for(window: Window, cluster_id: int | None) -> int | None:
    """The same without its names, so that whoever has a cluster costs no query."""
    if cluster_id is not None:
        return cluster_id
    only = cluster_for(window, None)
    return only.id if only else None


def verdicts_on_shelf(window: Window, cluster_id: int, purpose: Purpose = Purpose.CANTEEN) -> ShelfVerdicts:
    """What the shelf is worth to a cluster today, bought for a purpose."""
    return window.answers.get(("shelf", cluster_id, purpose, minute()), lambda: _judged(window, cluster_id, purpose))


def purposes_of(
    window: Window, product: Sold, seller: Seller, certified: Certified | None, cluster_id: int
) -> tuple[PurchaseFacts, dict[Purpose, CountAnswer]]:
    """The facts of a product today, and whether it will count for each purpose."""
    key = ("product", product.id, cluster_id, minute())
    return window.answers.get(key, lambda: _for_each_purpose(window, product, seller, certified, cluster_id))


def minute() -> int:
    """A number that changes every minute; what is kept of a verdict has it in its key."""
    return int(time.monotonic() // SECONDS)


def _cluster(cluster_id: int | None) -> Cluster | None:
    asked = select(_unit.c.id, _organisation.c.name, _organisation.c.name_english).join(
        _organisation, _organisation.c.id == _unit.c.id
    )
    wanted = _unit.c.id == cluster_id if cluster_id is not None else _unit.c.level == UnitLevel.CLUSTER
    rows = db.session.execute(asked.where(wanted).limit(2)).all()
    return Cluster(*rows[0]) if len(rows) == 1 else None


def _judged(window: Window, cluster_id: int, purpose: Purpose) -> ShelfVerdicts:
    certificates = {good.id: Certified(good.certificate, good.certified) for good in window.goods if good.certificate}
    facts = _facts(
        window.goods, {good.seller.id: good.seller for good in window.goods}, certificates, window, cluster_id
    )
    judged = tuple(replace(facts[good.id], purpose=purpose) for good in window.goods)
    answers = tuple(ask(WillItCount(cluster_id, window.day, judged)))
    return ShelfVerdicts(answers, sum(1 << position for position, answer in enumerate(answers) if answer.counts))


def _for_each_purpose(
    window: Window, product: Sold, seller: Seller, certified: Certified | None, cluster_id: int
) -> tuple[PurchaseFacts, dict[Purpose, CountAnswer]]:
    certificates = {product.id: certified} if certified else {}
    facts = _facts([product], {seller.id: seller}, certificates, window, cluster_id)[product.id]
    every = tuple(replace(facts, purpose=purpose) for purpose in Purpose)
    answers = ask(WillItCount(cluster_id, window.day, every))
    return facts, dict(zip(Purpose, answers, strict=True))


def _facts(
    products: Collection[Sold],
    sellers: dict[int, Seller],
    certificates: dict[int, Certified],
    window: Window,
    cluster_id: int,
) -> dict[int, PurchaseFacts]:
    return facts_of(
        products,
        {seller.id: SellerFacts(seller.approved, seller.county_code) for seller in sellers.values()},
        certificates,
        unit_path=(cluster_id,),
        cluster_id=cluster_id,
        purpose=Purpose.CANTEEN,
        on=window.day,
    )
