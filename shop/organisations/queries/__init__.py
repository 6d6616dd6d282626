"""Every question about organisations, one module per noun."""

from shop.organisations.queries.contacts import Contact, who_to_call
from shop.organisations.queries.counties import CountyStanding, county_by_code, in_force, pairing_facts, townships_in
from shop.organisations.queries.memberships import (
    HeldMembership,
    SignedIn,
    actor_for,
    actor_from,
    is_member,
    member,
    members_of,
    members_with_role,
    memberships_of,
    memberships_of_people,
    signed_in,
)
from shop.organisations.queries.names import (
    OrganisationName,
    answer_names_in,
    known_names,
    names_in,
    names_of,
    offices_of,
    operators,
)
from shop.organisations.queries.suppliers import benefit_of, stated_by, supplier_by_slug
from shop.organisations.queries.units import (
    addresses_of,
    branch_of,
    invoice_profiles_of,
    supervised_in,
    unit_path,
    units_in_scope,
    was_in_scope,
)

__all__ = [
    "Contact",
    "CountyStanding",
    "HeldMembership",
    "OrganisationName",
    "SignedIn",
    "actor_for",
    "actor_from",
    "addresses_of",
    "answer_names_in",
    "benefit_of",
    "branch_of",
    "county_by_code",
    "in_force",
    "invoice_profiles_of",
    "is_member",
    "known_names",
    "member",
    "members_of",
    "members_with_role",
    "memberships_of",
    "memberships_of_people",
    "names_in",
    "names_of",
    "offices_of",
    "operators",
    "pairing_facts",
    "signed_in",
    "stated_by",
    "supervised_in",
    "supplier_by_slug",
    "townships_in",
    "unit_path",
    "units_in_scope",
    "was_in_scope",
    "who_to_call",
]
