"""Building the whole demo: ground, yardstick, shelves, then two years of trade in the order of their moments."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from random import Random

from shop.demo.building.buying import Buying
from shop.demo.building.finale import plan_finale
from shop.demo.building.goods import enter_kinds, stock_the_shelves
from shop.demo.building.ground import founded_at, lay_ground
from shop.demo.building.handling import Handling
from shop.demo.building.money.year import plan_money
from shop.demo.building.plans import planned_purchases
from shop.demo.building.reports.bulletins import plan_bulletins
from shop.demo.building.reports.files import plan_files
from shop.demo.building.reports.publishing import plan_publishing
from shop.demo.building.stage import Stage
from shop.demo.building.supply.applications import plan_applications
from shop.demo.building.supply.capacities import grant_capacities
from shop.demo.building.supply.imports import plan_imports
from shop.demo.building.supply.listings import plan_listings
from shop.demo.building.supply.lots import plan_lots
from shop.demo.building.supply.pairs import pair_up
from shop.demo.building.supply.photos import show_photos
from shop.demo.building.supply.rosters import keep_rosters
from shop.demo.building.tally.filings import plan_filings
from shop.demo.building.tally.offline import plan_offline
from shop.demo.building.tally.periods import plan_periods
from shop.demo.building.timeline import Timeline
from shop.demo.building.yardstick import set_yardstick
from shop.demo.facts import load
from shop.extensions import db
from shop.kernel import clock, numbers
from shop.kernel.late_rows import write_late
from shop.notices.services import see_older
from shop.ordering.services.deadlines import flag_late_orders, lapse_approvals, lapse_orders

DEEDS_AT_A_TIME = 150
STAYS_UNREAD = timedelta(days=7)
"""Who tries the demo finds a week of notices, and not two years of them."""

Progress = Callable[[float], None]


def build(today: date, progress: Progress, *, share: float = 1.0) -> None:
    """Build the demo as of the beginning of a Shanghai day; ``progress`` is told the share that is done, 0 to 1.

    The same day gives the same business rows. ``share`` thins out the trade, for tests that need some of everything and
    not thousands. The clock is let go again whatever happens. Whoever calls it commits: a demo that is interrupted
    leaves nothing behind.
    """
    facts = load(today.year)
    chance = Random(f"shanhuo {today:%Y-%m-%d}")  # noqa: S311 – the demo is to be the same again
    start, end = founded_at(facts), clock.at_shanghai(today)
    stage = Stage(facts=facts, start=start, timeline=Timeline(end), chance=chance)
    numbers.draw_from(Random(f"numbers {today:%Y-%m-%d}"))  # noqa: S311
    try:
        with clock.held_at(start):
            lay_ground(stage)
            set_yardstick(stage)
            enter_kinds(stage)
            grant_capacities(stage)
            keep_rosters(stage)
            stock_the_shelves(stage)
            show_photos(stage)
            pair_up(stage)
            _put_aside()
            _plan(stage, share)
            with _no_collection():
                _trade(stage, progress)
            see_older(end - STAYS_UNREAD)
    finally:
        numbers.draw_from(None)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows are put aside in batches, and searching them for circles before that is a fifth of the whole time."""
    _collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _collect() -> None:
    """Throw away what is left over; what is still planned then need not be searched again the next time."""
    gc.collect()
    gc.freeze()


def _plan(stage: Stage, share: float) -> None:
    handling = Handling(stage)
    buying = Buying(stage, handling)
    last_orders: dict[str, date] = {}
    for planned in planned_purchases(stage):
        day = clock.shanghai_day(planned.moment)
        last_orders[planned.unit] = max(day, last_orders.get(planned.unit, day))
        if stage.chance.random() >= share:
            continue
        stage.timeline.plan(planned.moment, partial(_nothing_of, buying.place, planned))
    plan_money(stage, buying.favourites, last_orders)
    plan_finale(stage, handling)
    plan_filings(stage)
    plan_lots(stage)
    plan_applications(stage)
    plan_listings(stage)
    plan_imports(stage)
    plan_offline(stage)
    plan_periods(stage)
    plan_bulletins(stage)
    plan_files(stage)
    plan_publishing(stage)
    day = clock.shanghai_day(stage.start)
    while clock.at_shanghai(day, 7) < stage.timeline.end:
        stage.timeline.plan(clock.at_shanghai(day, 7), _mind_deadlines)
        day += timedelta(days=1)


def _nothing_of(verb: Callable[..., object], *arguments: object) -> None:
    verb(*arguments)


def _mind_deadlines() -> None:
    flag_late_orders()
    lapse_orders()
    lapse_approvals()


def _trade(stage: Stage, progress: Progress) -> None:
    whole = (stage.timeline.end - stage.start).total_seconds()
    for done, (moment, deed) in enumerate(stage.timeline.deeds(), start=1):
        deed()
        if done % DEEDS_AT_A_TIME == 0:
            _put_aside()
            _collect()
            progress((moment - stage.start).total_seconds() / whole)
    _put_aside()
    progress(1.0)


def _put_aside() -> None:
    """Write what the session holds and let go of it."""
    write_late(db.session())
    db.session.flush()
    db.session.expunge_all()
