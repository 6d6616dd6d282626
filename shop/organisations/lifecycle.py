"""How a supplier is vetted: a table that services, buttons and tests read."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierStatus


class Vetting(Labelled):
    """A step of the vetting."""

    RECOMMEND = "recommend", _l("Recommend")
    APPROVE = "approve", _l("Approve")
    SUSPEND = "suspend", _l("Suspend")
    READMIT = "readmit", _l("Reinstate")


class Move(NamedTuple):
    """From which status to which a step leads, and whether it is the county's or the operator's."""

    start: SupplierStatus
    end: SupplierStatus
    by_county: bool = False


MOVES = {
    Vetting.RECOMMEND: Move(SupplierStatus.APPLICANT, SupplierStatus.RECOMMENDED, by_county=True),
    Vetting.APPROVE: Move(SupplierStatus.RECOMMENDED, SupplierStatus.APPROVED),
    Vetting.SUSPEND: Move(SupplierStatus.APPROVED, SupplierStatus.SUSPENDED),
    Vetting.READMIT: Move(SupplierStatus.SUSPENDED, SupplierStatus.APPROVED),
}


class ForbiddenVetting(Refused):
    """A step that cannot be taken from where the supplier stands."""

    def __init__(self, step: Vetting, status: SupplierStatus) -> None:
        super().__init__(
            _l(
                '"%(step)s" is not possible: the supplier\'s status is "%(status)s".',
                step=step.label,
                status=status.label,
            )
        )


def after(step: Vetting, status: SupplierStatus) -> SupplierStatus:
    """The status after a step; raises ``ForbiddenVetting``."""
    move = MOVES[step]
    if status is not move.start:
        raise ForbiddenVetting(step, status)
    return move.end


def may_take(actor: Actor, step: Vetting, county_code: str) -> bool:
    """The county recommends its own suppliers; everything else is the operator's."""
    if MOVES[step].by_county:
        return actor.is_county and actor.county_code == county_code
    return actor.is_operator
