"""What is told to somebody."""

from sqlalchemy import select

from shop.extensions import db
from shop.mail.models import OutgoingMail
from shop.mail.services import put_out
from shop.mail.words import Group, MailState, Why
from shop.notices.models import Notice
from tests.factories.world import World


def failed_mail(world: World) -> dict[str, str]:
    """A mail to the school's buyer that was given up; nothing is sent here."""
    buyer = world.actor("school.buyer")
    to_all = select(Notice.id).where(Notice.organisation_id == buyer.organisation_id, Notice.role.is_(None))
    row = {"key": "notice-1", "person_id": buyer.person_id, "kind": Group.ORDERS, "notice_id": 1}
    put_out([row | {"state": MailState.FAILED, "why": Why.REFUSED, "next_try_at": None}])
    return {
        "failed mail": str(db.session.execute(select(OutgoingMail.id)).scalar_one()),
        "buyer themselves": str(buyer.person_id),
        "notice of the school": str(db.session.execute(to_all.limit(1)).scalar_one()),
    }
