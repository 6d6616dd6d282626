"""What has happened to organisations and counties that pages further left show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.kernel.actor import Actor
from shop.kernel.events import Event
from shop.organisations.lifecycle import Vetting
from shop.organisations.words import DocumentKind


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
    """A step of a supplier's vetting was taken: sent, recommended, returned, approved, suspended, and so on."""

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
class HouseholdStruck(Event):
    """A household was struck out of a roster as entered by mistake; who holds that it was not refuses it."""

    supplier_id: int
    household_id: int


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
class CanteenChanged(Event):
    """A unit feeds its people otherwise from today on."""

    unit_id: int
    slug: str
    name: str


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


@dataclass(frozen=True, slots=True)
class PayeeAccountStated(Event):
    """An applicant said into which account it is to be paid; the person who said so cannot approve it."""

    supplier_id: int
    holder: str
    bank: str
    branch: str
    number: str
    by: Actor


@dataclass(frozen=True, slots=True)
class DocumentRunsOut(Event):
    """A supplier's document ends in so many days (60 or 14), or has ended (0)."""

    supplier_id: int
    county_code: str
    slug: str
    name: str
    kind: DocumentKind
    number: str
    last_day: date
    days: int


@dataclass(frozen=True, slots=True)
class SupplierChangeProposed(Event):
    """A supplier wants another name, code or licence, or that was decided; ``what`` is the word of the decision."""

    supplier_id: int
    county_code: str
    slug: str
    name: str
    what: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class PairMoved(Event):
    """A pairing of a unit with a school, hospital or village was proposed (``proposed``) or a step of it was taken."""

    pair_id: int
    body_name: str
    county_code: str
    unit_id: int
    unit_name: str
    cluster_id: int | None
    what: str
    reason: str = ""
