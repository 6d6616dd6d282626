"""The fair-price card: exact prices per kilogram, a median only where there are three, the farmers' share."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalogue.fair_price import (
    Bought,
    Compared,
    Standing,
    exact,
    first_price,
    in_percent,
    lowest_price,
    median,
    place_of,
    places,
    shown,
)
from shop.catalogue.goods import PackOffer
from shop.catalogue.models import LotSource
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.organisations.models import LinkedHousehold
from tests.catalogue.pages import get, text_of
from tests.clients import SeparateClient
from tests.factories.capacities import a_commodity
from tests.factories.catalogue import a_lot, a_product
from tests.factories.suppliers import a_supplier
from tests.statements import statements

YUAN = 10_000


def a_price(yuan: str) -> Fraction:
    return Fraction(yuan) * YUAN


def an_offer(basis: str, *tiers: str, weighed: bool = False) -> PackOffer:
    prices = tuple((1 + 10 * number, UnitPrice.yuan(price)) for number, price in enumerate(tiers))
    return PackOffer(1, "袋", "bag", Quantity.of(basis), weighed, Quantity.of(basis), 1, 1, prices)


def listed(own: str, *others: str) -> Compared:
    prices = sorted(a_price(price) for price in (own, *others))
    return Compared(a_price(own), a_price(own), tuple(prices))


@pytest.mark.parametrize(
    ("price", "basis", "parts"),
    [
        ("100", "10", 100_000),
        ("1", "3", Fraction(10_000, 3)),
        ("2.585", "1", 25_850),
        ("0.01", "0.7", Fraction(1000, 7)),
    ],
)
def test_a_price_per_kilogram_is_a_fraction_and_not_rounded(price: str, basis: str, parts: Fraction) -> None:
    assert exact(UnitPrice.yuan(price), Quantity.of(basis)) == parts


def test_the_first_price_is_that_of_the_best_pack_and_the_lowest_that_of_any_tier() -> None:
    packs = [an_offer("0.25", "5", "4.8"), an_offer("10", "150", "120", "110")]
    assert (first_price(packs), lowest_price(packs)) == (a_price("15"), a_price("11"))


@pytest.mark.parametrize(
    ("prices", "middle"),
    [
        (["5"], "5"),
        (["1", "3"], "2"),
        (["3", "1", "2"], "2"),
        (["1", "2", "3", "4"], "2.5"),
        (["1", "1", "1", "90"], "1"),
        (["0.01", "0.02"], "0.015"),
    ],
)
def test_the_median_is_the_price_in_the_middle_or_half_way_between_the_two(prices: list[str], middle: str) -> None:
    assert median(a_price(price) for price in prices) == a_price(middle)


FRACTIONS = st.lists(st.fractions(min_value=Fraction(1, 1000), max_value=10**7), min_size=1, max_size=30)


@given(FRACTIONS, st.randoms())
def test_the_median_does_not_depend_on_the_order_and_halves_the_prices(prices: list[Fraction], chance: object) -> None:
    middle, mixed = median(prices), list(prices)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert median(mixed) == middle
    assert sum(price < middle for price in prices) <= len(prices) // 2
    assert sum(price > middle for price in prices) <= len(prices) // 2
    assert min(prices) <= middle <= max(prices)


@given(FRACTIONS)
def test_the_dots_lie_on_the_strip_in_the_order_of_their_prices(prices: Sequence[Fraction]) -> None:
    ordered = sorted(prices)
    where = places(ordered)
    assert where == sorted(where)
    assert all(0 <= at <= 100 for at in where)
    assert 0 <= place_of(median(ordered), ordered) <= 100


@pytest.mark.parametrize(
    ("own", "others", "standing", "percent"),
    [
        ("10", [], None, None),
        ("10", ["11"], None, None),
        ("10", ["10", "10"], Standing.AT, 0),
        ("10", ["12", "14"], Standing.BELOW, 17),
        ("14", ["12", "10"], Standing.ABOVE, 17),
        ("12", ["10", "14"], Standing.AT, 0),
        ("10.04", ["10", "10"], Standing.AT, 0),
        ("10.05", ["10", "10"], Standing.ABOVE, 1),
        ("9.95", ["10", "10"], Standing.BELOW, 1),
        ("20", ["10", "10", "10"], Standing.ABOVE, 100),
    ],
)
def test_where_a_price_stands_and_no_median_of_fewer_than_three(
    own: str, others: list[str], standing: Standing | None, percent: int | None
) -> None:
    said = listed(own, *others)
    assert said.standing is standing
    assert (said.median is None) is (standing is None)
    assert (None if said.difference is None else in_percent(said.difference)) == percent


@pytest.mark.parametrize(
    ("price", "to_show"), [(Fraction(10_000, 3), "0.3333"), (Fraction(1, 2), "0.0001"), (Fraction(125_000), "12.5")]
)
def test_a_fraction_is_rounded_only_to_be_shown(price: Fraction, to_show: str) -> None:
    assert shown(price) == UnitPrice.yuan(to_show)


@pytest.mark.parametrize(
    ("lots", "kilograms", "paid", "share"),
    [(2, "100", "600", Fraction(6, 10)), (1, "3", "10", Fraction(1, 3)), (0, "0", "0", None), (1, "0", "5", None)],
)
def test_the_farmers_share_is_what_they_were_paid_of_the_price(
    lots: int, kilograms: str, paid: str, share: Fraction | None
) -> None:
    assert Bought(lots, Quantity.of(kilograms), Money.yuan(paid)).share_of(a_price("10")) == share


def page_of(client: SeparateClient, address: str) -> str:
    return text_of(get(client, address))


@pytest.mark.usefixtures("db_session")
class TestOnThePage:
    """What the page of a product shows of it."""

    def three(self) -> None:
        commodity = a_commodity(grown=False)
        for name, price in (("A", "12"), ("B", "14"), ("C", "20")):
            a_product(name, name, slug=name.lower(), price=price, commodity_id=commodity.id)
        a_product("D", "D", slug="d", price="1", commodity_id=a_commodity(grown=False).id)
        a_product("E", "E", slug="e", price="1")
        db.session.commit()

    def test_it_stands_beside_the_median_of_its_like_with_how_many_prices(self, client: SeparateClient) -> None:
        self.three()
        page = page_of(client, "/products/a")
        assert "14 % below the median of the same goods here." in page
        assert "3 prices of" in page
        assert "this listing’s own included" in page
        assert "43 % above the median" in page_of(client, "/products/c")
        assert "At the median" in page_of(client, "/products/b")

    @pytest.mark.parametrize("slug", ["d", "e"])
    def test_with_too_few_it_says_so_and_shows_no_median(self, client: SeparateClient, slug: str) -> None:
        self.three()
        page = page_of(client, f"/products/{slug}")
        assert "too few prices" in page
        assert "Median, per" not in page

    def test_the_share_of_the_farmers_is_that_of_the_last_twelve_months(self, client: SeparateClient) -> None:
        supplier = a_supplier()
        product = a_product("F", "F", slug="f", of=supplier, price="10", stock=None)
        assert "Not recorded for the lots" in page_of(client, "/products/f")
        household = LinkedHousehold(
            supplier_id=supplier.id, number=1, head_hash="h", head_name="李", since=date(2020, 1, 1)
        )
        db.session.add(household)
        db.session.flush()
        for days, paid in ((10, "300"), (700, "1")):
            lot = a_lot(product, "100", harvested=clock.today() - timedelta(days))
            source = {"quantity": Quantity.of(50), "paid": Money.yuan(paid), "bought_on": lot.harvest_from}
            db.session.add(LotSource(lot_id=lot.id, household_id=household.id, at=clock.now(), **source))
        db.session.commit()
        page = page_of(client, "/products/f")
        assert "60 %" in page
        assert "¥300.00 for 50 kg, from 1 lot" in page

    def test_what_was_bought_of_a_household_before_or_after_it_was_linked_is_no_farmers_share(
        self, client: SeparateClient
    ) -> None:
        supplier = a_supplier()
        product = a_product("F", "F", slug="f", of=supplier, price="10", stock=None)
        lot = a_lot(product, "200", harvested=clock.today() - timedelta(30))
        first, last = clock.today() - timedelta(20), clock.today() - timedelta(10)
        household = LinkedHousehold(
            supplier_id=supplier.id, number=1, head_hash="h", head_name="李", since=first, until=last
        )
        db.session.add(household)
        db.session.flush()
        days = (first - timedelta(1), first, last, last + timedelta(1))
        for day, paid in zip(days, ("900", "300", "200", "900"), strict=True):
            row = {"quantity": Quantity.of(50), "paid": Money.yuan(paid), "bought_on": day}
            db.session.add(LotSource(lot_id=lot.id, household_id=household.id, at=clock.now(), **row))
        db.session.commit()
        page = page_of(client, "/products/f")
        assert "50 %" in page
        assert "¥500.00 for 100 kg, from 1 lot" in page

    def test_it_takes_no_statement_more(self, client: SeparateClient) -> None:
        self.three()
        page_of(client, "/products")
        with statements() as sent:
            page_of(client, "/products/a")
        assert not [statement for statement in sent if "price_tier" in statement]
