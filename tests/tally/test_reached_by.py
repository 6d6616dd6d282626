"""Whom a unit or a cluster reaches with what it bought: the people on the rosters of its suppliers, everybody once."""

from datetime import date

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import Supplier
from shop.tally.queries.reach import people_reached_by, reach_of
from shop.tally.queries.scopes import scope_for
from tests.factories.fulfilment import an_acceptance
from tests.factories.rosters import a_household
from tests.factories.world import World
from tests.statements import statements

SINCE = date(2024, 3, 1)


@pytest.mark.parametrize("who", ["cluster.official", "harbour.official", "delta.official"])
def test_a_branch_reaches_the_people_of_those_from_whom_something_of_it_counted(world: World, who: str) -> None:
    coop, workshop = (db.session.get_one(Supplier, world.organisations[name]) for name in ("coop", "workshop"))
    a_household(coop, 1, 2, 3, since=SINCE, by=world.actor("coop.seller"))
    a_household(workshop, 3, 4, since=SINCE, by=world.actor("workshop.seller"))
    an_acceptance(world)  # the school, in the town called harbour, from the cooperative
    scope = scope_for(world.actor(who), clock.today().year)
    reached = 0 if who == "delta.official" else 3
    with statements() as sent:
        assert people_reached_by(scope).people == reached
    assert len(sent) == 1
    with statements() as sent:
        found = reach_of(scope)
    assert len(sent) == 1
    assert (found.linked.people, found.linked.confirmed_people) == (reached, 0)
