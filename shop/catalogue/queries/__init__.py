"""Every question about the catalogue, one module per page that asks it."""

from shop.catalogue.queries.counting import (
    ShelfVerdicts,
    cluster_for,
    cluster_id_for,
    minute,
    purposes_of,
    verdicts_on_shelf,
)
from shop.catalogue.queries.photos import gallery
from shop.catalogue.queries.places import CountyHall, SupplierPage, county_hall, supplier_page
from shop.catalogue.queries.products import LotOffer, ProductPage, alike, lots_of, product_page
from shop.catalogue.queries.shelf import search, shelf

__all__ = [
    "CountyHall",
    "LotOffer",
    "ProductPage",
    "ShelfVerdicts",
    "SupplierPage",
    "alike",
    "cluster_for",
    "cluster_id_for",
    "county_hall",
    "gallery",
    "lots_of",
    "minute",
    "product_page",
    "purposes_of",
    "search",
    "shelf",
    "supplier_page",
    "verdicts_on_shelf",
]
