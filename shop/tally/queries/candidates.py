"""Purchases that two people may judge anew: the verdict that each has, and the one that it would get."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, func, or_, select, type_coerce

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.columns import MoneyColumn
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Organisation
from shop.tally.models import Entry, OfflinePurchase, Scheme, Verdict
from shop.tally.offline.words import OfflineState
from shop.tally.queries.anew import Anew, Ordered, facts_in_force, facts_of_offline, ordered
from shop.tally.queries.entries import in_force
from shop.tally.reevaluating import AIMS, Aim
from shop.tally.rules import Judgement, judge
from shop.tally.services.in_force import rule_sets_on
from shop.tally.words import Source

MOST = 100
"""So many purchases are judged anew at a time: whoever approves them has to look at each."""

ORGANISATION = Organisation.__table__
LATER = Entry.__table__.alias("later")


class Sought(NamedTuple):
    """Which purchases: of an order or entry by its number, of a supplier by its name, or under a certificate."""

    order: str = ""
    supplier: str = ""
    certificate: str = ""
    entry: int | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self) and self.entry is None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A purchase with what corrects it; ``worth`` is what they come to, ``facts`` what it would be judged on."""

    entry: Entry
    verdict: Verdict
    worth: Money
    unit: str
    unit_english: str
    supplier: str
    supplier_english: str
    order: Ordered | None
    judgement: Judgement
    rule_set_id: int
    facts: PurchaseFacts | None

    @property
    def changes(self) -> bool:
        return (self.verdict.state, self.verdict.failed) != tuple(self.judgement)

    def words(self, what: str, language: str) -> str:
        if what == "product":
            return "" if self.order is None else self.order.product if language == "zh" else self.order.product_english
        return str(getattr(self, what if language == "zh" else f"{what}_english") or "")


def candidates(scheme: Scheme, aim: Aim, *, sought: Sought | None = None, ids: Collection[int] = ()) -> list[Candidate]:
    """The purchases sought, or those of the ids given, that stand so that the aim is possible; the newest first.

    At most ``MOST`` of them. What is a correction is sought by its purchase.
    """
    rows = _rows(scheme, aim, _condition(sought) if sought else Entry.id.in_(sorted(set(ids))))
    entries = [row[0] for row in rows]
    lines = {entry.source_id: entry for entry in entries if entry.source is Source.ACCEPTANCE}
    orders, known = ordered(lines), facts_in_force(scheme.id, _ids(entries))
    days = rule_sets_on(scheme.cluster_id, {entry.counts_on for entry in entries}) if entries else {}
    found, standing = [], Anew(scheme.cluster_id)
    elsewhere: Mapping[int, PurchaseFacts] = {}
    if aim is Aim.JUDGE_ANEW:
        standing.read([(order, lines[line_id]) for line_id, order in orders.items()])
        elsewhere = facts_of_offline([entry.source_id for entry in entries if entry.source is Source.OFFLINE])
    for entry, verdict, corrected, *names in rows:
        order = orders.get(entry.source_id) if entry.source is Source.ACCEPTANCE else None
        facts = known.get(entry.id, entry.facts)
        rule_set = days.get((scheme.id, entry.counts_on))
        judgement, rule_set_id = Judgement(AIMS[aim].end or verdict.state), verdict.rule_set_id
        judged_on: PurchaseFacts | None = None
        if AIMS[aim].end is None and rule_set is not None:
            judged_on = standing.of(facts, order) if aim is Aim.JUDGE_ANEW and order else facts
            if entry.source is Source.OFFLINE:
                judged_on = elsewhere[entry.source_id]
            judgement, rule_set_id = judge(judged_on, rule_set.rules), rule_set.id
        worth = entry.amount + (corrected or Money(0))
        unit, unit_english, supplier, supplier_english = names
        found.append(
            Candidate(
                entry,
                verdict,
                worth,
                unit,
                unit_english,
                supplier or "",
                supplier_english or "",
                order,
                judgement,
                rule_set_id,
                judged_on,
            )
        )
    return found


def _ids(entries: Iterable[Entry]) -> list[int]:
    return sorted(entry.id for entry in entries)


def _condition(sought: Sought) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if sought.order:
        lines = (
            select(AcceptanceLine.id)
            .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.number == sought.order)
        )
        conditions.append((Entry.source == Source.ACCEPTANCE) & Entry.source_id.in_(lines))
    if sought.supplier:
        named = or_(*(column == sought.supplier for column in (ORGANISATION.c.name, ORGANISATION.c.name_english)))
        conditions.append(Entry.supplier_id.in_(select(ORGANISATION.c.id).where(named)))
    if sought.certificate:
        # Facts are kept as JSON with sorted keys and no spaces; the sign for "any text" is none here.
        conditions.append(type_coerce(Entry.facts, Text).contains(_as_kept(sought.certificate), autoescape=True))
    if sought.entry is not None:
        first = select(func.coalesce(LATER.c.corrects_id, LATER.c.id)).where(LATER.c.id == sought.entry)
        conditions.append(Entry.id == first.scalar_subquery())
    return and_(*conditions)


def _as_kept(certificate: str) -> str:
    return f'"certificate":{json.dumps(certificate, ensure_ascii=False)}'


def _source(aim: Aim) -> ColumnElement[bool]:
    """What was bought elsewhere is disputed on its own page; by what was recorded later it is judged anew like all."""
    platform = Entry.source == Source.ACCEPTANCE
    if aim is not Aim.JUDGE_ANEW:
        return platform
    verified = select(OfflinePurchase.id).where(OfflinePurchase.state == OfflineState.VERIFIED)
    return platform | ((Entry.source == Source.OFFLINE) & Entry.source_id.in_(verified))


def _rows(scheme: Scheme, aim: Aim, condition: ColumnElement[bool]) -> Sequence[Any]:
    corrected = select(func.sum(LATER.c.amount)).where(LATER.c.corrects_id == Entry.id).correlate(Entry)
    unit, supplier = ORGANISATION.alias(), ORGANISATION.alias()
    asked = (
        select(
            Entry,
            Verdict,
            type_coerce(corrected.scalar_subquery(), MoneyColumn()),
            *(column for table in (unit, supplier) for column in (table.c.name, table.c.name_english)),
        )
        .select_from(Entry)
        .join(Verdict, in_force(scheme.id))
        .join(unit, unit.c.id == Entry.unit_id)
        .outerjoin(supplier, supplier.c.id == Entry.supplier_id)
        .where(Entry.cluster_id == scheme.cluster_id, Entry.corrects_id.is_(None))
        .where(_source(aim))
        .where(Verdict.state.in_(sorted(AIMS[aim].start)), condition)
        .order_by(Entry.id.desc())
        .limit(MOST)
    )
    return db.session.execute(asked).all()
