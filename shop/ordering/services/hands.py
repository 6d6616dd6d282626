"""Nobody acts for both sides of one order (DOMAIN rule 10); the database keeps whose hands it went through."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_or_read
from shop.kernel.refusals import Refused
from shop.ordering.lifecycle import Party
from shop.ordering.models import OrderHand


def lend_hand(order_ids: Sequence[int], by: Actor, party: Party) -> None:
    """The person acts for a side of the orders; refused if they acted for the other side of one of them."""
    side = Party.SUPPLIER if party is Party.SUPPLIER else Party.BUYER
    rows = [{"order_id": order_id, "person_id": by.person_id, "party": side} for order_id in sorted(order_ids)]
    standing = insert_or_read(db.session(), OrderHand.__table__, ["order_id", "person_id"], rows, "party")
    if any(Party(stands) is not side for stands in standing):
        raise Refused(
            _l("You have acted for the other side of this order: somebody else of your organisation has to do this.")
        )
