"""For whom an agent sells: producers that a supplier keeps, each with the agreement between them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.lifecycle import KEEPING
from shop.organisations.models import Producer, Supplier, Township
from shop.organisations.services.naming import checked_credit_code, in_latin, text_of

LONGEST_NAME = 120
MOST = 60
"""So many producers one agent sells for."""


def name_producer(
    supplier: Supplier, *, name: str, english: str, credit_code: str, township_code: str | None, by: Actor
) -> Producer:
    """The supplier sells for somebody else from now on; without an English name its pinyin is shown."""
    _require_keeper(supplier.id, by)
    db.session.refresh(supplier, with_for_update=True)
    known = db.session.execute(select(Producer.id).where(Producer.supplier_id == supplier.id)).all()
    if len(known) >= MOST:
        raise Refused(_l("That is too many producers: end one of them first."))
    producer = Producer(supplier_id=supplier.id, active=True)
    _write(producer, name, english, credit_code, township_code)
    db.session.add(producer)
    db.session.flush()
    record(by, "supplier.producer_named", "supplier", supplier.id, producer=producer.name)
    return producer


def change_producer(
    producer: Producer, *, name: str, english: str, credit_code: str, township_code: str | None, by: Actor
) -> None:
    """What is known of it is otherwise; listings and papers keep the name they were made with."""
    _require_keeper(producer.supplier_id, by)
    db.session.refresh(db.session.get_one(Supplier, producer.supplier_id), with_for_update=True)
    _write(producer, name, english, credit_code, township_code)
    db.session.flush()
    record(by, "supplier.producer_changed", "supplier", producer.supplier_id, producer=producer.name)


def end_producer(producer: Producer, *, ended: bool, by: Actor) -> None:
    """Nothing new is listed for it any more; or again, if it was ended before."""
    _require_keeper(producer.supplier_id, by)
    if producer.active is not ended:
        return
    producer.active = not ended
    db.session.flush()
    what = "supplier.producer_ended" if ended else "supplier.producer_resumed"
    record(by, what, "supplier", producer.supplier_id, producer=producer.name)


def _write(producer: Producer, name: str, english: str, credit_code: str, township_code: str | None) -> None:
    wanted = text_of(name, LONGEST_NAME, field="name")
    other = select(Producer.id).where(
        Producer.supplier_id == producer.supplier_id,
        Producer.name == wanted,
        Producer.id.is_distinct_from(producer.id),
    )
    with db.session.no_autoflush:
        if db.session.execute(other).first():
            raise Refused(_l("You have entered this producer already."), field="name")
        if township_code and db.session.get(Township, township_code) is None:
            raise Refused(_l("Please choose a township from the list."), field="township")
    producer.name = wanted
    producer.name_english = text_of(english.strip() or in_latin(wanted), LONGEST_NAME, field="name_english")
    producer.credit_code = checked_credit_code(credit_code) if credit_code.strip() else None
    producer.township_code = township_code or None


def _require_keeper(supplier_id: int, by: Actor) -> None:
    if by.organisation_id != supplier_id or not by.has(*KEEPING):
        raise NotYours
