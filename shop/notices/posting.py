"""Notices become mails in the transaction that writes them: for each person concerned who wants it at once, one.

Which notices a person gets in the summary of a day is asked when the day is over (`summaries`): so nothing is written
for them here, and a deed that tells a hundred people costs two statements more than one that tells nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Role
from shop.mail.choosing import how
from shop.mail.models import MailSettings
from shop.mail.services import put_out
from shop.mail.settings import is_set_up
from shop.mail.words import How
from shop.notices.groups import AT_ONCE, group_of
from shop.notices.models import Notice
from shop.organisations.models import Membership

NOTICE = Notice.__table__
COLUMNS = (NOTICE.c.id, NOTICE.c.organisation_id, NOTICE.c.role, NOTICE.c.membership_id, NOTICE.c.kind)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom mail reaches, working for an organisation."""

    membership_id: int
    organisation_id: int
    person_id: int
    roles: frozenset[Role]
    choices: Mapping[str, str] | None

    def is_concerned(self, notice: Any) -> bool:
        """By the same rule as the page of notices (`queries`)."""
        mine = notice.membership_id is None or notice.membership_id == self.membership_id
        return mine and (notice.role is None or notice.role in self.roles)

    def how(self, kind: str) -> How:
        """When a kind of notice is mailed to them."""
        if kind in AT_ONCE:
            return How.AT_ONCE
        group = group_of(kind)
        return How.NEVER if group is None else how(group, self.roles, self.choices)


def readers(of: Collection[int]) -> list[Reader]:
    """Who works for these organisations and has an address that mail reaches. One query."""
    return _read(_readers().where(Membership.organisation_id.in_(sorted(of))))


def readers_among(person_ids: Collection[int]) -> list[Reader]:
    """For whom each of these people works, if mail reaches them. One query."""
    return _read(_readers().where(Person.id.in_(sorted(person_ids))))


class Posting:
    """Follows new notices (`kernel.late_rows`)."""

    def wanted(self) -> Sequence[Any]:
        return COLUMNS if is_set_up() else ()

    def follow(self, rows: Sequence[Any]) -> None:
        """A mail to each person concerned who wants to know at once. At most two statements, however many notices."""
        told = [row for row in rows if group_of(row.kind) is not None]
        if told:
            put_out(list(_mails(told, readers({row.organisation_id for row in told}))))


def _mails(notices: Iterable[Any], people: Iterable[Reader]) -> Iterable[dict[str, Any]]:
    by_organisation: dict[int, list[Reader]] = {}
    for reader in people:
        by_organisation.setdefault(reader.organisation_id, []).append(reader)
    for notice in notices:
        for reader in by_organisation.get(notice.organisation_id, ()):
            if reader.is_concerned(notice) and reader.how(notice.kind) is How.AT_ONCE:
                yield {
                    "key": f"notice-{notice.id}-{reader.person_id}",
                    "person_id": reader.person_id,
                    "membership_id": reader.membership_id,
                    "notice_id": notice.id,
                    "kind": group_of(notice.kind),
                }


def _readers() -> Select[*tuple[Any, ...]]:
    """Whose address a server has refused is passed over, as long as it is that address."""
    return (
        select(Membership.id, Membership.organisation_id, Person.id, Membership.roles, MailSettings.choices)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(MailSettings, MailSettings.person_id == Person.id)
        .where(
            Membership.active.is_(True),
            Person.active.is_(True),
            Person.email.is_not(None),
            MailSettings.refused_address.is_distinct_from(Person.email),
        )
        .order_by(Membership.id)
    )


def _read(statement: Select[*tuple[Any, ...]]) -> list[Reader]:
    return [Reader(*row) for row in db.session.execute(statement)]
