"""Beginning a listing from another one."""

from __future__ import annotations

from dataclasses import replace

from shop.catalogue.models import Product
from shop.catalogue.services.listings import LONGEST, list_product
from shop.catalogue.services.packs import add_packing
from shop.kernel.actor import Actor

CHINESE, ENGLISH = "（副本）", " (copy)"


def duplicate(product: Product, *, by: Actor) -> Product:
    """A new draft that says the same and is sold in the same packs; stock, certificates and photos are not copied."""
    said = product.said
    name = said.name[: LONGEST["name"] - len(CHINESE)] + CHINESE
    name_english = said.name_english[: LONGEST["name_english"] - len(ENGLISH)] + ENGLISH
    made = list_product(replace(said, name=name, name_english=name_english), like=product, by=by)
    for pack in product.packs:
        if pack.active and pack.tiers:
            add_packing(made, pack.packing, by=by)
    return made
