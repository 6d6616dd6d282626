"""Who works where, and who runs the marketplace."""

from __future__ import annotations

from dataclasses import dataclass

from shop.demo.records.places import Bilingual
from shop.kernel.actor import OrganisationKind, Role
from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person may do for an organisation, named by its key."""

    organisation: str
    kind: OrganisationKind
    roles: frozenset[Role]
    title: Bilingual
    order_limit: Money | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented who can sign in; ``sign_in`` marks the eight shown on the sign-in page."""

    key: str
    name: Bilingual
    email: str
    phone: str
    memberships: tuple[Membership, ...]
    sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the marketplace."""

    key: str
    name: Bilingual
    credit_code: str
