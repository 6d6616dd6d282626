"""Setting up a yardstick and its rules, by two people; what is on its way is judged anew by new rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.tally.models import OnItsWay, RuleSet, Scheme
from shop.tally.rules import Rules, judge
from shop.tally.services.ledger import add_expectations, rule_sets_on


def set_up_scheme(cluster_id: int, code: str, name: str, name_english: str, *, by: Actor | None) -> Scheme:
    """A cluster gets a yardstick."""
    scheme = Scheme(cluster_id=cluster_id, code=code, name=name, name_english=name_english)
    db.session.add(scheme)
    db.session.flush()
    record(by, "scheme.set_up", "scheme", scheme.id, cluster_id=cluster_id, code=code)
    return scheme


def lay_down_rules(
    scheme: Scheme,
    rules: Rules,
    valid_from: date,
    *,
    proposed_by_id: int,
    approved_by_id: int,
    valid_to: date | None = None,
) -> RuleSet:
    """From a day on these rules hold: proposed by one person, approved by another (DOMAIN rule 10)."""
    if proposed_by_id == approved_by_id:
        raise Refused(_l("Rules are approved by somebody else than who proposed them."))
    # Orders hold the scheme while they move what is on its way; from here on they wait for the new rules.
    db.session.execute(locked(select(Scheme).where(Scheme.id == scheme.id)))
    newest = select(func.max(RuleSet.version)).where(RuleSet.scheme_id == scheme.id)
    version = (db.session.execute(newest).scalar() or 0) + 1
    rule_set = RuleSet(
        scheme_id=scheme.id,
        version=version,
        rules=rules,
        valid_from=valid_from,
        valid_to=valid_to,
        proposed_by_id=proposed_by_id,
        proposed_at=clock.now(),
        approved_by_id=approved_by_id,
        approved_at=clock.now(),
    )
    db.session.add(rule_set)
    db.session.flush()
    _judge_expectations_anew(scheme)
    record(None, "rules.laid_down", "rule_set", rule_set.id, cluster_id=scheme.cluster_id, version=version)
    return rule_set


def _judge_expectations_anew(scheme: Scheme) -> None:
    """What is on its way is kept under the verdict that it would get, so it is sorted again when the rules change."""
    statement = (
        select(Order.unit_id, Order.deliver_on, OrderLine.facts, OrderLine.expected)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.cluster_id == scheme.cluster_id, OrderLine.expected > Money(0))
    )
    lines = db.session.execute(statement).all()
    in_force = rule_sets_on(scheme.cluster_id, {line.deliver_on for line in lines})
    sums: dict[tuple[Any, ...], int] = {}
    for unit_id, deliver_on, facts, expected in lines:
        rule_set = in_force.get((scheme.id, deliver_on))
        if rule_set is not None:
            state = judge(facts, rule_set.rules).state
            key = (scheme.id, deliver_on.year, unit_id, facts.purpose, facts.origin_county, state)
            sums[key] = sums.get(key, 0) + expected.fen
    db.session.execute(delete(OnItsWay).where(OnItsWay.scheme_id == scheme.id))
    add_expectations(sums)
