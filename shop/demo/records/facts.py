"""All of the demo's facts together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shop.demo.records.people import Operator, Person
from shop.demo.records.places import Bilingual, County, Pairing, Township
from shop.demo.records.produce import Category, Produce, Product
from shop.demo.records.suppliers import Supplier
from shop.demo.records.units import Unit
from shop.organisations.words import UnitLevel


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the demo is built from. Mappings are by key (code, slug), in the files' order.

    The two remarks say on pages what the demo assumes.
    """

    this_year: int
    halls: Mapping[str, Bilingual]
    counties: Mapping[str, County]
    townships: Mapping[str, Township]
    pairings: tuple[Pairing, ...]
    aid_remark: Bilingual
    target_remark: Bilingual
    categories: Mapping[str, Category]
    produce: Mapping[str, Produce]
    products: Mapping[str, Product]
    suppliers: Mapping[str, Supplier]
    units: Mapping[str, Unit]
    operator: Operator
    people: Mapping[str, Person]

    @property
    def last_year(self) -> int:
        return self.this_year - 1

    @property
    def cluster(self) -> Unit:
        return next(unit for unit in self.units.values() if unit.level is UnitLevel.CLUSTER)

    @property
    def towns(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.level is UnitLevel.TOWN)

    @property
    def leaves(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.level is UnitLevel.LEAF)

    @property
    def sign_ins(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people.values() if person.sign_in)

    def children(self, parent: str, year: int) -> tuple[Unit, ...]:
        """The units that stand under a node in a year."""
        return tuple(unit for unit in self.units.values() if unit.parents.get(year) == parent)

    def products_of(self, supplier: str) -> tuple[Product, ...]:
        return tuple(product for product in self.products.values() if product.supplier == supplier)

    def staff_of(self, organisation: str) -> tuple[Person, ...]:
        """The people who may act for an organisation."""
        return tuple(
            person
            for person in self.people.values()
            if any(membership.organisation == organisation for membership in person.memberships)
        )
