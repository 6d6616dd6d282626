"""Reading consignments, each within what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from shop.catalogue.words import ColdChain, Measure
from shop.extensions import db
from shop.fulfilment.lifecycle import DECIDED, ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment, ConsignmentLine
from shop.fulfilment.queries.objections import is_in_doubt
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.columns import Moment
from shop.kernel.enums import Labelled
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours
from shop.ordering.models import OrderLine
from shop.organisations.models import Organisation
from shop.organisations.queries import was_in_scope

PER_PAGE = 20
ORGANISATION = Organisation.__table__
SOUGHT = ORGANISATION.alias("sought")


class Tab(Labelled):
    """Views of a list of consignments."""

    OPEN = "open", _l("On the way and here")
    PACKED = "packed", _l("Packed")
    SHIPPED = "shipped", _l("On the road")
    ARRIVED = "arrived", _l("With the buyer")
    DECIDED = "decided", _l("Accepted or refused")
    ALL = "all", _l("All")


STATUSES: dict[Tab, frozenset[ConsignmentStatus]] = {
    Tab.OPEN: frozenset({ConsignmentStatus.SHIPPED, ConsignmentStatus.ARRIVED}),
    Tab.PACKED: frozenset({ConsignmentStatus.PACKED}),
    Tab.SHIPPED: frozenset({ConsignmentStatus.SHIPPED}),
    Tab.ARRIVED: frozenset({ConsignmentStatus.ARRIVED}),
    Tab.DECIDED: DECIDED,
    Tab.ALL: frozenset(ConsignmentStatus),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of a list is asked for: a tab and words to be found in a number, a waybill or the other side's name."""

    tab: Tab
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedLine:
    """Part of an order line on a truck, as a list names it."""

    product: str
    product_english: str
    packs: int
    quantity: Quantity
    measure: Measure

    def named(self, language: str) -> str:
        return self.product if language == "zh" else self.product_english


@dataclass(frozen=True, slots=True)
class Listed:
    """A consignment as a list shows it; ``other`` is the other side."""

    id: int
    number: str
    status: ConsignmentStatus
    cold_chain: ColdChain
    expected_on: date | None
    packed_at: datetime
    shipped_at: datetime | None
    arrived_at: datetime | None
    other: str
    other_english: str
    in_doubt: bool
    lines: list[ListedLine] = field(default_factory=list)

    def other_named(self, language: str) -> str:
        return self.other if language == "zh" else self.other_english

    def is_expected_by(self, day: date) -> bool:
        """On the road, and to arrive today or earlier."""
        return self.status is ConsignmentStatus.SHIPPED and self.expected_on is not None and self.expected_on <= day


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a consignment exists for the actor.

    A supplier sees its own, a unit what has left for it, an official those of their branch, the operator all.
    """
    left = Consignment.status != ConsignmentStatus.PACKED
    if actor.is_operator:
        return left
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return Consignment.supplier_id == actor.organisation_id
    if actor.organisation_kind is OrganisationKind.UNIT:
        return left & of_units(Consignment, Consignment.id, actor)
    return false()


def of_units(papers: type[Consignment] | type[Acceptance], consignment_id: Any, actor: Actor) -> ColumnElement[bool]:
    """The condition that a paper is the actor's unit's, or of one that stood in their branch in the paper's year.

    That is the year of the consignment's first acceptance, in which its entries count, corrections included; of what
    nobody has accepted yet it is this year.
    """
    first = aliased(Acceptance)
    accepted = select(func.min(first.accepted_at)).where(first.consignment_id == consignment_id).correlate_except(first)
    counted = func.coalesce(accepted.scalar_subquery(), literal(clock.now(), Moment))
    return was_in_scope(actor, papers.unit_id, counted)


def consignment_for(actor: Actor, number: str) -> Consignment:
    """One consignment with lines, order lines, orders and lots; ``NotYours`` if it does not exist for the actor."""
    lines = selectinload(Consignment.lines)
    statement = (
        select(Consignment)
        .where(may_be_seen_by(actor), Consignment.number == number)
        .options(
            lines.joinedload(ConsignmentLine.order_line).joinedload(OrderLine.order),
            lines.joinedload(ConsignmentLine.lot),
            lines.joinedload(ConsignmentLine.passed_over),
        )
    )
    consignment = db.session.execute(statement).scalar_one_or_none()
    if consignment is None:
        raise NotYours
    return consignment


def tab_counts(actor: Actor, asked: ListFilter, tabs: Sequence[Tab]) -> dict[Tab, int]:
    """How many consignments each tab would show. One query."""
    counted = select(Consignment.status, func.count()).where(_asked(actor, asked)).group_by(Consignment.status)
    by_status = {status: int(count) for status, count in db.session.execute(counted)}
    return {tab: sum(by_status.get(status, 0) for status in STATUSES[tab]) for tab in tabs}


def consignments_listed(actor: Actor, asked: ListFilter, *, per_page: int = PER_PAGE) -> list[Listed]:
    """One page of a tab: what is here before what is expected, day by day; of other tabs the newest. Two queries."""
    statement = (
        select(
            Consignment.id,
            Consignment.number,
            Consignment.status,
            Consignment.cold_chain,
            Consignment.expected_on,
            Consignment.packed_at,
            Consignment.shipped_at,
            Consignment.arrived_at,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
            is_in_doubt(),
        )
        .join(ORGANISATION, ORGANISATION.c.id == _other(actor))
        .where(_asked(actor, asked), Consignment.status.in_(STATUSES[asked.tab]))
        .order_by(*_order(asked.tab))
        .limit(per_page)
        .offset((asked.page - 1) * per_page)
    )
    listed = {row.id: Listed(*row) for row in db.session.execute(statement)}
    for consignment_id, line in _lines_of(listed):
        listed[consignment_id].lines.append(line)
    return list(listed.values())


def _other(actor: Actor) -> Any:
    return Consignment.unit_id if actor.is_supplier else Consignment.supplier_id


def _order(tab: Tab) -> list[Any]:
    if tab is not Tab.OPEN:
        return [Consignment.id.desc()]
    here_first = case((Consignment.status == ConsignmentStatus.ARRIVED, 0), else_=1)
    return [here_first, func.coalesce(Consignment.expected_on, date.max), Consignment.id]


def _asked(actor: Actor, asked: ListFilter) -> ColumnElement[bool]:
    seen = may_be_seen_by(actor)
    if not asked.words:
        return seen
    named = exists().where(
        SOUGHT.c.id == _other(actor),
        or_(
            SOUGHT.c.name.icontains(asked.words, autoescape=True),
            SOUGHT.c.name_english.icontains(asked.words, autoescape=True),
        ),
    )
    typed = (Consignment.number, Consignment.waybill, Consignment.vehicle)
    return seen & or_(named, *(column.icontains(asked.words, autoescape=True) for column in typed))


def _lines_of(consignment_ids: Iterable[int]) -> list[tuple[int, ListedLine]]:
    ids = list(consignment_ids)
    if not ids:
        return []
    statement = (
        select(
            ConsignmentLine.consignment_id,
            OrderLine.product_name,
            OrderLine.product_name_english,
            ConsignmentLine.packs,
            ConsignmentLine.quantity,
            OrderLine.measure,
        )
        .join(OrderLine, OrderLine.id == ConsignmentLine.order_line_id)
        .where(ConsignmentLine.consignment_id.in_(ids))
        .order_by(ConsignmentLine.id)
    )
    return [(row[0], ListedLine(*row[1:])) for row in db.session.execute(statement)]
