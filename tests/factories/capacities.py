"""What grows: commodities, and the passports of those who grow them."""

from collections.abc import Iterable

from shop.catalogue.capacity import bits
from shop.catalogue.models import Capacity, Category, Commodity
from shop.catalogue.words import CapacityStatus, Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier
from tests.factories.catalogue import EVERY_MONTH, a_category
from tests.factories.counting import next_number


def a_commodity(category: Category | None = None, *, grown: bool = True) -> Commodity:
    """Something that is alike everywhere, and grows on land unless told otherwise."""
    number = next_number()
    commodity = Commodity(
        code=f"commodity-{number}",
        category_id=(category or a_category()).id,
        name=f"第{number}种",
        name_english=f"Commodity {number}",
        grown=grown,
    )
    db.session.add(commodity)
    db.session.flush()
    return commodity


def a_capacity(
    of: Supplier | int,
    expected: str = "1000",
    *,
    category: Category | None = None,
    year: int | None = None,
    months: Iterable[int] = EVERY_MONTH,
    measure: Measure = Measure.KILOGRAM,
    mu: str = "10",
    status: CapacityStatus = CapacityStatus.RECOMMENDED,
) -> Capacity:
    """A passport in force for this year and every month, unless told otherwise."""
    passport = Capacity(
        supplier_id=of if isinstance(of, int) else of.id,
        category_id=(category or a_category()).id,
        year=year or clock.today().year,
        measure=measure,
        mu=Quantity.of(mu).thousandths // 10,
        expected=Quantity.of(expected),
        months=bits(months),
        status=status,
        declared_at=clock.now(),
    )
    db.session.add(passport)
    db.session.flush()
    return passport
