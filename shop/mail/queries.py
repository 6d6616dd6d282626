"""Mails and whom they reach, read: for the operator, for managers, and for each person their own choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, defer

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.mail.models import MailSettings, OutgoingMail
from shop.mail.words import MailState

PER_PAGE = 50
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails are asked for; what is empty lets everything pass."""

    state: MailState | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom no mail reaches: ``refused_at`` is when a server said that there is no such address."""

    person_id: int
    name: str
    email: str | None
    refused_at: datetime | None


def mails_page(asked: MailFilter, page: int, *, per_page: int = PER_PAGE) -> Sequence[OutgoingMail]:
    """A page of mails with their people, the newest first, without what they say. One query."""
    statement = _sought(select(OutgoingMail).join(OutgoingMail.person), asked)
    light = (contains_eager(OutgoingMail.person), defer(OutgoingMail.text), defer(OutgoingMail.html))
    statement = statement.options(*light).order_by(OutgoingMail.id.desc())
    return db.session.execute(statement.offset((page - 1) * per_page).limit(per_page)).scalars().all()


def mails_count(asked: MailFilter) -> int:
    """How many there are. One query."""
    counted = select(func.count()).select_from(OutgoingMail)
    return db.session.execute(_sought(counted.join(OutgoingMail.person), asked)).scalar_one()


def counts_by_state() -> dict[MailState, int]:
    """How many mails stand in each state. One query."""
    asked = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return {state: int(count) for state, count in db.session.execute(asked)}


def mail_by_id(mail_id: int) -> OutgoingMail:
    """One mail with its person; raises ``NotYours``. One query."""
    asked = select(OutgoingMail).join(OutgoingMail.person).options(contains_eager(OutgoingMail.person))
    mail = db.session.execute(asked.where(OutgoingMail.id == mail_id)).scalar_one_or_none()
    if mail is None:
        raise NotYours
    return mail


def settings_of(person_id: int) -> MailSettings:
    """What a person chose; fresh settings, which are not kept, for whoever has chosen nothing. One query."""
    return db.session.get(MailSettings, person_id) or MailSettings(person_id=person_id, choices={})


def settings_among(people: Collection[int]) -> dict[int, Mapping[str, str]]:
    """What each of these people chose, as far as they chose anything. One query."""
    asked = select(MailSettings.person_id, MailSettings.choices).where(MailSettings.person_id.in_(sorted(people)))
    return dict(db.session.execute(asked).all())


def unreached(page: int, *, per_page: int = PER_PAGE) -> tuple[int, list[Unreached]]:
    """Active people without an address, or whose address was refused: how many, and a page of them. Two queries."""
    asked = _unreached()
    total = db.session.execute(select(func.count()).select_from(asked.subquery())).scalar_one()
    rows = db.session.execute(asked.order_by(Person.id).offset((page - 1) * per_page).limit(per_page))
    return total, [Unreached(*row) for row in rows]


def unreached_among(person_ids: Collection[int]) -> dict[int, Unreached]:
    """Those of these people whom no mail reaches. One query."""
    rows = db.session.execute(_unreached().where(Person.id.in_(sorted(person_ids))))
    return {row.id: Unreached(*row) for row in rows}


def _unreached() -> Select[*tuple[Any, ...]]:
    refused = MailSettings.refused_address == Person.email
    return (
        select(Person.id, Person.name, Person.email, MailSettings.refused_at)
        .outerjoin(MailSettings, (MailSettings.person_id == Person.id) & refused)
        .where(Person.active.is_(True), or_(Person.email.is_(None), MailSettings.person_id.is_not(None)))
    )


def _sought(statement: Select[*Columns], asked: MailFilter) -> Select[*Columns]:
    if asked.state is not None:
        statement = statement.where(OutgoingMail.state == asked.state)
    if asked.text:
        like = "%" + asked.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Person.name, Person.email, OutgoingMail.subject)
        statement = statement.where(or_(*(column.ilike(like, escape="\\") for column in columns)))
    return statement
