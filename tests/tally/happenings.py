"""What happens to a book at random: goods, papers, doubts, corrections, locks, moves at a year's start and mergers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.organisations.services import merge_into, place_under, rebuild_tree
from shop.payments.events import InvoiceAgreedLower, LoweredLine
from shop.tally.models import Entry, OfflinePurchase, Scheme
from shop.tally.offline.life import Action
from shop.tally.periods import Month
from shop.tally.reevaluating import Aim
from shop.tally.services.lowering import lower_count
from shop.tally.services.offline import judging, motions
from shop.tally.words import Source
from tests.clocks import SettableClock
from tests.factories.catalogue import a_category
from tests.factories.counties import DAGUAN
from tests.factories.counting import next_number
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.offline import an_offline_purchase
from tests.factories.periods import locked_up_to
from tests.factories.reevaluations import judged_anew
from tests.factories.suppliers import a_supplier
from tests.factories.tally import ALL_COUNT, TUOCHA, Goods, a_target, an_entry, facts_of, on_its_way, told
from tests.factories.units import a_town, a_unit
from tests.factories.world import UNITS, World

PURPOSES = (Purpose.CANTEEN, Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF, Purpose.RESALE)
LEAST_SPARE = 2
FAR_AWAY = 10**6
"""Lines that the book is told of without a note are numbered from here on, far from those of real notes."""


@dataclass
class Happening:
    """The small world with some more towns and units, drawn from one seeded chance."""

    world: World
    chance: Random
    clock: SettableClock
    schemes: list[Scheme]
    towns: list[Unit] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    def grow(self) -> None:
        """Two more towns, one of which is empty at first, and four more units."""
        cluster = db.session.get_one(Unit, self.world.cluster_id)
        known = [db.session.get_one(Unit, self.world.organisations[slug]) for slug in ("harbour", "delta")]
        self.towns = [*known, a_town(cluster), a_town(cluster)]
        self.units = [db.session.get_one(Unit, self.world.organisations[slug]) for slug in UNITS]
        self.units += [a_unit(self.chance.choice(self.towns[:3])) for _ in range(4)]
        stated = Goods(FAR_AWAY, Money.yuan(1), Quantity.of(1), facts_of(self.units[0]), category_id=a_category().id)
        told(self.units[0], [stated], supplier=a_supplier(DAGUAN), at=clock.now())

    @property
    def buying(self) -> list[Unit]:
        """The units that are not part of another by now."""
        return [unit for unit in self.units if unit.merged_on is None]

    def one_of(self, model: Any, *conditions: Any) -> Any:
        """A row, any with the same chance; nothing if there is none."""
        rows = list(db.session.execute(select(model).where(*conditions).order_by(model.id)).scalars())
        return self.chance.choice(rows) if rows else None

    def above(self, purchase: OfflinePurchase) -> str:
        """The official whose turn it is to verify: of the town in which the unit stood on the invoice's day."""
        day = db.session.execute(
            select(Entry.counts_on).where(Entry.source == Source.OFFLINE, Entry.source_id == purchase.id)
        ).scalars()
        town = unit_path(purchase.unit_id, next(iter(day)).year)[-2]
        slug = next(slug for slug, known in self.world.organisations.items() if known == town)
        return f"{slug}.official"


def something_is_accepted(now: Happening) -> bool:
    """Goods of any purpose for any unit; now and then tuocha, which does not count."""
    unit = now.chance.choice(now.buying)
    sold = TUOCHA if now.chance.random() < 0.15 else ALL_COUNT
    facts = facts_of(unit, sold, purpose=now.chance.choice(PURPOSES))
    an_entry(unit, now.chance.randint(1, 900), facts=facts)
    return True


def the_school_takes_goods_in(now: Happening) -> bool:
    an_acceptance(now.world)
    return True


def a_note_is_corrected(now: Happening) -> bool:
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    note = now.one_of(Acceptance, Acceptance.id.not_in(corrected))
    if note is not None:
        less = Quantity.of(now.chance.choice(["0", "60", "90"]))
        said = as_shipped(note.consignment, accepted=less, refused_reason="wet")
        proposal = propose_correction(note, said, "wet", Side.BUYER, by=now.world.actor("school.receiver"))
        agree_to_correction(proposal, Side.SUPPLIER, by=now.world.actor("coop.seller"))
    return note is not None


def an_invoice_is_lower(now: Happening) -> bool:
    """Part of what was accepted is given back with a red letter, or that is taken back."""
    line = now.one_of(AcceptanceLine)
    if line is not None:
        fen = Money(now.chance.randint(-200, 900))
        lowered = LoweredLine(next_number(), line.id, line.consignment_line_id, 0, fen)
        school = now.world.organisations["school"]
        lower_count(InvoiceAgreedLower(1, now.world.cluster_id, school, 1, clock.now(), (lowered,)))
    return line is not None


def something_is_coming(now: Happening) -> bool:
    on_its_way(now.chance.choice(now.buying), now.chance.randint(1, 300), purpose=now.chance.choice(PURPOSES))
    return True


