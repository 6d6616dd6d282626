"""What the front page shows: the season, the counties, the harvests ahead, and how far the cluster is."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select

from shop.catalogue.dressing import on_sale, sellable
from shop.catalogue.goods import Good, Kind, Place
from shop.catalogue.models import Lot, Product
from shop.catalogue.window import Window
from shop.extensions import db
from shop.kernel.questions import HowFar, Progress, ask
from shop.organisations.models import County
from shop.reports.publishing.words import Basis, Item
from shop.reports.queries.publishing import in_force
from shop.tally.targets import pace

MOST_IN_SEASON = 10
MOST_OF_A_KIND = 2
MOST_LOTS = 6
SECONDS = 5


@dataclass(frozen=True, slots=True)
class Harvest:
    """A lot of a good: when it is, or was, harvested."""

    good: Good
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Hall:
    """Counties shown together; a hall of one county bears its name, a hall of several their prefecture's.

    ``places`` are with how many goods there are from each; ``about`` is told of a county that has a hall to itself.
    """

    key: str
    places: list[tuple[Place, int]]
    about: County | None = None

    def named(self, language: str) -> str:
        first = self.places[0][0]
        if len(self.places) == 1:
            return first.named(language)
        return first.prefecture if language == "zh" else first.prefecture_english


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The shop at a glance. ``kinds`` are with their character and how many goods there are of each."""

    in_season: list[Good]
    kinds: list[tuple[Kind, str, int]]
    halls: list[Hall]
    ahead: list[Harvest]
    fresh: list[Harvest]
    sellers: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the cluster is this year; ``pace`` is where the calendar says it should be, all shares of the target."""

    progress: Progress
    counted: Decimal | None
    on_its_way: Decimal
    pace: Decimal


def front_page(window: Window) -> FrontPage:
    """What is on the shelf, arranged for the front page. Three queries, for the halls and the lots."""
    return FrontPage(
        in_season=_in_season(window),
        kinds=_kinds(window),
        halls=_halls(window),
        ahead=_lots(window, Lot.harvest_from > window.day, Lot.harvest_from.asc()),
        fresh=_lots(window, Lot.harvest_from <= window.day, Lot.harvest_from.desc()),
        sellers=len({good.seller.id for good in window.goods}),
    )


def standing(window: Window, cluster_id: int) -> Standing | None:
    """Where the cluster stands this year, a few seconds ago at the most: everybody who comes in sees it.

    Nothing if the cluster does not publish its total as it stands now.
    """
    key = ("standing", cluster_id, int(time.monotonic() // SECONDS))
    return window.answers.get(key, lambda: _standing(cluster_id, window.day))


def _standing(cluster_id: int, today: date) -> Standing | None:
    choice = in_force(cluster_id).choice
    if Item.TOTAL not in choice or choice.basis is not Basis.LIVE:
        return None
    (progress,) = ask(HowFar((cluster_id,), today.year))
    target = progress.target.fen if progress.target else 0
    return Standing(
        progress=progress,
        counted=Decimal(progress.counted.fen) / target if target else None,
        on_its_way=Decimal(progress.on_its_way.fen) / target if target else Decimal(0),
        pace=pace(today.year, today),
    )


def _in_season(window: Window) -> list[Good]:
    """What is harvested this month and can be had now, not too much of one kind; filled up with what can be had."""
    there = [
        good
        for good in (window.goods[at] for at in window.by_season)
        if good.sold_from and good.sold_from <= window.day
    ]
    now = [good for good in there if good.in_season(window.day.month)]
    picked = _mixed(now)
    return (
        picked
        if len(picked) >= MOST_IN_SEASON // 2
        else [*picked, *_mixed([good for good in there if good not in now])][:MOST_IN_SEASON]
    )


def _mixed(goods: list[Good]) -> list[Good]:
    taken: Counter[str] = Counter()
    picked = []
    for good in goods:
        taken[good.category.code] += 1
        if taken[good.category.code] <= MOST_OF_A_KIND:
            picked.append(good)
    return picked[:MOST_IN_SEASON]


def _kinds(window: Window) -> list[tuple[Kind, str, int]]:
    """The kinds with the character that most of their goods bear."""
    characters: dict[str, Counter[str]] = {}
    kinds: dict[str, Kind] = {}
    for good in window.goods:
        characters.setdefault(good.category.code, Counter())[good.character] += 1
        kinds[good.category.code] = good.category
    ordered = sorted(kinds.values(), key=lambda kind: (kind.position, kind.code))
    return [(kind, characters[kind.code].most_common(1)[0][0], characters[kind.code].total()) for kind in ordered]


def _halls(window: Window) -> list[Hall]:
    counts = Counter(good.place.code for good in window.goods)
    places = {good.place.code: good.place for good in window.goods}
    halls: dict[str, list[tuple[Place, int]]] = {}
    for code in sorted(places):
        halls.setdefault(places[code].hall, []).append((places[code], counts[code]))
    alone = {found[0][0].code for found in halls.values() if len(found) == 1}
    about = {county.code: county for county in db.session.scalars(select(County).where(County.code.in_(sorted(alone))))}
    return [Hall(key, found, about.get(found[0][0].code)) for key, found in halls.items()]


def _lots(window: Window, which: ColumnElement[bool], order: ColumnElement[date]) -> list[Harvest]:
    rows = db.session.execute(
        select(Lot.product_id, Lot.harvest_from, Lot.harvest_to)
        .join(Product, Product.id == Lot.product_id)
        .where(which, sellable(window.day), on_sale())
        .order_by(order, Lot.id)
        .limit(MOST_LOTS * 8)
    )
    found: dict[int, Harvest] = {}
    for product_id, first, last in rows:
        if product_id in window.by_id:
            found.setdefault(product_id, Harvest(window.by_id[product_id], first, last))
    mixed = {good.id for good in _mixed([harvest.good for harvest in found.values()])}
    return [harvest for harvest in found.values() if harvest.good.id in mixed][:MOST_LOTS]
