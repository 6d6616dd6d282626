"""Whom suppliers link."""

from datetime import date
from typing import Any

from shop.kernel.actor import Actor, Role
from shop.organisations.models import LinkedHousehold, Supplier
from shop.organisations.roster import Home, Person
from shop.organisations.services.roster import add_household
from tests.factories.identities import an_id_number
from tests.factories.memberships import an_actor

SINCE = date(2020, 1, 1)


def a_seller(of: Supplier) -> Actor:
    """Somebody who keeps the supplier's roster."""
    return an_actor(of, {Role.SELLER})


def somebody(number: int, name: str | None = None, **particulars: Any) -> Person:
    """The person with the ``number``-th ID number."""
    return Person(name or f"李第{number}", an_id_number(number, **particulars))


def a_household(
    of: Supplier,
    *people: int,
    since: date = SINCE,
    by: Actor | None = None,
    township: str | None = None,
    village: str = "",
) -> LinkedHousehold:
    """A household of people with these ID numbers, the first of them its head."""
    home = Home(township, village)
    return add_household(of.id, home, [somebody(number) for number in people], since, by=by or a_seller(of))
