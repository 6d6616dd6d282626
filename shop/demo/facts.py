"""The demo's facts: read from data/*.toml, checked against each other, and handed on as frozen records.

Pure: no database and no pages. Organisations, people, credit codes, bank accounts and phone numbers are invented;
places and produce are real.
"""

from __future__ import annotations

from functools import lru_cache

from shop.demo.checks import contradictions
from shop.demo.reading import people, places, produce, suppliers, units
from shop.demo.reading.tables import Calendar, FactsAreWrong, bilingual, keyed, tables
from shop.demo.records import Facts

__all__ = ["Facts", "FactsAreWrong", "load"]


@lru_cache(maxsize=4)
def load(this_year: int) -> Facts:
    """The facts for a demo whose running year is ``this_year``; raises `FactsAreWrong` naming every contradiction."""
    facts = _read(Calendar(this_year))
    if found := list(contradictions(facts)):
        raise FactsAreWrong("\n".join(found))
    return facts


def _read(calendar: Calendar) -> Facts:
    county_data, unit_data, people_data = tables("counties"), tables("units"), tables("people")
    counties = places.counties(county_data)
    townships = keyed(places.townships(county_data), lambda town: town.code)
    buyers = list(units.units(unit_data, calendar))
    sellers = [suppliers.supplier(table, calendar, townships) for table in tables("suppliers")["supplier"]]
    kinds = keyed((produce.produce(table) for table in tables("produce")["produce"]), lambda kind: kind.key)
    operator = people.operator(people_data)
    return Facts(
        this_year=calendar.this_year,
        halls=places.halls(county_data),
        counties=keyed(counties, lambda county: county.code),
        townships=townships,
        pairings=tuple(places.pairings(county_data)),
        aid_remark=bilingual(county_data, "aid_remark"),
        target_remark=bilingual(unit_data, "target_remark"),
        categories=keyed(produce.categories(tables("categories")), lambda category: category.code),
        produce=kinds,
        products=keyed(produce.products(tables("products"), kinds, calendar), lambda product: product.slug),
        suppliers=keyed(sellers, lambda supplier: supplier.key),
        units=keyed(buyers, lambda unit: unit.key),
        operator=operator,
        people=keyed(people.people(people_data, buyers, sellers, counties, operator), lambda person: person.key),
    )
