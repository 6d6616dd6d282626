"""A purchase becomes orders: one for each supplier, everything copied that their pages need later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from shop.catalogue.models import Pack
from shop.extensions import db
from shop.kernel import money
from shop.kernel.facts import PurchaseFacts
from shop.ordering.models import ChargeLine, Order, OrderLine, Purchase
from shop.ordering.pricing import AtPrice, PackTerms, price_for
from shop.ordering.services.buying import Goods

FREIGHT = "freight"


def split(
    purchase: Purchase, goods: Goods, wanted: Mapping[int, int], facts: Mapping[int, PurchaseFacts]
) -> list[Order]:
    """One order for each supplier, with a line for each pack and its own freight; they have no number yet."""
    orders = []
    for supplier_id, theirs in groupby(goods.packs, key=lambda pack: pack.product.supplier_id):
        order = Order(
            cluster_id=purchase.cluster_id,
            unit_id=purchase.unit_id,
            supplier_id=supplier_id,
            placed_at=purchase.placed_at,
            deliver_on=purchase.deliver_on,
        )
        order.lines = [_line(pack, wanted[pack.id], facts[pack.product_id], purchase) for pack in theirs]
        order.freight_terms = goods.freight[supplier_id]
        charge_freight(order)
        orders.append(order)
    return orders


def number(orders: Iterable[Order], purchase: Purchase) -> None:
    """The orders become those of a purchase that is written: numbered after it, in their order."""
    for n, order in enumerate(orders, start=1):
        order.purchase_id = purchase.id
        order.number = f"{purchase.number}-{n}"


def charge_freight(order: Order) -> None:
    """Charge what the order's goods, as they are ordered now, owe for the way under the terms that it copied."""
    if order.freight_terms is None:
        return
    goods = money.total(line.estimate for line in order.lines)
    freight = order.freight_terms.due(goods) if goods else money.Money(0)
    charged = next((charge for charge in order.charges if charge.kind == FREIGHT), None)
    if charged is not None and not freight:
        order.charges.remove(charged)
        db.session.delete(charged)
    elif charged is not None:
        charged.amount = freight
    elif freight:
        order.charges.append(ChargeLine(cluster_id=order.cluster_id, kind=FREIGHT, amount=freight))


def _line(pack: Pack, packs: int, facts: PurchaseFacts, purchase: Purchase) -> OrderLine:
    product = pack.product
    terms = PackTerms(
        pack.minimum, pack.multiple, tuple(AtPrice(tier.from_packs, tier.unit_price) for tier in pack.tiers)
    )
    return OrderLine(
        cluster_id=purchase.cluster_id,
        product_id=product.id,
        pack_id=pack.id,
        category_id=product.category_id,
        product_name=product.name,
        product_name_english=product.name_english,
        producer_name=product.producer_name or "",
        producer_name_english=product.producer_name_english or "",
        pack_name=pack.name,
        pack_name_english=pack.name_english,
        measure=product.measure,
        content=pack.content,
        weighed=pack.weighed,
        unit_price=price_for(terms.tiers, packs),
        terms=terms,
        tax_rate=product.tax_rate,
        cold_chain=product.cold_chain,
        facts=facts,
        packs_ordered=packs,
        packs_shipped=0,
        shipped=pack.content * 0,
        packs_accepted=0,
        accepted=pack.content * 0,
        decided=pack.content * 0,
        accepted_amount=money.Money(0),
        expected=money.Money(0),
    )
