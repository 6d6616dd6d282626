"""Everybody who may knock, in the groups that the same doors open for, and what a door is."""

from typing import NamedTuple

ALL = (
    "school.buyer school.approver school.receiver school.manager organ.approver organ.manager clinic.buyer "
    "coop.seller workshop.seller teahouse.seller cluster.official harbour.official delta.official bureau.official "
    "office-530624.official office-532922.official operator.operator"
)
EVERYBODY = frozenset(ALL.split())
SCHOOL = frozenset(name for name in EVERYBODY if name.startswith("school."))
BUYERS = frozenset({"school.buyer"})
APPROVERS = frozenset({"school.approver"})
RECEIVERS = BUYERS | {"school.receiver", "school.manager"}
COOP = frozenset({"coop.seller"})
SELLERS = COOP | {"workshop.seller", "teahouse.seller"}
FINANCE = frozenset({"school.manager"})
ABOVE = frozenset({"cluster.official", "harbour.official", "bureau.official", "operator.operator"})
COUNTY = frozenset({"office-530624.official"})
OPERATORS = frozenset({"operator.operator"})
LEADS = frozenset({"cluster.official", "harbour.official", "operator.operator"})
OFFICES = ABOVE | {"delta.official"}


class Door(NamedTuple):
    """What fills the address in (names of the business), and who finds something there. Everybody else gets 404."""

    filled: dict[str, str]
    opens_for: frozenset[str]


def door(opens_for: frozenset[str], **filled: str) -> list[Door]:
    return [Door(filled, opens_for)]
