"""Purchases that two officials judge anew."""

from collections.abc import Collection

from shop.extensions import db
from shop.kernel.actor import Role
from shop.organisations.models import Unit
from shop.tally.models import Entry, Reevaluation, Scheme
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.services.reevaluations import decide_reevaluation, propose_reevaluation
from tests.factories.memberships import an_actor


def proposed_anew(scheme: Scheme, aim: Aim, entries: Collection[Entry]) -> Reevaluation:
    """One official proposes it."""
    cluster = db.session.get_one(Unit, scheme.cluster_id)
    ids = [entry.id for entry in entries]
    return propose_reevaluation(scheme, aim, ids, "A letter of the county.", by=an_actor(cluster, {Role.OFFICIAL}))


def judged_anew(scheme: Scheme, aim: Aim, *entries: Entry) -> Reevaluation:
    """One official proposes it and another approves."""
    reevaluation = proposed_anew(scheme, aim, entries)
    cluster = db.session.get_one(Unit, scheme.cluster_id)
    decide_reevaluation(reevaluation, Outcome.APPROVED, by=an_actor(cluster, {Role.OFFICIAL}))
    return reevaluation
