"""The book is proved down to who placed a unit where: the trail says it, and places that it does not know are named."""

from sqlalchemy import select, text

from shop.audit.models import TrailEntry
from shop.extensions import db
from shop.organisations.services import approve_place, place_under, rebuild_tree, withdraw_place
from shop.tally.verify import first_difference
from tests.factories.world import World
from tests.journeys.test_tampering import unguard


def test_whatever_happens_to_places_in_the_shop_is_right(world: World) -> None:
    first, second = world.actor("cluster.official"), world.actor("cluster.deputy")
    school, delta, harbour = (world.organisations[name] for name in ("school", "delta", "harbour"))
    approve_place(place_under(school, 2027, delta, by=first), by=second)
    assert first_difference() is None
    waits = place_under(school, 2027, harbour, by=second)
    assert first_difference() is None
    withdraw_place(waits, by=second)
    assert first_difference() is None
    approve_place(place_under(school, 2027, harbour, by=second), by=first)
    assert first_difference() is None


def test_entries_that_name_the_parent_alone_are_understood(world: World) -> None:
    """Before the trail kept its number it kept its name."""
    assert first_difference() is None
    unguard(db.session.connection(), "trail_entry")
    for entry in db.session.execute(select(TrailEntry).where(TrailEntry.action == "unit.placed")).scalars():
        kept = {name: said for name, said in entry.details.items() if name != "parent_id"}
        changed = TrailEntry.__table__.update().where(TrailEntry.id == entry.id).values(details=kept)
        db.session.connection().execute(changed)
    db.session.expire_all()
    assert first_difference() is None


def test_a_place_behind_the_back_of_the_shop_is_named_though_its_tree_fits(world: World) -> None:
    school, delta = world.organisations["school"], world.organisations["delta"]
    unguard(db.session.connection(), "unit_parent")
    db.session.execute(text(f"UPDATE unit_parent SET parent_id = {delta} WHERE unit_id = {school}"))
    rebuild_tree(world.cluster_id, 2026)
    found = first_difference()
    assert found is not None
    assert f"Unit {school}, placed in 2026" in str(found)
