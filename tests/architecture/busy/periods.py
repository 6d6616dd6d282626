"""What officials propose: a purchase in dispute, another that could be, and rules for next year."""

from datetime import date

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.tally.models import Entry, Scheme
from shop.tally.periods import Month
from shop.tally.reevaluating import Aim
from shop.tally.rules import Rules
from shop.tally.services.reevaluations import propose_reevaluation
from shop.tally.services.schemes import propose_rules
from tests.factories.world import World


def proposed(world: World) -> dict[str, str]:
    """All of it by the cluster's own official, and nothing is decided."""
    lead, scheme = world.actor("cluster.official"), db.session.get_one(Scheme, world.scheme_id)
    asked = select(Entry.id).where(Entry.corrects_id.is_(None)).order_by(Entry.id)
    first, second, *_others = db.session.execute(asked).scalars()
    proposal = propose_reevaluation(scheme, Aim.DISPUTE, [first], "No photo of the goods.", by=lead)
    rules = propose_rules(scheme, Rules(), date(clock.today().year + 1, 1, 1), by=lead)
    words = ("propose_lock", "approve_unlock", "approved", "withdrawn")
    return {word: word for word in words} | {
        "month": Month.of(clock.today()).code,
        "reevaluation": proposal.number,
        "doubtful entry": str(second),
        "scheme": scheme.code,
        "proposed version": str(rules.version),
    }