def something_was_bought_elsewhere(now: Happening) -> bool:
    """Today, or weeks ago, perhaps last year."""
    slug = now.chance.choice([slug for slug in UNITS if now.units[list(UNITS).index(slug)].merged_on is None])
    an_offline_purchase(
        now.world,
        unit=slug,
        by=f"{slug}.buyer",
        amount=Money(now.chance.randint(100, 300_000)),
        days_ago=now.chance.choice([0, 20, 45]),
        purpose=now.chance.choice(PURPOSES[:4]),
        certificate=now.chance.choice(["N-potatoes", "N-potatoes", ""]),
    )
    return True


def an_official_judges_it(now: Happening) -> bool:
    purchase = now.one_of(OfflinePurchase, OfflinePurchase.state.in_(["entered", "held"]))
    if purchase is not None:
        by = now.world.actor(now.above(purchase))
        if purchase.state == "held":
            judging.not_the_same(purchase, "another stall", by=by)
        elif now.chance.random() < 0.15:
            judging.give_back(purchase, "no stamp", by=by)
        else:
            judging.verify(purchase, by=by)
    return purchase is not None


def it_is_withdrawn(now: Happening) -> bool:
    purchase = now.one_of(OfflinePurchase, OfflinePurchase.state.in_(["entered", "held", "returned"]))
    if purchase is not None:
        slug = next(slug for slug, known in now.world.organisations.items() if known == purchase.unit_id)
        judging.withdraw(purchase, "twice", by=now.world.actor(f"{slug}.buyer"))
    return purchase is not None


def two_people_do_something_about_it(now: Happening) -> bool:
    purchase = now.one_of(OfflinePurchase, OfflinePurchase.state.in_(["verified", "disputed"]))
    if purchase is not None:
        deed = now.chance.choice(
            [Action.LOWER, Action.DISPUTE, Action.STRIKE] if purchase.state == "verified" else [Action.UPHOLD]
        )
        amount = Money(now.chance.randint(1, 50_000)) if deed is Action.LOWER else None
        one, other = now.world.actor("cluster.official"), now.world.actor("cluster.deputy")
        motions.agree(motions.propose(purchase, deed, "seen", amount=amount, by=one), by=other)
    return purchase is not None


def two_officials_judge_anew(now: Happening) -> bool:
    entry = now.one_of(Entry, Entry.corrects_id.is_(None), Entry.source == Source.ACCEPTANCE)
    if entry is not None:
        judged_anew(now.chance.choice(now.schemes), now.chance.choice(list(Aim)), entry)
    return entry is not None


def a_target_is_set(now: Happening) -> bool:
    cluster = db.session.get_one(Unit, now.world.cluster_id)
    node = now.chance.choice([*now.units, *now.towns, cluster])
    purposes = now.chance.sample([Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF], now.chance.randint(1, 3))
    a_target(node, now.chance.randint(0, 5000), *purposes, scheme=now.chance.choice(now.schemes))
    return True


def a_month_is_locked(now: Happening) -> bool:
    last = Month.of(clock.today()).before
    locked_up_to(db.session.get_one(Unit, now.world.cluster_id), last.year, last.month)
    return True


def a_unit_is_merged(now: Happening) -> bool:
    """Of those that the small world does not need, and at most half of them."""
    spare = [unit for unit in now.buying if unit not in now.units[: len(UNITS)]]
    if len(spare) > LEAST_SPARE:
        merged, into = now.chance.sample(spare, 2)
        merge_into(merged.id, into.id, by=now.world.actor("operator.operator"))
    return len(spare) > LEAST_SPARE


def time_passes(now: Happening) -> bool:
    """Some days, or into the new year, for which some units are given another town."""
    today = clock.today()
    if now.chance.random() < 0.6 or today.year >= 2028:
        later = today + timedelta(days=now.chance.randint(1, 25))
        now.clock.at(later.year, later.month, later.day, 9)
        return True
    new = today.year + 1
    for unit in now.units:
        if now.chance.random() < 0.5:
            place_under(unit.id, new, now.chance.choice(now.towns[:2]).id, by=None)
    rebuild_tree(now.world.cluster_id, new)
    now.clock.at(new, 1, now.chance.randint(1, 28), 9)
    return True


Event = Callable[[Happening], bool]
"""Lets something happen, and says whether there was anything to happen to."""

EVENTS: dict[Event, int] = {
    something_is_accepted: 20,
    the_school_takes_goods_in: 5,
    a_note_is_corrected: 5,
    an_invoice_is_lower: 4,
    something_is_coming: 4,
    something_was_bought_elsewhere: 12,
    an_official_judges_it: 12,
    it_is_withdrawn: 2,
    two_people_do_something_about_it: 7,
    two_officials_judge_anew: 7,
    a_target_is_set: 4,
    a_month_is_locked: 2,
    a_unit_is_merged: 2,
    time_passes: 6,
}
