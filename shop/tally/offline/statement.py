"""What somebody states of something bought elsewhere, and what cannot be right about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import Measure
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused
from shop.tally.offline.words import OfflineKind
from shop.tally.words import Channel

FIRST_YEAR = 2000
LONGEST = {"seller_name": 200, "goods": 200, "certificate": 40, "invoice_number": 40, "order_number": 40}
LARGEST_AMOUNT = Money.yuan(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated: ``day`` is the invoice's, ``amount`` fen with tax. A seller of the register need not say where it
    is registered. Only a direct purchase has a purpose, and an invoice without fail.
    """

    kind: OfflineKind
    channel: Channel
    day: date
    amount: Money
    seller_name: str
    goods: str
    category_id: int
    origin_county: str
    quantity: Quantity
    measure: Measure
    purpose: Purpose | None = None
    seller_code: str = ""
    seller_county: str = ""
    certificate: str = ""
    invoice_number: str = ""
    order_number: str = ""


def stated_purpose(said: Statement) -> Purpose:
    """What it is for: what is not bought for oneself is for resale or for nothing that counts."""
    if said.kind is OfflineKind.PURCHASE:
        return said.purpose or Purpose.OTHER
    return Purpose.RESALE if said.kind is OfflineKind.ASSISTED else Purpose.OTHER


def faults_of(said: Statement, today: date) -> Iterator[Refused]:
    """What cannot be right, each beside its field."""
    if said.channel is Channel.PLATFORM:
        raise ValueError("what is bought here has an order and an acceptance")
    if not Money(0) < said.amount <= LARGEST_AMOUNT:
        yield Refused(_l("The amount is more than nothing and at most a thousand million yuan."), field="amount")
    if said.quantity <= NOTHING:
        yield Refused(_l("The quantity is more than nothing."), field="quantity")
    if said.day > today:
        yield Refused(_l("This day lies in the future."), field="day")
    elif said.day.year < FIRST_YEAR:
        yield Refused(_l("This day lies too far back."), field="day")
    if not said.seller_name.strip():
        yield Refused(_l("Please say who sold the goods."), field="seller_name")
    if not said.goods.strip():
        yield Refused(_l("Please say what the goods are."), field="goods")
    yield from _faults_of_kind(said)
    for field, longest in LONGEST.items():
        if len(getattr(said, field)) > longest:
            yield Refused(_l("This is too long: at most %(number)d characters.", number=longest), field=field)


def _faults_of_kind(said: Statement) -> Iterator[Refused]:
    if said.kind is OfflineKind.PURCHASE:
        if said.purpose is None:
            yield Refused(_l("Please say what a direct purchase is for."), field="purpose")
        elif said.purpose is Purpose.RESALE:
            yield Refused(
                _l("What is bought to be sold on is an assisted sale, not a direct purchase."), field="purpose"
            )
        if not said.invoice_number.strip():
            yield Refused(_l("A direct purchase needs the number of its invoice."), field="invoice_number")
    if said.order_number and said.channel is not Channel.NATIONAL_832:
        yield Refused(_l("Only purchases on the 832 platform have its order number."), field="order_number")
