"""Once a month, on its first working morning: a digest to everybody of a unit and to every official whom mail reaches.

Like the daily summaries: a batch at a time, of several workers one does it, and a mail is made once by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import insert_unless_there, locked
from shop.mail.choosing import how
from shop.mail.models import DigestMonth
from shop.mail.queries import settings_among
from shop.mail.services import put_out
from shop.mail.settings import is_set_up
from shop.mail.words import Group, How
from shop.organisations.queries import actor_from, memberships_of_people
from shop.reports.digests.mornings import first_working_day, is_due
from shop.reports.policies import may_get_digest

HOUR, MADE_AFTER = 8, timedelta(minutes=20)
PEOPLE_AT_ONCE = 100


def send_digests() -> int:
    """The digests of this month for a batch of people, if they are due. Returns how many people were looked at."""
    today = clock.today()
    begins = clock.at_shanghai(first_working_day(today), HOUR) + MADE_AFTER
    if not is_set_up() or not is_due(today) or clock.now() < begins:
        return 0
    month = today.replace(day=1)
    insert_unless_there(db.session(), DigestMonth.__table__, ["month"], {"month": month, "up_to_id": 0, "done": False})
    asked = locked(select(DigestMonth).where(DigestMonth.month == month, DigestMonth.done.is_(False)), skip=True)
    progress = db.session.execute(asked).scalar_one_or_none()
    if progress is None:
        return 0
    people = _people_after(progress.up_to_id)
    if people:
        put_out(_mails(people, month))
        progress.up_to_id = people[-1]
    progress.done = len(people) < PEOPLE_AT_ONCE
    db.session.flush()
    return max(len(people), 1)


def _people_after(person_id: int) -> Sequence[int]:
    asked = select(Person.id).where(Person.id > person_id, Person.active.is_(True), Person.email.is_not(None))
    return db.session.execute(asked.order_by(Person.id).limit(PEOPLE_AT_ONCE)).scalars().all()


def _mails(people: Sequence[int], month: date) -> list[dict[str, Any]]:
    held, chosen = memberships_of_people(set(people)), settings_among(people)
    return [
        {
            "key": f"digest-{month:%Y-%m}-{membership.id}",
            "person_id": person_id,
            "membership_id": membership.id,
            "kind": Group.DIGEST,
            "about": {"digest": f"{month:%Y-%m}"},
        }
        for person_id in people
        for membership in held.get(person_id, [])
        if may_get_digest(actor_from(membership))
        and how(Group.DIGEST, membership.roles, chosen.get(person_id)) is not How.NEVER
    ]
