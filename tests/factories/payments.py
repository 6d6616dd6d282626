"""Money in the small world: payments known from a statement or from online, as many as one likes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import OrderBalance, PairBalance, Payment
from shop.payments.services.receipts import Share, take_payment

_sources = count(1_000)
SOURCES = {PaymentWay.TRANSFER: MoneySource.BANK_LINE, PaymentWay.STRIPE: MoneySource.STRIPE_PAYMENT}


def a_source(source: MoneySource = MoneySource.BANK_LINE) -> tuple[MoneySource, int]:
    """Something that money is known from and that nobody has told of yet."""
    return source, next(_sources)


def a_payment(
    order: Order,
    yuan: str | int,
    *,
    way: PaymentWay = PaymentWay.TRANSFER,
    shares: Sequence[Share] = (),
    **particulars: Any,
) -> Payment:
    """The unit of an order paid its supplier so much; for no order, unless told otherwise."""
    usual: dict[str, Any] = {
        "booked_on": clock.today(),
        "reference": "",
        "source": a_source(SOURCES[way]),
        "by": None,
    }
    return take_payment(
        unit_id=order.unit_id,
        supplier_id=order.supplier_id,
        amount=Money.yuan(yuan),
        way=way,
        shares=shares,
        **(usual | particulars),
    )


def share(order: Order, yuan: str | int) -> Share:
    """So much for this order."""
    return Share(order.id, Money.yuan(yuan))


def balance_of(order: Order) -> tuple[str, str]:
    """What an order has come to and what was paid for it, in yuan."""
    asked = select(OrderBalance.charged, OrderBalance.paid).where(OrderBalance.order_id == order.id)
    charged, paid = db.session.execute(asked).one_or_none() or (Money(0), Money(0))
    return str(charged), str(paid)


def standing_of(order: Order) -> dict[str, str]:
    """How the order's unit and supplier stand with each other, in yuan."""
    asked = select(PairBalance).where(
        PairBalance.unit_id == order.unit_id, PairBalance.supplier_id == order.supplier_id
    )
    row = db.session.execute(asked.execution_options(populate_existing=True)).scalar_one()
    return {name: str(getattr(row, name)) for name in ("charged", "paid", "unallocated", "with_operator")}
