"""The catalogue's tables, one module per noun."""

from shop.catalogue.models.certifications import Certification
from shop.catalogue.models.lots import Lot, Reservation, StockMovement
from shop.catalogue.models.products import Category, Pack, PriceTier, Product, SearchToken, ShelfRevision

__all__ = [
    "Category",
    "Certification",
    "Lot",
    "Pack",
    "PriceTier",
    "Product",
    "Reservation",
    "SearchToken",
    "ShelfRevision",
    "StockMovement",
]
