"""How consignments and acceptance notes stand now, for whoever holds a paper of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel.questions import PaperAnswer


def consignment_stands(number: str) -> PaperAnswer | None:
    """One query."""
    asked = select(Consignment.status).where(Consignment.number == number)
    status = db.session.execute(asked).scalar_one_or_none()
    return None if status is None else PaperAnswer(status.label)


def note_stands(number: str) -> PaperAnswer | None:
    """A note that was corrected is followed by the newest note of its consignment. Two queries."""
    note = db.session.execute(select(Acceptance).where(Acceptance.number == number)).scalar_one_or_none()
    if note is None:
        return None
    chain = select(Acceptance).where(Acceptance.consignment_id == note.consignment_id)
    newest = db.session.execute(chain.order_by(Acceptance.n.desc()).limit(1)).scalar_one()
    if newest.id == note.id:
        return PaperAnswer(_l("In force"))
    return PaperAnswer(_l("Corrected"), newest.accepted_at, newest.number)
