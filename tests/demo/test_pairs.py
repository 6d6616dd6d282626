"""The demo's pairings: most of what is registered is paired, something is not, and one proposal waits."""

from collections import Counter

from shop.demo.building.supply.pairs import BODIES, WAITS
from shop.demo.facts import load
from shop.organisations.pair_life import PARTNERS
from shop.organisations.words import UnitKind

ENOUGH = 30


def test_some_thirty_are_registered_most_of_them_paired_and_some_of_each_kind_not() -> None:
    assert len(BODIES) >= ENOUGH
    assert len({body.name for body in BODIES}) == len(BODIES)
    paired = Counter(body.kind for body in BODIES if body.units)
    alone = Counter(body.kind for body in BODIES if not body.units)
    assert set(paired) == set(alone) == set(PARTNERS)
    assert paired.total() > 2 * alone.total()
    assert WAITS[0] in {body.name for body in BODIES if not body.units}


def test_each_is_paired_with_a_unit_of_its_kind() -> None:
    units = load(2026).units
    for body in BODIES:
        for unit in body.units:
            assert UnitKind(units[unit].kind) in PARTNERS[body.kind], (body.name, unit)
