"""What payers' banks have announced, as both sides see it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.payments.models import Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import PaymentSighting
from shop.payments.queries.accounts import PER_PAGE, own
from shop.payments.queries.receipts import money
from shop.payments.readings import NOTHING

MOST_DIGITS = 12


class AnnouncedTab(Labelled):
    """Views of what was announced."""

    WAITING = "waiting", _l("Not yet seen")
    DENIED = "denied", _l("Did not arrive")
    SEEN = "seen", _l("Seen")

    @property
    def state(self) -> AnnouncedState:
        return AnnouncedState(self.value)


def announced_counts(actor: Actor) -> dict[AnnouncedTab, int]:
    """How many there are in each view. One query."""
    counted = select(AnnouncedPayment.state, func.count()).where(own(actor, AnnouncedPayment))
    counts = dict(db.session.execute(counted.group_by(AnnouncedPayment.state)).all())
    return {tab: counts.get(tab.state, 0) for tab in AnnouncedTab}


def announced_listed(
    actor: Actor, tab: AnnouncedTab, *, page: int, per_page: int = PER_PAGE
) -> Sequence[AnnouncedPayment]:
    """A page of a view, the newest first. One query."""
    asked = select(AnnouncedPayment).where(own(actor, AnnouncedPayment), AnnouncedPayment.state == tab.state)
    newest = asked.order_by(AnnouncedPayment.booked_on.desc(), AnnouncedPayment.line_id.desc())
    return db.session.execute(newest.offset((page - 1) * per_page).limit(per_page)).scalars().all()


def announced_for(actor: Actor, number: str) -> AnnouncedPayment:
    """One of them, of either side, by the number of its bank line; raises ``NotYours``."""
    line_id = int(number) if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS else 0
    asked = select(AnnouncedPayment).where(AnnouncedPayment.line_id == line_id, own(actor, AnnouncedPayment))
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def announced_by_line(line_ids: Sequence[int]) -> dict[int, AnnouncedPayment]:
    """What lines of a unit's bank announce, by line id. One query or none."""
    if not line_ids:
        return {}
    asked = select(AnnouncedPayment).where(
        AnnouncedPayment.line_id.in_(line_ids), AnnouncedPayment.state != AnnouncedState.WITHDRAWN
    )
    return {one.line_id: one for one in db.session.execute(asked).scalars()}


def announced_total(actor: Actor) -> tuple[int, Money]:
    """How many wait for the payee's word, and how much they come to. One query."""
    asked = select(func.count(), func.sum(AnnouncedPayment.amount)).where(
        own(actor, AnnouncedPayment), AnnouncedPayment.state == AnnouncedState.WAITING
    )
    count, amount = db.session.execute(asked).one()
    return int(count), money(amount)


def shares_announced(one: AnnouncedPayment) -> list[tuple[str, Money]]:
    """For which orders it was announced, by number. One query."""
    ids = [order_id for order_id, _fen in one.shares]
    numbers = dict(db.session.execute(select(Order.id, Order.number).where(Order.id.in_(ids))).all()) if ids else {}
    return [(numbers[order_id], Money(fen)) for order_id, fen in one.shares]


def announced_of_order(order: Order) -> Money:
    """What the unit has announced for an order and the supplier has not seen yet. One query."""
    asked = select(AnnouncedPayment.shares).where(
        AnnouncedPayment.unit_id == order.unit_id,
        AnnouncedPayment.supplier_id == order.supplier_id,
        AnnouncedPayment.state == AnnouncedState.WAITING,
    )
    shares = (share for shares in db.session.execute(asked).scalars() for share in shares)
    return Money(sum((fen for order_id, fen in shares if order_id == order.id), NOTHING.fen))


def payment_seen(one: AnnouncedPayment) -> str | None:
    """The number of the payment that it turned out to be. One query."""
    asked = select(Payment.number).join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
    return db.session.execute(asked.where(PaymentSighting.line_id == one.line_id)).scalar_one_or_none()
