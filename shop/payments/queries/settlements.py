"""Settlements as their two sides read them, with their lines and what was questioned."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.questions import PaperAnswer
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order
from shop.organisations.models import Organisation
from shop.organisations.queries import was_in_scope
from shop.payments.models import LineDispute, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.accounts import PER_PAGE, own
from shop.payments.settling import SettlementSide, SettlementState

ORGANISATION = Organisation.__table__


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Under which condition a settlement exists for the actor: both sides, officials of its branch, the operator."""
    mine = own(actor, Settlement)
    return mine | was_in_scope(actor, Settlement.unit_id, Settlement.proposed_at) if actor.is_official else mine


def settlement_for(actor: Actor, number: str) -> Settlement:
    """One settlement; ``NotYours`` if it does not exist for the actor. One query."""
    statement = select(Settlement).where(Settlement.number == number, may_be_seen_by(actor))
    settlement = db.session.execute(statement).scalar_one_or_none()
    if settlement is None:
        raise NotYours
    return settlement


def settlement_stands(number: str) -> PaperAnswer | None:
    """How a settlement stands now, for whoever holds its paper. One query."""
    state = db.session.execute(select(Settlement.state).where(Settlement.number == number)).scalar_one_or_none()
    return None if state is None else PaperAnswer(state.label)


def settlements_of(
    actor: Actor, state: SettlementState | None, words: str = "", *, page: int, per_page: int = PER_PAGE
) -> tuple[int, Sequence[Settlement]]:
    """The actor's settlements, the newest first: how many, and a page of them. Two queries.

    ``words`` stand in a number, an invoice title, or a name of one of the two sides.
    """
    mine = may_be_seen_by(actor)
    if words:
        names = (ORGANISATION.c.name, ORGANISATION.c.name_english)
        sought = select(ORGANISATION.c.id).where(or_(*(name.icontains(words, autoescape=True) for name in names)))
        written = (Settlement.number, Settlement.profile_title, Settlement.unit_name, Settlement.supplier_name)
        named = Settlement.unit_id.in_(sought) | Settlement.supplier_id.in_(sought)
        mine = and_(mine, or_(named, *(column.icontains(words, autoescape=True) for column in written)))
    if state is not None:
        mine = and_(mine, Settlement.state == state)
    count = db.session.execute(select(func.count()).select_from(Settlement).where(mine)).scalar_one()
    statement = select(Settlement).where(mine).order_by(Settlement.id.desc())
    return count, db.session.execute(statement.limit(per_page).offset((page - 1) * per_page)).scalars().all()


def waiting_for_answer(actor: Actor) -> Sequence[Settlement]:
    """What waits for the actor's own side, the oldest first. One query.

    That is what the other side has questioned, or has proposed and nobody questions.
    """
    side = SettlementSide.SUPPLIER if actor.is_supplier else SettlementSide.UNIT
    asking = exists().where(LineDispute.settlement_id == Settlement.id, LineDispute.closed_at.is_(None))
    theirs, mine = asking.where(LineDispute.side != side), asking.where(LineDispute.side == side)
    waits = theirs | (~mine & (Settlement.proposed_side != side))
    asked = select(Settlement).where(own(actor, Settlement), Settlement.state == SettlementState.PROPOSED, waits)
    return db.session.execute(asked.order_by(Settlement.id).limit(PER_PAGE)).scalars().all()


def lines_of(settlement: Settlement) -> list[tuple[SettlementLine, str, bool]]:
    """The lines by order, with the order's number and whether they were left in. One query.

    A withdrawn settlement shows what it was.
    """
    statement = (
        select(SettlementLine, Order.number, SettlementClaim.posting_id)
        .join(Order, Order.id == SettlementLine.order_id)
        .outerjoin(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementLine.settlement_id == settlement.id)
        .order_by(SettlementLine.order_id, SettlementLine.id)
    )
    gone = settlement.state is SettlementState.WITHDRAWN
    return [(line, number, gone or claim is not None) for line, number, claim in db.session.execute(statement)]


def disputes_of(settlement: Settlement) -> Sequence[LineDispute]:
    """What was questioned, the oldest first. One query."""
    statement = select(LineDispute).where(LineDispute.settlement_id == settlement.id).order_by(LineDispute.id)
    return db.session.execute(statement).scalars().all()


def line_on(settlement: Settlement, line_id: int) -> SettlementLine:
    """A line of the settlement that is still in it; ``Refused`` if it is not. One query."""
    statement = (
        select(SettlementLine)
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .where(SettlementLine.id == line_id, SettlementLine.settlement_id == settlement.id)
    )
    line = db.session.execute(statement).scalar_one_or_none()
    if line is None:
        raise Refused(_l("This line is not in the settlement: please choose another one."), field="settled_line")
    return line
