"""Whom the other party calls when a truck is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shop.kernel.actor import Role
from shop.organisations.queries.memberships import members_with_role


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody's name and phone number: for the two parties of a deal and for nobody else."""

    name: str
    phone: str


def who_to_call(organisation_id: int, role: Role, *, rather: Iterable[int | None] = ()) -> Contact | None:
    """Somebody with a role in an organisation who has a phone: one of the people named rather than another. One query.

    Whoever has left is not called any more.
    """
    wanted = set(rather)
    reachable = [member.person for member in members_with_role(organisation_id, role) if member.person.phone]
    person = next((somebody for somebody in reachable if somebody.id in wanted), next(iter(reachable), None))
    return None if person is None else Contact(person.name, person.phone or "")
