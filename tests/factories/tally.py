"""Yardsticks, targets, and entries of the book, which come about as they do in life: because goods were accepted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from shop.catalogue.models import Category
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.fulfilment.events import AcceptedLine, GoodsAccepted
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.events import publish
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.ordering.events import ExpectationMove, ExpectationsMoved
from shop.organisations.models import Supplier, Unit
from shop.organisations.queries import unit_path
from shop.tally.models import Entry, RuleSet, Scheme, TargetLine
from shop.tally.rules import Rules
from shop.tally.services.ledger import count_purchase
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from shop.tally.services.targets import approve_target, file_revision, file_target
from shop.tally.words import Source, TargetForm
from tests.factories.catalogue import a_category
from tests.factories.counties import DAGUAN, DALI_CITY, LONG_AGO, a_county
from tests.factories.counting import next_number
from tests.factories.memberships import an_actor
from tests.factories.suppliers import a_supplier

ALL_COUNT = PurchaseFacts(
    unit_path=(),
    purpose=Purpose.CANTEEN,
    supplier_approved=True,
    supplier_county=DAGUAN,
    supplier_county_aided=True,
    supplier_county_paired=True,
    origin_county=DAGUAN,
    origin_county_aided=True,
    origin_county_paired=True,
    certificate="N-1",
    certificate_valid=True,
)
"""The facts of a purchase that counts: potatoes of Daguan for a canteen."""

TUOCHA = replace(
    ALL_COUNT,
    supplier_county=DALI_CITY,
    supplier_county_aided=False,
    supplier_county_paired=False,
    origin_county=DALI_CITY,
    origin_county_aided=False,
    origin_county_paired=False,
)
"""Xiaguan tuocha: made and sold in the city of Dali, the one place there that is not aided (DOMAIN rule 3)."""


def a_scheme(of: Unit, *, rules: Rules | None = None, valid_from: date = LONG_AGO) -> Scheme:
    """A yardstick of the unit's cluster with the rules of DOMAIN §3, in force since long ago."""
    assert of.cluster_id is not None
    scheme = set_up_scheme(of.cluster_id, f"scheme-{next_number()}", "考核口径", "Yardstick", by=None)
    with clock.held_at(min(clock.now(), clock.at_shanghai(valid_from))):
        laid_down(scheme, rules or Rules(), valid_from)
    return scheme


def laid_down(scheme: Scheme, rules: Rules, valid_from: date) -> RuleSet:
    """Rules of a yardstick, proposed by one official of its cluster and approved by another."""
    cluster = db.session.get_one(Unit, scheme.cluster_id)
    rule_set = propose_rules(scheme, rules, valid_from, by=an_actor(cluster, {Role.OFFICIAL}))
    approve_rules(rule_set, by=an_actor(cluster, {Role.OFFICIAL}))
    return rule_set


def superior_of(unit: Unit, year: int) -> Actor:
    """Somebody who may approve the unit's target of a year."""
    path = unit_path(unit.id, year)
    return an_actor(db.session.get_one(Unit, path[-2] if len(path) > 1 else unit.id), {Role.OFFICIAL})


def a_target(
    of: Unit,
    yuan: str | int = 1000,
    *purposes: Purpose,
    scheme: Scheme,
    year: int | None = None,
) -> TargetLine:
    """An amount that the unit is to reach this year, for its canteen unless told otherwise."""
    year = year or clock.today().year
    proposal = file_target(
        scheme,
        of.id,
        year,
        TargetForm.AMOUNT,
        purposes or [Purpose.CANTEEN],
        amount=Money.yuan(yuan),
        reason="as filed",
        by=an_actor(of),
    )
    revision = approve_target(proposal, by=superior_of(of, year))
    return db.session.get_one(TargetLine, revision.target_line_id)


def revised(line: TargetLine, yuan: str | int, reason: str = "more pupils") -> TargetLine:
    """The line's amount is another one from now on."""
    of = db.session.get_one(Unit, line.unit_id)
    proposal = file_revision(line, amount=Money.yuan(yuan), reason=reason, by=an_actor(of))
    approve_target(proposal, by=superior_of(of, line.year))
    return line


def facts_of(unit: Unit, facts: PurchaseFacts = ALL_COUNT, **changes: Any) -> PurchaseFacts:
    """The facts of a purchase by the unit, some of them changed."""
    return replace(facts, unit_path=unit_path(unit.id, clock.today().year), **changes)


def an_entry(
    unit: Unit,
    yuan: str | int = "100",
    *,
    facts: PurchaseFacts | None = None,
    supplier: Supplier | None = None,
    category: Category | None = None,
    kilograms: str = "10",
    measure: Measure = Measure.KILOGRAM,
    on: date | None = None,
    **changes: Any,
) -> Entry:
    """Goods worth so many yuan were accepted by the unit, now unless told when; ``changes`` are to the facts."""
    moment = clock.at_shanghai(on, 12) if on else clock.now()
    facts = facts or facts_of(unit, **changes)
    for county in (facts.origin_county, facts.supplier_county):
        a_county(county)
    line_id = next_line()
    goods = Goods(line_id, Money.yuan(yuan), Quantity.of(kilograms), facts, measure, (category or a_category()).id)
    told(unit, [goods], supplier=supplier or a_supplier(facts.supplier_county), at=moment)
    asked = select(Entry).where(Entry.source == Source.ACCEPTANCE, Entry.source_id == line_id)
    return db.session.execute(asked).scalar_one()


@dataclass(frozen=True)
class Goods:
    """What an acceptance line says."""

    line_id: int
    amount: Money
    quantity: Quantity
    facts: PurchaseFacts
    measure: Measure = Measure.KILOGRAM
    category_id: int = 1


def next_line() -> int:
    """The number of an acceptance line that nobody has seen yet."""
    highest = db.session.execute(select(func.max(Entry.source_id))).scalar() or 0
    return int(highest) + 1


def told(unit: Unit, goods: Iterable[Goods], *, supplier: Supplier, at: datetime) -> None:
    """The book is told of an acceptance, as fulfilment would."""
    assert unit.cluster_id is not None
    lines = tuple(
        AcceptedLine(one.line_id, 0, None, one.category_id, one.measure, one.facts, one.amount, one.quantity)
        for one in goods
    )
    count_purchase(GoodsAccepted(1, unit.cluster_id, unit.id, supplier.id, at, at, lines))


def on_its_way(
    unit: Unit, yuan: str | int, *, deliver_on: date | None = None, facts: PurchaseFacts | None = None, **changes: Any
) -> None:
    """Goods worth so much more are on their way to the unit; below zero: less."""
    assert unit.cluster_id is not None
    facts = facts or facts_of(unit, **changes)
    move = ExpectationMove(unit.cluster_id, unit.id, deliver_on or clock.today(), facts, Money.yuan(yuan))
    publish(ExpectationsMoved((move,)))
