"""Once a day, in Shanghai's morning: what happened since yesterday's summary, in one mail a person.

A notice is of the day in which its transaction began. The summary is made a while after the hour up to which it
reaches, so that whatever was begun before that hour is committed or undone by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import insert_unless_there, locked
from shop.mail.models import OutgoingMail, SummaryDay
from shop.mail.services import put_out
from shop.mail.settings import is_set_up
from shop.mail.words import How
from shop.notices.models import Notice, NoticesSeen
from shop.notices.posting import COLUMNS, Reader, readers_among

HOUR, MADE_AFTER = 8, timedelta(minutes=10)
"""Up to which of Shanghai's hours a summary reaches, and how long after it it is made."""

LOOK_BACK = timedelta(days=7)
"""After a standstill no summary reaches further back."""

PEOPLE_AT_ONCE = 100
MOST_LISTED = 20


def sum_up() -> int:
    """The summaries of today for a batch of people, if they are due. Returns how many people were looked at.

    Five statements a batch, however many notices there are. Of several workers one does it at a time.
    """
    day = clock.today()
    until = clock.at_shanghai(day, HOUR)
    if not is_set_up() or clock.now() < until + MADE_AFTER:
        return 0
    insert_unless_there(db.session(), SummaryDay.__table__, ["day"], {"day": day, "up_to_id": 0, "done": False})
    asked = locked(select(SummaryDay).where(SummaryDay.day == day, SummaryDay.done.is_(False)), skip=True)
    progress = db.session.execute(asked).scalar_one_or_none()
    if progress is None:
        return 0
    people = _people_after(progress.up_to_id)
    if people:
        put_out(_summaries(people, _since(day, until), until))
        progress.up_to_id = people[-1]
    progress.done = len(people) < PEOPLE_AT_ONCE
    db.session.flush()
    return max(len(people), 1)


def _since(day: date, until: datetime) -> datetime:
    """Up to where the summaries before reached; of a shop that has none yet, a day."""
    before = select(func.max(SummaryDay.day)).where(SummaryDay.day < day, SummaryDay.done.is_(True))
    last = db.session.execute(before).scalar() or day - timedelta(days=1)
    return max(clock.at_shanghai(last, HOUR), until - LOOK_BACK)


def _people_after(person_id: int) -> Sequence[int]:
    asked = select(Person.id).where(Person.id > person_id, Person.active.is_(True), Person.email.is_not(None))
    return db.session.execute(asked.order_by(Person.id).limit(PEOPLE_AT_ONCE)).scalars().all()


def _summaries(people: Sequence[int], since: datetime, until: datetime) -> list[dict[str, Any]]:
    readers = readers_among(people)
    notices = _notices({reader.organisation_id for reader in readers}, since, until)
    seen = _seen([reader.membership_id for reader in readers])
    mailed = _mailed(people, since)
    found: dict[int, list[int]] = {}
    for notice in notices:
        for reader in readers:
            unread = notice.id > seen.get(reader.membership_id, 0)
            if unread and _belongs(notice, reader) and (reader.person_id, notice.id) not in mailed:
                found.setdefault(reader.person_id, []).append(notice.id)
    return [_row(person_id, notice_ids, until) for person_id, notice_ids in sorted(found.items())]


def _belongs(notice: Any, reader: Reader) -> bool:
    """Whether it is told to this reader by mail at all: what is wanted at once and was not mailed (it was not wanted
    so at the time) is not lost."""
    concerned = notice.organisation_id == reader.organisation_id and reader.is_concerned(notice)
    return concerned and reader.how(notice.kind) is not How.NEVER


def _row(person_id: int, notice_ids: list[int], until: datetime) -> dict[str, Any]:
    listed = notice_ids[-MOST_LISTED:]
    about = {"notices": listed, "more": len(notice_ids) - len(listed)}
    return {"key": f"summary-{clock.shanghai_day(until)}-{person_id}", "person_id": person_id, "about": about}


def _notices(organisation_ids: set[int], since: datetime, until: datetime) -> Sequence[Any]:
    """What was told these organisations, the oldest first. One query."""
    told = select(*COLUMNS).where(Notice.organisation_id.in_(sorted(organisation_ids)))
    return db.session.execute(told.where(Notice.at >= since, Notice.at < until).order_by(Notice.id)).all()


def _seen(membership_ids: Sequence[int]) -> dict[int, int]:
    """How far each has read in the shop: what is known already is not mailed. One query."""
    asked = select(NoticesSeen.membership_id, NoticesSeen.up_to_id).where(NoticesSeen.membership_id.in_(membership_ids))
    return dict(db.session.execute(asked).all())


def _mailed(people: Sequence[int], since: datetime) -> set[tuple[int, int | None]]:
    """What was mailed to these people by itself. One query."""
    asked = select(OutgoingMail.person_id, OutgoingMail.notice_id)
    asked = asked.where(OutgoingMail.person_id.in_(people), OutgoingMail.made_at >= since)
    return set(db.session.execute(asked).all())
