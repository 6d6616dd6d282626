"""Mails that are put out and sent in the small world, and how they stand."""

from typing import Any

from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.mail import sending
from shop.mail.models import OutgoingMail
from shop.mail.words import MailState, Why
from shop.notices.services import tell
from tests.factories.world import World

NUMBER = "261123-7K3QF-1"


def person(world: World, name: str) -> Person:
    return db.session.get_one(Person, world.actor(name).person_id)


def placed(world: World, unit: str = "school", **particulars: object) -> None:
    """The cooperative, whose sellers are told at once, gets an order."""
    said: dict[str, Any] = {"number": NUMBER, "unit": unit} | particulars
    tell(world.organisations["coop"], "order_placed", subject=("order", NUMBER), **said)
    db.session.commit()


def mails() -> list[OutgoingMail]:
    asked = select(OutgoingMail).order_by(OutgoingMail.id)
    return list(db.session.execute(asked.execution_options(populate_existing=True)).scalars())


def standing() -> set[tuple[MailState, Why | None]]:
    return {(mail.state, mail.why) for mail in mails()}


def sent() -> int:
    """Everything that is due, as the worker does it."""
    total = 0
    while done := sending.send_due():
        total += done
    return total
