"""The register of offline purchases as lists show it: filtered, summed by kind, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.organisations.models import Organisation, UnitAncestor
from shop.tally.models import OfflineMotion, OfflinePurchase, OfflineSheet, OfflineVersion
from shop.tally.offline.words import OVER, OfflineKind, OfflineState
from shop.tally.queries.scopes import Scope
from shop.tally.words import Channel

PER_PAGE = 20
A_PIECE = 2_000
ORGANISATION = Organisation.__table__
NEWEST = (OfflineVersion.purchase_id == OfflinePurchase.id) & (OfflineVersion.n == OfflinePurchase.version)
"""What joins a purchase to what it says now."""

OPEN = (OfflineState.ENTERED, OfflineState.HELD)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which purchases are asked for; ``ours`` are those that the actor's own officials have to verify."""

    kind: OfflineKind = OfflineKind.PURCHASE
    state: OfflineState | None = None
    channel: Channel | None = None
    words: str = ""
    ours: bool = False
    page: int = 1

    def packed(self) -> dict[str, Any]:
        """As plain data, without the page: for a file that is made later."""
        return {
            "kind": self.kind.value,
            "state": self.state.value if self.state else None,
            "channel": self.channel.value if self.channel else None,
            "words": self.words,
            "ours": self.ours,
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Asked:
        """What was packed."""
        return cls(
            OfflineKind(packed["kind"]),
            OfflineState(packed["state"]) if packed["state"] else None,
            Channel(packed["channel"]) if packed["channel"] else None,
            packed["words"],
            packed["ours"],
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A purchase as a list shows it."""

    number: str
    kind: OfflineKind
    channel: Channel
    state: OfflineState
    order_number: str | None
    day: date
    goods: str
    seller_name: str
    invoice_number: str
    amount: Money
    unit: str
    unit_english: str

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and what they come to."""

    count: int = 0
    amount: Money = field(default_factory=Money)

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.count + other.count, self.amount + other.amount)


Sums = dict[tuple[OfflineKind, OfflineState, Channel], Sum]


def sums_of(scope: Scope, since: date | None = None, until: date | None = None) -> Sums:
    """Count and amount by kind, state and channel of a scope's year (or of days of it); what is of different kinds is
    never added. One query.
    """
    asked = (
        select(
            OfflinePurchase.kind,
            OfflinePurchase.state,
            OfflinePurchase.channel,
            func.count(),
            func.sum(OfflineVersion.amount, type_=MoneyColumn()),
        )
        .join(OfflineVersion, NEWEST)
        .where(_of_year(scope, since, until))
        .group_by(OfflinePurchase.kind, OfflinePurchase.state, OfflinePurchase.channel)
    )
    return {(kind, state, channel): Sum(count, amount) for kind, state, channel, count, amount in _rows(asked)}


def summed(sums: Sums, kind: OfflineKind, states: Iterable[OfflineState], channel: Channel | None = None) -> Sum:
    """What of one kind stands in these states, by one channel or by all."""
    wanted = set(states)
    whole = Sum()
    for (of_kind, state, by), one in sums.items():
        if of_kind is kind and state in wanted and channel in (None, by):
            whole += one
    return whole


def count_of(scope: Scope, actor: Actor, asked: Asked) -> int:
    """How many there are of what is asked for. One query."""
    return int(db.session.execute(_asked(select(func.count()), scope, actor, asked)).scalar_one())


def listed(scope: Scope, actor: Actor, asked: Asked, *, per_page: int = PER_PAGE) -> list[Listed]:
    """A page of what is asked for, the newest day first. One query."""
    newest = _columns(scope, actor, asked).order_by(OfflineVersion.day.desc(), OfflinePurchase.id.desc())
    return [Listed(*row) for row in _rows(newest.limit(per_page).offset((asked.page - 1) * per_page))]


def every_listed(scope: Scope, actor: Actor, asked: Asked) -> Iterator[Listed]:
    """All of what is asked for, however much, in the order in which it was entered, a piece at a time."""
    last = 0
    oldest = _columns(scope, actor, asked).add_columns(OfflinePurchase.id).order_by(OfflinePurchase.id).limit(A_PIECE)
    while found := _rows(oldest.where(OfflinePurchase.id > last)).all():
        yield from (Listed(*row[:-1]) for row in found)
        last = found[-1][-1]


def _columns(scope: Scope, actor: Actor, asked: Asked) -> Select[*tuple[Any, ...]]:
    columns = (
        OfflinePurchase.number,
        OfflinePurchase.kind,
        OfflinePurchase.channel,
        OfflinePurchase.state,
        OfflinePurchase.order_number,
        OfflineVersion.day,
        OfflineVersion.goods,
        OfflineVersion.seller_name,
        OfflineVersion.invoice_number,
        OfflineVersion.amount,
        ORGANISATION.c.name,
        ORGANISATION.c.name_english,
    )
    return _asked(select(*columns), scope, actor, asked)


def waits_for(actor: Actor) -> int:
    """How much waits for the actor's own officials: to be verified, or a proposal to be answered. One query."""
    mine = ours(actor)
    open_ = select(func.count()).where(OfflinePurchase.state.in_(OPEN), mine).scalar_subquery()
    proposed = (
        select(func.count())
        .select_from(OfflineMotion)
        .join(OfflinePurchase, OfflinePurchase.id == OfflineMotion.purchase_id)
        .where(OfflineMotion.outcome.is_(None), mine)
        .scalar_subquery()
    )
    return int(db.session.execute(select(open_ + proposed)).scalar_one())


def ours(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a purchase is the actor's to verify: its unit stands directly below."""
    year = select(func.max(UnitAncestor.year)).where(
        UnitAncestor.ancestor_id == actor.organisation_id, UnitAncestor.year <= clock.today().year
    )
    below = select(UnitAncestor.unit_id).where(
        UnitAncestor.ancestor_id == actor.organisation_id,
        UnitAncestor.depth == 1,
        UnitAncestor.year == year.scalar_subquery(),
    )
    return OfflinePurchase.unit_id.in_(below)


def sheets_of(unit_ids: Sequence[int]) -> Sequence[OfflineSheet]:
    """The last sheets of these units. One query."""
    asked = select(OfflineSheet).where(OfflineSheet.unit_id.in_(unit_ids)).order_by(OfflineSheet.id.desc()).limit(10)
    return db.session.execute(asked).scalars().all()


def _rows(statement: Any) -> Any:
    return db.session.execute(statement)


def _of_year(scope: Scope, since: date | None = None, until: date | None = None) -> ColumnElement[bool]:
    in_year = OfflineVersion.day.between(since or date(scope.year, 1, 1), until or date(scope.year, 12, 31))
    return and_(scope.covers(OfflinePurchase.unit_id), in_year)


def _asked(statement: Select[*tuple[Any, ...]], scope: Scope, actor: Actor, asked: Asked) -> Select[*tuple[Any, ...]]:
    found = (
        statement.select_from(OfflinePurchase)
        .join(OfflineVersion, NEWEST)
        .join(ORGANISATION, ORGANISATION.c.id == OfflinePurchase.unit_id)
        .where(_of_year(scope), OfflinePurchase.kind == asked.kind)
    )
    if asked.state is not None:
        found = found.where(OfflinePurchase.state == asked.state)
    if asked.channel is not None:
        found = found.where(OfflinePurchase.channel == asked.channel)
    if asked.ours:
        found = found.where(ours(actor), OfflinePurchase.state.not_in(sorted(OVER)))
    if asked.words:
        columns = (
            OfflinePurchase.number,
            OfflinePurchase.order_number,
            OfflineVersion.goods,
            OfflineVersion.seller_name,
            OfflineVersion.invoice_number,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
        )
        found = found.where(or_(*(column.icontains(asked.words, autoescape=True) for column in columns)))
    return found
