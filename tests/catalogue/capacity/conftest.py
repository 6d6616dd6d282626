"""The small world as capacity is declared in it."""

from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Product
from shop.extensions import db
from shop.kernel.actor import Actor
from tests.factories.capacities import a_commodity
from tests.factories.world import World


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world; what is refused is refused in English."""
    with force_locale("en"):
        yield world


@pytest.fixture
def coop(world: World) -> Actor:
    return world.actor("coop.seller")


@pytest.fixture
def office(world: World) -> Actor:
    return world.actor("office-530624.official")


@pytest.fixture
def grown(world: World) -> Product:
    """Potatoes of the cooperative, which grow."""
    product = db.session.get_one(Product, world.products["potatoes"])
    product.commodity_id = a_commodity().id
    db.session.flush()
    return product
