"""What a supplier declares, as it usually does."""

from shop.catalogue.services.capacity import Declaration
from shop.catalogue.words import Measure
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from tests.factories.catalogue import a_category


def said(**changes: object) -> Declaration:
    usual: dict[str, object] = {
        "category_id": a_category().id,
        "year": clock.today().year,
        "measure": Measure.KILOGRAM,
        "mu": 12050,
        "expected": Quantity.of(50_000),
        "months": (7, 8, 9, 10),
    }
    return Declaration(**(usual | changes))  # type: ignore[arg-type]
