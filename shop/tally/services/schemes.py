"""Setting up a yardstick and its rules, by two people; what is on its way is judged anew by new rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.days import for_the_reader
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import Refused, refuse_if_any
from shop.notices.services import tell
from shop.ordering.models import Order, OrderLine
from shop.tally.models import OnItsWay, RuleSet, Scheme
from shop.tally.rules import Rules, judge
from shop.tally.services.in_force import require_decider, rule_sets_on
from shop.tally.services.ledger import add_expectations
from shop.tally.services.periods import first_open_day


def set_up_scheme(cluster_id: int, code: str, name: str, name_english: str, *, by: Actor | None) -> Scheme:
    """A cluster gets a yardstick."""
    scheme = Scheme(cluster_id=cluster_id, code=code, name=name, name_english=name_english)
    db.session.add(scheme)
    db.session.flush()
    record(by, "scheme.set_up", "scheme", scheme.id, cluster_id=cluster_id, code=code)
    return scheme


def add_scheme(cluster_id: int, code: str, name: str, name_english: str, *, by: Actor) -> Scheme:
    """Somebody who decides what counts adds a yardstick; nothing is counted by it before two people gave it rules."""
    require_decider(cluster_id, by)
    code, name, name_english = code.strip().lower(), name.strip(), name_english.strip()
    refuse_if_any(_faults(cluster_id, code, name, name_english))
    try:
        with db.session.begin_nested():
            return set_up_scheme(cluster_id, code, name, name_english, by=by)
    except IntegrityError as error:
        raise Refused(TAKEN, field="code") from error


TAKEN = _l("This code is taken. Please choose another one.")
RESERVED = frozenset({"new", "replay"})
"""Words that stand in addresses where codes do."""


def _faults(cluster_id: int, code: str, name: str, name_english: str) -> Iterator[Refused]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code, re.ASCII) or not 2 <= len(code) <= 32:
        yield Refused(_l("A code has 2 to 32 small letters, digits and hyphens."), field="code")
    elif (
        code in RESERVED
        or db.session.execute(select(Scheme.id).where(Scheme.cluster_id == cluster_id, Scheme.code == code)).first()
    ):
        yield Refused(TAKEN, field="code")
    if not name:
        yield Refused(_l("Please enter the Chinese name."), field="name")
    if not name_english:
        yield Refused(_l("Please enter the English name."), field="name_english")


def propose_rules(
    scheme: Scheme, rules: Rules, valid_from: date, *, valid_to: date | None = None, by: Actor
) -> RuleSet:
    """Somebody says by which rules days are to be counted; they hold once another has approved them."""
    require_decider(scheme.cluster_id, by)
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("The rules end before they begin."), field="valid_to")
    if not rules.purposes:
        raise Refused(_l("Please choose at least one purpose: otherwise nothing would count."), field="purposes")
    _refuse_locked(scheme, valid_from)
    _lock(scheme)
    rule_set = RuleSet(
        scheme_id=scheme.id,
        version=_newest(scheme) + 1,
        rules=rules,
        valid_from=valid_from,
        valid_to=valid_to,
        proposed_by_id=by.person_id,
        proposed_at=clock.now(),
    )
    db.session.add(rule_set)
    db.session.flush()
    _record(by, "rules.proposed", scheme, rule_set)
    return rule_set


def approve_rules(rule_set: RuleSet, *, by: Actor) -> None:
    """A second person approves: purchases of these days that are accepted from now on are judged by them (rule 10)."""
    scheme = db.session.get_one(Scheme, rule_set.scheme_id)
    require_decider(scheme.cluster_id, by)
    _lock(scheme)
    db.session.refresh(rule_set)
    if rule_set.approved_at is not None:
        raise Refused(_l("These rules have already been approved."))
    if rule_set.proposed_by_id == by.person_id:
        raise Refused(_l("Rules must be approved by somebody other than the person who proposed them."))
    _refuse_locked(scheme, rule_set.valid_from)
    if rule_set.version < _newest(scheme, RuleSet.approved_at.is_not(None)):
        raise Refused(_l("Newer rules have been approved since: please propose these again."))
    rule_set.approved_by_id, rule_set.approved_at = by.person_id, clock.now()
    db.session.flush()
    _judge_expectations_anew(scheme)
    _record(by, "rules.laid_down", scheme, rule_set)


def _refuse_locked(scheme: Scheme, valid_from: date) -> None:
    """Rules take effect in no month whose book is locked; a scheme that has none yet changes no figure that is."""
    first = first_open_day(scheme.cluster_id)
    if first is not None and valid_from < first and _newest(scheme, RuleSet.approved_at.is_not(None)):
        raise Refused(
            _l(
                "The book is locked for the months before %(day)s: rules cannot take effect earlier.",
                day=for_the_reader(first),
            ),
            field="valid_from",
        )


def _lock(scheme: Scheme) -> None:
    """Whoever judges holds the scheme; from here on they wait for the new rules, and their moment is later."""
    db.session.execute(locked(select(Scheme).where(Scheme.id == scheme.id)))


def _newest(scheme: Scheme, *those: ColumnElement[bool]) -> int:
    newest = select(func.max(RuleSet.version)).where(RuleSet.scheme_id == scheme.id, *those)
    return db.session.execute(newest).scalar() or 0


def _record(by: Actor, action: str, scheme: Scheme, rule_set: RuleSet) -> None:
    record(by, action, "rule_set", rule_set.id, cluster_id=scheme.cluster_id, version=rule_set.version)
    tell(
        scheme.cluster_id,
        action.replace(".", "_"),
        subject=("rules", scheme.code),
        version=rule_set.version,
        scheme=scheme.name,
        scheme_english=scheme.name_english,
        day=rule_set.valid_from.isoformat(),
    )


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
