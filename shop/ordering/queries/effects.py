"""What a purchase would do to the unit's year, told before it is ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shop.catalogue.goods import Good
from shop.catalogue.queries import verdicts_on_shelf
from shop.catalogue.window import Window
from shop.kernel import clock, money
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.questions import CountAnswer, HowFar, Progress, WillItCount, ask
from shop.ordering.models import Order, Purchase
from shop.ordering.progress import NEVER_CAME
from shop.ordering.queries.baskets import BasketPage

USUAL_NOTICE = timedelta(days=5)
"""A truck from the mountains takes two or three days, and the supplier needs two to pack."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A purchase beside the unit's year; ``answers`` say what of it will count, by product (or line) id.

    ``counts`` fills the target, ``apart`` counts for a purpose that no target names, ``lost`` will not count. Charges
    are in none of them.
    """

    year: int
    purpose: Purpose
    progress: Progress
    answers: dict[int, CountAnswer]
    counts: Money
    apart: Money
    lost: Money

    @property
    def before(self) -> Decimal | None:
        """What is counted ÷ target; nothing without a target."""
        return self._share(self.progress.counted)

    @property
    def after(self) -> Decimal | None:
        """The same, once this purchase is accepted."""
        return self._share(self.progress.counted + self.counts)

    @property
    def on_its_way(self) -> Decimal | None:
        """What is ordered already and not accepted yet ÷ target."""
        return self._share(self.progress.on_its_way)

    def _share(self, part: Money) -> Decimal | None:
        target = self.progress.target
        return Decimal(part.fen) / target.fen if target is not None and target.fen > 0 else None


def answers_for(window: Window, cluster_id: int, purpose: Purpose, goods: Iterable[Good]) -> dict[int, CountAnswer]:
    """Whether each of these goods will count for a purpose, by product id. No query while the answers are fresh."""
    answers = verdicts_on_shelf(window, cluster_id, purpose).answers
    return {good.id: answers[good.position] for good in goods}


def effect_of(
    basket: BasketPage, window: Window, *, unit_id: int, cluster_id: int, year: int, purpose: Purpose | None = None
) -> Effect:
    """What a basket would do to the year of a unit. Three queries.

    Without a purpose it is taken to be for the canteen, or for what the unit's target names.
    """
    (progress,) = ask(HowFar((unit_id,), year))
    return effects_of(basket, window, progress, cluster_id, year, [purpose or usual_purpose(progress)])[0]


def effects_of(
    basket: BasketPage, window: Window, progress: Progress, cluster_id: int, year: int, purposes: Iterable[Purpose]
) -> list[Effect]:
    """The same for each of several purposes, beside what is known of the unit's year already."""
    goods = [(line.good, line.amount) for line in basket.lines if line.good is not None]
    effects = []
    for purpose in purposes:
        answers = answers_for(window, cluster_id, purpose, [good for good, _amount in goods])
        counting = money.total(amount for good, amount in goods if answers[good.id].counts)
        effects.append(_effect(year, purpose, progress, answers, counting, basket.goods))
    return effects


def effect_of_purchase(purchase: Purchase, orders: Iterable[Order]) -> Effect:
    """What a purchase that is placed does to the year in which it is to be delivered; ``answers`` are by line id."""
    lines = [line for order in orders if order.status not in NEVER_CAME for line in order.lines]
    on = max(purchase.deliver_on, clock.today())
    judged = ask(WillItCount(purchase.cluster_id, on, tuple(line.facts for line in lines)))
    answers = {line.id: answer for line, answer in zip(lines, judged, strict=True)}
    year = purchase.deliver_on.year
    (progress,) = ask(HowFar((purchase.unit_id,), year))
    counting = money.total(line.amount(line.content * line.packs_due) for line in lines if answers[line.id].counts)
    goods = money.total(line.amount(line.content * line.packs_due) for line in lines)
    return _effect(year, purchase.purpose, progress, answers, counting, goods)


def _effect(
    year: int, purpose: Purpose, progress: Progress, answers: dict[int, CountAnswer], counting: Money, goods: Money
) -> Effect:
    fills = purpose in progress.purposes
    return Effect(
        year=year,
        purpose=purpose,
        progress=progress,
        answers=answers,
        counts=counting if fills else Money(0),
        apart=Money(0) if fills else counting,
        lost=goods - counting,
    )


def usual_day(basket: BasketPage) -> date:
    """When a basket is delivered if nobody says otherwise: five days ahead, or when the last of it is harvested."""
    harvests = [line.good.sold_from for line in basket.lines if line.good and line.good.sold_from]
    return max([clock.today() + USUAL_NOTICE, *harvests])


def usual_purpose(progress: Progress) -> Purpose:
    """The canteen, unless the unit's target names other purposes alone."""
    if not progress.purposes or Purpose.CANTEEN in progress.purposes:
        return Purpose.CANTEEN
    return next(purpose for purpose in Purpose if purpose in progress.purposes)
