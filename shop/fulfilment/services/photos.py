"""Photos beside an acceptance: what each side saw. They are never taken away again. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from shop.audit.services import record
from shop.documents import photos
from shop.extensions import db
from shop.fulfilment.lifecycle import ObjectionStatus, Side, check_photos
from shop.fulfilment.models import Acceptance, AcceptancePhoto, Consignment
from shop.fulfilment.services.locks import locked_consignment, order_ids_of
from shop.fulfilment.services.objections import PARTY, objection_to, record_about, tell_about
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.ordering.services.hands import lend_hand

MOST_PHOTOS = 6
"""By each side, for one delivery with its note and all corrections."""


def add_photos(
    consignment: Consignment, made: Sequence[photos.Made], side: Side, *, by: Actor, field: str = "photos"
) -> int:
    """One side adds photos; the same file again changes nothing. Returns how many are new.

    The buyer does so while taking in and for three days after it, the supplier to an objection of its own that is not
    settled. The other side is told once the note is there.
    """
    consignment = locked_consignment(consignment.id)
    note, objected = _first_note(consignment.id)
    check_photos(side, consignment.status, note.accepted_at if note else None, objected, clock.now())
    there = set(db.session.execute(_digests(consignment.id, side)).scalars())
    new = {each.source_sha256: each for each in made if each.source_sha256 not in there}
    if len(there) + len(new) > MOST_PHOTOS:
        raise Refused(_l("Each side adds at most %(number)s photos.", number=MOST_PHOTOS), field=field)
    if not new:
        return 0
    lend_hand(order_ids_of(consignment), by, PARTY[side])
    for each in new.values():
        db.session.add(
            AcceptancePhoto(
                cluster_id=consignment.cluster_id,
                consignment_id=consignment.id,
                photo_id=photos.keep(each, by=by).id,
                side=side,
                digest=each.source_sha256,
                at=clock.now(),
                person_id=by.person_id,
            )
        )
    db.session.flush()
    _tell(consignment, note, side, len(new), by)
    return len(new)


def _tell(consignment: Consignment, note: Acceptance | None, side: Side, count: int, by: Actor) -> None:
    if note is None:
        scope = consignment.cluster_id
        record(by, "consignment.photos_added", "consignment", consignment.id, cluster_id=scope, count=count)
        return
    record_about(note, "acceptance.photos_added", by, count=str(count))
    other = Side.SUPPLIER if side is Side.BUYER else Side.BUYER
    tell_about(note, other, "acceptance_photos", other=by.organisation_name)


def _first_note(consignment_id: int) -> tuple[Acceptance | None, ObjectionStatus | None]:
    """The first note of a delivery, and where an objection to it stands."""
    asked = select(Acceptance).where(Acceptance.consignment_id == consignment_id, Acceptance.n == 1)
    note = db.session.execute(asked).scalar_one_or_none()
    objection = objection_to(note) if note is not None else None
    return note, objection.status if objection is not None else None


def _digests(consignment_id: int, side: Side) -> Select[str]:
    return select(AcceptancePhoto.digest).where(
        AcceptancePhoto.consignment_id == consignment_id, AcceptancePhoto.side == side
    )
