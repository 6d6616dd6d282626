"""What purchases would be judged on today: facts as they are recorded now, for the day on which each was made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from shop.catalogue.facts import certificates_of
from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.facts import PurchaseFacts
from shop.ordering.models import Order, OrderLine
from shop.organisations.queries import pairing_facts
from shop.organisations.words import SupplierStatus
from shop.tally.models import Entry, OfflinePurchase, OfflineVersion, Reevaluation, ReevaluationLine
from shop.tally.queries.offline_register import Seller, facts_recorded, seller_known
from shop.tally.reevaluating import Outcome


class Ordered(NamedTuple):
    """What has to be known of the order to read its facts anew."""

    number: str
    product_id: int
    product: str
    product_english: str
    on: date


def facts_in_force(scheme_id: int, entry_ids: Sequence[int]) -> Mapping[int, PurchaseFacts]:
    """The facts that purchases were judged on anew, by entry: the newest of those that two people approved."""
    asked = (
        select(ReevaluationLine.entry_id, ReevaluationLine.facts)
        .join(Reevaluation, Reevaluation.id == ReevaluationLine.reevaluation_id)
        .where(Reevaluation.outcome == Outcome.APPROVED, Reevaluation.scheme_id == scheme_id)
        .where(ReevaluationLine.entry_id.in_(entry_ids), ReevaluationLine.facts.is_not(None))
        .order_by(Reevaluation.decided_at, ReevaluationLine.id)
    )
    if not entry_ids:
        return {}
    return {entry_id: facts for entry_id, facts in db.session.execute(asked) if facts is not None}


def ordered(line_ids: Collection[int]) -> dict[int, Ordered]:
    """What was ordered, by the acceptance line that took it in."""
    asked = (
        select(
            AcceptanceLine.id,
            Order.number,
            OrderLine.product_id,
            OrderLine.product_name,
            OrderLine.product_name_english,
            Order.placed_at,
        )
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(AcceptanceLine.id.in_(sorted(set(line_ids))))
    )
    return {
        line_id: Ordered(number, product_id, name, english, clock.shanghai_day(placed_at))
        for line_id, number, product_id, name, english, placed_at in db.session.execute(asked)
    }


class Anew:
    """Facts of orders as they are recorded now for the day of each; what an order itself says stays as it was."""

    def __init__(self, cluster_id: int) -> None:
        self.cluster_id = cluster_id
        self.standing: dict[date, Mapping[str, Any]] = {}
        self.certificates: dict[date, Mapping[int, Any]] = {}

    def read(self, orders: Iterable[tuple[Ordered, Entry]]) -> None:
        """Two queries for each day on which something was ordered."""
        products: dict[date, set[int]] = {}
        counties: dict[date, set[str]] = {}
        for order, entry in orders:
            products.setdefault(order.on, set()).add(order.product_id)
            counties.setdefault(order.on, set()).update((entry.facts.supplier_county, entry.facts.origin_county))
        for day, of_day in products.items():
            self.standing[day] = pairing_facts(self.cluster_id, sorted(counties[day]), day)
            self.certificates[day] = certificates_of(of_day, day)

    def of(self, facts: PurchaseFacts, order: Ordered) -> PurchaseFacts:
        """What is dated is read again: aid status, pairing and certificate, on the day of the order."""
        standing, certificate = self.standing[order.on], self.certificates[order.on].get(order.product_id)
        return replace(
            facts,
            supplier_county_aided=standing[facts.supplier_county].aided,
            supplier_county_paired=standing[facts.supplier_county].paired,
            origin_county_aided=standing[facts.origin_county].aided,
            origin_county_paired=standing[facts.origin_county].paired,
            certificate=certificate.number if certificate else None,
            certificate_valid=certificate is not None and certificate.valid_on(order.on),
        )


def facts_of_offline(purchase_ids: Collection[int]) -> dict[int, PurchaseFacts]:
    """What purchases made elsewhere are judged on by what is recorded now for the day of their invoice.

    A seller who has been approved since is; one who was when it was stated, and is not any more, was. Four queries for
    each, and one: few of them are judged anew at a time.
    """
    asked = (
        select(OfflinePurchase, OfflineVersion)
        .join(OfflineVersion, OfflineVersion.purchase_id == OfflinePurchase.id)
        .where(OfflinePurchase.id.in_(sorted(purchase_ids)), OfflineVersion.n == OfflinePurchase.version)
    )
    return {
        purchase.id: _recorded_now(purchase, version)
        for purchase, version in (db.session.execute(asked).all() if purchase_ids else ())
    }


def _recorded_now(purchase: OfflinePurchase, version: OfflineVersion) -> PurchaseFacts:
    known = seller_known(version.seller_code, version.seller_name)
    approved = known is not None and known.status is SupplierStatus.APPROVED
    seller = Seller(
        known.id if known else version.supplier_id,
        version.seller_name,
        version.seller_code,
        version.seller_county,
        approved or version.facts.supplier_approved,
    )
    return facts_recorded(
        seller,
        version.certificate,
        version.origin_county,
        unit_path=version.facts.unit_path,
        purpose=version.purpose,
        channel=purchase.channel,
        on=version.day,
    )
