"""Who trades in listings, and what stands on the shelf."""

from __future__ import annotations

import pytest

from shop.catalogue.models import Product
from shop.kernel.actor import Actor
from tests.catalogue.listings.shelf import supplier_of
from tests.catalogue.listings.trading import Trade
from tests.clients import SeparateClient
from tests.factories import DAGUAN, a_county_office, an_actor, an_operator
from tests.factories.catalogue import a_product


@pytest.fixture
def trade(client: SeparateClient) -> Trade:
    return Trade(client)


@pytest.fixture
def product() -> Product:
    """On the shelf in one weighed pack of 10 kg at 12 yuan a kilogram."""
    a_county_office(DAGUAN)
    an_operator()
    return a_product("鲜笋", "Fresh shoots")


@pytest.fixture
def seller(product: Product) -> Actor:
    return an_actor(supplier_of(product))


@pytest.fixture
def official(product: Product) -> Actor:
    return an_actor(a_county_office(product.county_code))
