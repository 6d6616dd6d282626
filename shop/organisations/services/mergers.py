"""A unit that is merged into another within a year: it buys no more, and its history stays its own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import UnitMerged
from shop.organisations.models import Unit
from shop.organisations.policies import Fact, may_propose
from shop.organisations.services.units import the_leaf


def merge_into(unit_id: int, successor_id: int, *, by: Actor) -> Unit:
    """From today on the unit is part of another; entries before keep their owner (DOMAIN rule 4)."""
    unit, successor = the_leaf(unit_id), the_leaf(successor_id)
    if not may_propose(by, Fact.MERGER, cluster_id=unit.cluster_id):
        raise NotYours
    if unit is successor or unit.cluster_id != successor.cluster_id or successor.merged_on is not None:
        raise Refused(_l("A unit can only be merged into another active unit of its cluster."), field="successor")
    if unit.merged_on is not None:
        raise Refused(_l("This unit has already been merged."))
    unit.successor_id, unit.merged_on = successor.id, clock.today()
    db.session.flush()
    record(by, "unit.merged", "unit", unit.id, cluster_id=unit.cluster_id, successor=successor.name)
    publish(UnitMerged(unit.cluster_id or unit.id, unit.id, unit.slug, unit.name, successor.id, successor.name))
    return unit
