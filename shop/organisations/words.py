"""The stored words of organisations, with their labels (terms of DOMAIN §2)."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from shop.kernel.actor import Role
from shop.kernel.enums import Labelled


class UnitLevel(Labelled):
    """Where a unit stands in the tree. Only leaves own purchases."""

    CLUSTER = "cluster", _l("Cluster")
    TOWN = "town", _l("District or town")
    LEAF = "leaf", _l("Unit")


class UnitKind(Labelled):
    """What a unit is."""

    CLUSTER = "cluster", _l("Cluster")
    TOWN = "town", _l("District or town")
    ORGAN = "organ", _l("Government organ")
    DEPARTMENT = "department", _l("Supervising department")
    SCHOOL = "school", _l("School")
    KINDERGARTEN = "kindergarten", _l("Kindergarten")
    HOSPITAL = "hospital", _l("Hospital")
    COMPANY = "company", _l("Company")
    INSTITUTION = "institution", _l("Public institution")


class Canteen(Labelled):
    """How a unit feeds its people (DOMAIN rule 5)."""

    OWN = "own", _l("Own canteen")
    SHARED = "shared", _l("Shared canteen")
    OUTSOURCED = "outsourced", _l("Outsourced canteen")
    NONE = "none", _l("No canteen")


class SupplierKind(Labelled):
    """The five kinds of supplier that link farmers to buyers."""

    COOPERATIVE = "cooperative", _l("Farmers' cooperative")
    VILLAGE_COMPANY = "village_company", _l("Village collective company")
    WORKSHOP = "workshop", _l("Poverty-alleviation workshop")
    FAMILY_FARM = "family_farm", _l("Family farm")
    LEADING_ENTERPRISE = "leading_enterprise", _l("Leading enterprise")


class SupplierStatus(Labelled):
    """How far the vetting of a supplier has come."""

    DRAFT = "draft", _l("Being filled in")
    APPLICANT = "applicant", _l("Applicant")
    RECOMMENDED = "recommended", _l("Recommended by the county")
    APPROVED = "approved", _l("Approved")
    SUSPENDED = "suspended", _l("Suspended")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    REFUSED = "refused", _l("Refused for good")


class Part(Labelled):
    """A part of a supplier's application, filled in by itself."""

    BUSINESS = "business", _l("The business")
    PLACE = "place", _l("Place and contact")
    TERMS = "terms", _l("Tax and freight")
    BENEFIT = "benefit", _l("Benefit for farmers")
    ACCOUNT = "account", _l("Bank account")
    DOCUMENTS = "documents", _l("Documents")


class DocumentKind(Labelled):
    """What a supplier's document is."""

    LICENCE = "licence", _l("Business licence")
    FOOD_PERMIT = "food_permit", _l("Food permit")
    AGENCY = "agency", _l("Agency agreement")
    OTHER = "other", _l("Another document")


class Standing(Labelled):
    """How a document stands on a day."""

    WAITING = "waiting", _l("Waits for the operator")
    VALID = "valid", _l("In force")
    NOT_YET = "not_yet", _l("Not valid yet")
    ENDING = "ending", _l("Runs out soon")
    EXPIRED = "expired", _l("Expired")
    ENDED = "ended", _l("Replaced")


class Decision(Labelled):
    """What became of a change that was proposed."""

    WAITING = "waiting", _l("Waiting")
    APPROVED = "approved", _l("Approved")
    REJECTED = "rejected", _l("Rejected")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Taxpayer(Labelled):
    """How a supplier is registered for value-added tax."""

    GENERAL = "general", _l("General taxpayer")
    SMALL = "small", _l("Small-scale taxpayer")


class ProfileKind(Labelled):
    """In whose name an invoice is made out."""

    UNIT = "unit", _l("The unit")
    CANTEEN = "canteen", _l("The canteen")
    UNION = "union", _l("The trade union")
    CONTRACTOR = "contractor", _l("The canteen's contractor")


class BenefitSource(Labelled):
    """Who answers for how many households and people a supplier links."""

    STATED = "stated", _l("Stated by the supplier")
    CONFIRMED = "confirmed", _l("Confirmed by the county")


class RosterDeed(Labelled):
    """What is done to a household or a person on a roster."""

    ADDED = "added", _l("Added")
    ENDED = "ended", _l("Link ended")
    CORRECTED = "corrected", _l("Corrected")
    STRUCK = "struck", _l("Struck out")


class UploadState(Labelled):
    """How far a sheet has come."""

    CHECKED = "checked", _l("Checked, not applied yet")
    APPLIED = "applied", _l("Applied")
    DISCARDED = "discarded", _l("Given up")


def roles_in_words(roles: Collection[Role], language: str) -> str:
    """The labels of roles in the order of their enumeration, listed as the language does."""
    comma = "、" if language == "zh" else ", "
    return comma.join(str(role.label) for role in Role if role in roles)
