"""A checkout: one purchase, one order per supplier, stock held and everything copied, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.facts import facts_for
from shop.extensions import db
from shop.kernel import clock, money
from shop.kernel.actor import Actor, Role
from shop.kernel.facts import PurchaseFacts
from shop.kernel.late_rows import add_late
from shop.kernel.numbers import enter_numbered
from shop.kernel.purposes import Purpose
from shop.kernel.questions import OnWhichTerms, PayingTerms, ask
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.ordering.deadlines import HOLD_FOR_APPROVAL, delivery_days, set_deadlines
from shop.ordering.lifecycle import Party, Status
from shop.ordering.models import Approval, Order, PlacedLine, Purchase
from shop.ordering.paying import PayBy, why_not
from shop.ordering.services.baskets import BasketOwner, basket_of, empty_basket
from shop.ordering.services.buying import Goods, Papers, goods_on_sale, papers_of
from shop.ordering.services.expectations import reckoned, tell_of
from shop.ordering.services.hands import lend_hand
from shop.ordering.services.holding import hold_stock
from shop.ordering.services.paying import tell_supplier_of
from shop.ordering.services.splitting import number, split
from shop.organisations.queries import unit_path


@dataclass(frozen=True, slots=True)
class Terms:
    """What a buyer says at checkout beside the goods."""

    purpose: Purpose
    deliver_on: date
    address_id: int
    invoice_profile_id: int
    own_number: str = ""
    note: str = ""
    pay_by: PayBy = PayBy.ON_ACCOUNT


def check_out(owner: BasketOwner, terms: Terms, *, seen: str, by: Actor) -> Purchase:
    """Everything in the basket is bought, and the basket is empty.

    ``seen`` is the `fingerprint` of what the buyer was shown: refused if it has become another basket or price since.
    """
    basket = basket_of(owner)
    wanted = {line.pack_id: line.packs for line in basket.lines} if basket else {}
    purchase = place_purchase(wanted, terms, by=by)
    if fingerprint(wanted, purchase.estimate) != seen:
        raise Refused(
            _l("Your basket or a price has changed since this page was shown. Please look at it again before ordering.")
        )
    empty_basket(owner)
    return purchase


def fingerprint(wanted: Mapping[int, int], total: money.Money) -> str:
    """A short sign of so many packs of each kind for so much money, goods and charges together."""
    listed = ",".join(f"{pack_id}x{packs}" for pack_id, packs in sorted(wanted.items()))
    return sha256(f"{listed}={total.fen}".encode()).hexdigest()[:20]


def place_purchase(wanted: Mapping[int, int], terms: Terms, *, by: Actor) -> Purchase:
    """A unit buys so many packs of each kind (pack id → packs); raises ``Refused`` and keeps nothing.

    Above the person's limit the orders wait for an approver, their stock held for 48 hours.
    """
    if not wanted:
        raise Refused(_l("There is nothing in the basket."))
    papers = papers_of(by.organisation_id, terms.address_id, terms.invoice_profile_id)
    _check_day(terms.deliver_on)
    goods = goods_on_sale(wanted)
    purchase = _purchase(papers, terms, by)
    orders = split(purchase, goods, wanted, _facts(purchase, goods, terms, by))
    goods_and_charges = [line.estimate for order in orders for line in order.lines]
    goods_and_charges += [charge.amount for order in orders for charge in order.charges]
    purchase.estimate = money.total(goods_and_charges)
    paying: PayingTerms = ask(OnWhichTerms(by.organisation_id, purchase.estimate))
    if refusal := why_not(terms.pay_by, paying):
        raise Refused(refusal, field="pay_by")
    waits = by.order_limit is not None and purchase.estimate > by.order_limit
    enter_numbered(db.session(), purchase)
    number(orders, purchase)
    for order in orders:
        order.pay_by, order.deposit_percent = terms.pay_by, paying.deposit
    _open(purchase, orders, waits=waits)
    moves = reckoned(orders)
    db.session.add_all(orders)
    db.session.flush()
    for line in (line for order in orders for line in order.lines):
        add_late(db.session(), PlacedLine, PlacedLine.row_of(line))
    hold_stock(orders, expires_at=clock.now() + HOLD_FOR_APPROVAL if waits else None, by=by)
    lend_hand([order.id for order in orders], by, Party.BUYER)
    tell_of(moves)
    _tell(purchase, orders, waits=waits, by=by)
    return purchase


def _check_day(deliver_on: date) -> None:
    earliest, latest = delivery_days()
    if deliver_on < earliest:
        raise Refused(_l("The delivery date has to lie after today."), field="deliver_on")
    if deliver_on > latest:
        raise Refused(_l("The delivery date lies more than a year ahead."), field="deliver_on")


def _purchase(papers: Papers, terms: Terms, by: Actor) -> Purchase:
    address, profile = papers
    if address is None:
        raise Refused(_l("Please choose one of your unit’s addresses."), field="address_id")
    if profile is None:
        raise Refused(_l("Please choose one of your unit’s invoice profiles."), field="invoice_profile_id")
    if by.cluster_id is None:
        raise NotYours
    return Purchase(
        cluster_id=by.cluster_id,
        unit_id=by.organisation_id,
        placed_by_id=by.person_id,
        membership_id=by.membership_id,
        placed_at=clock.now(),
        purpose=terms.purpose,
        deliver_on=terms.deliver_on,
        address={
            "label": address.label,
            "address": address.address,
            "contact": address.contact,
            "phone": address.phone,
        },
        invoice_profile={
            "kind": profile.kind.value,
            "title": profile.title,
            "tax_number": profile.tax_number,
            "address": profile.address,
            "bank": profile.bank,
            "bank_account": profile.bank_account,
        },
        invoice_profile_id=profile.id,
        own_number=terms.own_number,
        note=terms.note,
        estimate=money.Money(0),
    )


def _facts(purchase: Purchase, goods: Goods, terms: Terms, by: Actor) -> Mapping[int, PurchaseFacts]:
    today = clock.today()
    return facts_for(
        list({pack.product.id: pack.product for pack in goods.packs}.values()),
        sellers=goods.sellers,
        unit_path=unit_path(by.organisation_id, today.year),
        cluster_id=purchase.cluster_id,
        purpose=terms.purpose,
        on=today,
    )


def _open(purchase: Purchase, orders: Sequence[Order], *, waits: bool) -> None:
    for order in orders:
        order.status = Status.AWAITING_APPROVAL if waits else Status.PLACED
        if not waits:
            set_deadlines(order, clock.now())
    if waits:
        db.session.add(
            Approval(
                purchase_id=purchase.id,
                cluster_id=purchase.cluster_id,
                unit_id=purchase.unit_id,
                asked_at=clock.now(),
                held_until=clock.now() + HOLD_FOR_APPROVAL,
            )
        )


def _tell(purchase: Purchase, orders: Sequence[Order], *, waits: bool, by: Actor) -> None:
    particulars = {"number": purchase.number, "unit": by.organisation_name, "amount": purchase.estimate.fen}
    amount = purchase.estimate.fen
    record(by, "purchase.placed", "purchase", purchase.id, cluster_id=purchase.cluster_id, amount=amount, waits=waits)
    if waits:
        subject = ("purchase", purchase.number)
        tell(purchase.unit_id, "purchase_awaits_approval", subject=subject, role=Role.APPROVER, **particulars)
    for order in orders:
        record(by, "order.placed", "order", order.id, cluster_id=order.cluster_id, status=order.status.value)
        if not waits:
            tell_supplier_of(order, by.organisation_name)
