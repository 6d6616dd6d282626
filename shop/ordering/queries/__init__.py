"""Every question about baskets, purchases and orders, one module per noun."""

from shop.ordering.queries.approvals import (
    Asked,
    approval_of,
    approvals_decided,
    approvals_waiting,
    goods_of_purchases,
    number_waiting,
)
from shop.ordering.queries.baskets import BasketPage, PricedLine, SellersPart, basket_count, basket_page, offer_of
from shop.ordering.queries.effects import (
    Effect,
    answers_for,
    effect_of,
    effect_of_purchase,
    effects_of,
    usual_day,
    usual_purpose,
)
from shop.ordering.queries.listing import Listed, OrderFilter, listed_orders, order_count, suppliers_of
from shop.ordering.queries.orders import (
    answer_numbers_of_lines,
    may_be_seen_by,
    order_for,
    order_stands,
    orders_of_purchase,
    orders_visible_to,
    purchase_for,
)
from shop.ordering.queries.unit_papers import papers_of

__all__ = [
    "Asked",
    "BasketPage",
    "Effect",
    "Listed",
    "OrderFilter",
    "PricedLine",
    "SellersPart",
    "answer_numbers_of_lines",
    "answers_for",
    "approval_of",
    "approvals_decided",
    "approvals_waiting",
    "basket_count",
    "basket_page",
    "effect_of",
    "effect_of_purchase",
    "effects_of",
    "goods_of_purchases",
    "listed_orders",
    "may_be_seen_by",
    "number_waiting",
    "offer_of",
    "order_count",
    "order_for",
    "order_stands",
    "orders_of_purchase",
    "orders_visible_to",
    "papers_of",
    "purchase_for",
    "suppliers_of",
    "usual_day",
    "usual_purpose",
]
