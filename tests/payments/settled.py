"""What tests of settlements ask and do."""

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.quantity import Quantity
from shop.notices.models import Notice
from shop.payments.queries.unsettled import waiting_for
from tests.factories.fulfilment import as_shipped
from tests.factories.settlements import SUPPLIER, UNIT
from tests.factories.world import World


def corrected(world: World, pieces: int) -> None:
    """Both sides agree that only so many eggs of the newest acceptance were good."""
    note = db.session.execute(select(Acceptance).order_by(Acceptance.id.desc()).limit(1)).scalar_one()
    less = as_shipped(
        note.consignment, accepted=Quantity.of(pieces), refused_reason="cracked", packs_accepted=pieces // 30
    )
    proposal = propose_correction(note, less, "cracked", Side.BUYER, by=world.actor("school.receiver"))
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor(SUPPLIER))


def waiting(world: World) -> list[tuple[str, int]]:
    """What waits for the supplier: amounts and numbers of lines."""
    db.session.flush()
    return [(str(row.amount), row.lines) for row in waiting_for(world.actor(SUPPLIER))]


def told(number: str) -> list[str]:
    """What the two sides were told about a settlement."""
    db.session.commit()
    asked = select(Notice.kind).where(Notice.subject_kind == "settlement", Notice.subject_key == number)
    return list(db.session.execute(asked.order_by(Notice.id)).scalars())


def new_for(world: World, who: str) -> str:
    other = world.organisations["workshop" if who == UNIT else "school"]
    return f"/money/settlements/new?other={other}&profile={world.profiles['school']}"
