"""Ordering's tables, one module per noun."""

from shop.ordering.models.baskets import Basket, BasketLine
from shop.ordering.models.orders import ChargeLine, Order, OrderHand, OrderLine
from shop.ordering.models.placed import PlacedLine
from shop.ordering.models.purchases import Approval, Purchase

__all__ = [
    "Approval",
    "Basket",
    "BasketLine",
    "ChargeLine",
    "Order",
    "OrderHand",
    "OrderLine",
    "PlacedLine",
    "Purchase",
]
