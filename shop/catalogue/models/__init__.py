"""The catalogue's tables, one module per noun."""

from shop.catalogue.models.capacities import Capacity
from shop.catalogue.models.certifications import Certification
from shop.catalogue.models.changes import ListingChange
from shop.catalogue.models.goods_papers import GoodsPaper
from shop.catalogue.models.imports import ListingImport, ListingImportRow
from shop.catalogue.models.lots import Lot, LotSource, Reservation, StockMovement
from shop.catalogue.models.photos import ProductPhoto
from shop.catalogue.models.products import Category, Commodity, Pack, PriceTier, Product
from shop.catalogue.models.recalls import Recall, RecallReader
from shop.catalogue.models.shelf import SearchToken, ShelfRevision

__all__ = [
    "Capacity",
    "Category",
    "Certification",
    "Commodity",
    "GoodsPaper",
    "ListingChange",
    "ListingImport",
    "ListingImportRow",
    "Lot",
    "LotSource",
    "Pack",
    "PriceTier",
    "Product",
    "ProductPhoto",
    "Recall",
    "RecallReader",
    "Reservation",
    "SearchToken",
    "ShelfRevision",
    "StockMovement",
]
