"""Who is acting, and on whose behalf: made once per request, handed to everything below the views."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money


class Role(Labelled):
    """What a membership lets a person do for the organisation."""

    BUYER = "buyer", _l("Buyer")
    APPROVER = "approver", _l("Approver")
    RECEIVER = "receiver", _l("Receiver of goods")
    FINANCE = "finance", _l("Finance")
    MANAGER = "manager", _l("Manager")
    SELLER = "seller", _l("Seller")
    OFFICIAL = "official", _l("Official of the donor side")
    COUNTY_OFFICIAL = "county_official", _l("County official")
    OPERATOR = "operator", _l("Operator")


class OrganisationKind(StrEnum):
    """What sort of organisation a membership belongs to."""

    UNIT = "unit"
    SUPPLIER = "supplier"
    COUNTY_OFFICE = "county_office"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one organisation.

    ``order_limit`` is the most one purchase may come to without approval (``None``: no limit of one's own).
    ``cluster_id`` is the donor root of a unit, ``leads`` whether the unit is the town that leads the cluster;
    ``county_code`` is the county of a supplier or county office.
    """

    person_id: int
    person_name: str
    membership_id: int
    organisation_id: int
    organisation_name: str
    organisation_kind: OrganisationKind
    roles: frozenset[Role] = field(default_factory=frozenset)
    cluster_id: int | None = None
    county_code: str | None = None
    order_limit: Money | None = None
    level: str | None = None
    leads: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the membership holds any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_buyer(self) -> bool:
        return self.organisation_kind is OrganisationKind.UNIT and self.has(
            Role.BUYER, Role.APPROVER, Role.RECEIVER, Role.FINANCE, Role.MANAGER
        )

    @property
    def is_approver(self) -> bool:
        return self.has(Role.APPROVER)

    @property
    def is_supplier(self) -> bool:
        return self.organisation_kind is OrganisationKind.SUPPLIER

    @property
    def is_official(self) -> bool:
        return self.has(Role.OFFICIAL)

    @property
    def is_county(self) -> bool:
        return self.has(Role.COUNTY_OFFICIAL)

    @property
    def is_operator(self) -> bool:
        return self.has(Role.OPERATOR)
