"""What has happened to organisations and counties that pages further left show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.kernel.events import Event
from shop.organisations.lifecycle import Vetting


@dataclass(frozen=True, slots=True)
class SupplierChanged(Event):
    """A supplier was vetted, or whom it links was recorded."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class CountyStandingChanged(Event):
    """A county's aid status or pairing was approved."""

    county_code: str


@dataclass(frozen=True, slots=True)
class SupplierVetted(Event):
    """A supplier was recommended, approved, suspended or admitted again."""

    supplier_id: int
    slug: str
    name: str
    county_code: str
    step: Vetting
    reason: str | None


@dataclass(frozen=True, slots=True)
class RosterChanged(Event):
    """A roster is about to be other than its county confirmed: published once, before the first of the changes."""

    supplier_id: int
    slug: str
    name: str
    county_code: str


@dataclass(frozen=True, slots=True)
class RosterConfirmed(Event):
    """A county has confirmed how many households and people a supplier links as of a day."""

    supplier_id: int
    slug: str
    name: str
    as_of: date
    households: int
    people: int


@dataclass(frozen=True, slots=True)
class UnitMerged(Event):
    """A unit became part of another."""

    cluster_id: int
    unit_id: int
    slug: str
    name: str
    successor_id: int
    successor_name: str


@dataclass(frozen=True, slots=True)
class MembershipChanged(Event):
    """A person's membership has ``begun``, or its roles or its limit (``amount``, fen) are others now.

    ``what`` is one of ``begun``, ``roles_changed``, ``limit_changed``.
    """

    membership_id: int
    organisation_id: int
    organisation_name: str
    what: str
    amount: int | None = None
