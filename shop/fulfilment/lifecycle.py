"""A consignment's life as one table. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

OBJECT_WITHIN = timedelta(days=3)
"""So long after an acceptance the supplier may object to it."""

PHOTOS_WITHIN = timedelta(days=3)
"""So long after an acceptance the unit may add photos to it: as long as it may be contradicted."""


class ConsignmentStatus(Labelled):
    """Where one truck of one supplier stands."""

    PACKED = "packed", _l("Packed")
    SHIPPED = "shipped", _l("Shipped")
    ARRIVED = "arrived", _l("Arrived")
    ACCEPTED = "accepted", _l("Accepted")
    REFUSED = "refused", _l("Refused")


class Side(Labelled):
    """The two sides of a consignment."""

    BUYER = "buyer", _l("Buyer")
    SUPPLIER = "supplier", _l("Supplier")


def other_side(side: Side) -> Side:
    """The one that an answer goes to."""
    return Side.SUPPLIER if side is Side.BUYER else Side.BUYER


class Step(Labelled):
    """What can be done to a consignment."""

    SHIP = "ship", _l("Ship")
    UNPACK = "unpack", _l("Unpack")
    ARRIVE = "arrive", _l("Record the arrival")
    ACCEPT = "accept", _l("Accept")
    REFUSE = "refuse", _l("Refuse everything")
    OBJECT = "object", _l("Object")
    CORRECT = "correct", _l("Propose a correction")
    AGREE = "agree", _l("Agree to a correction")
    AGREE_TO_NOTHING = "agree_to_nothing", _l("Agree that nothing was accepted")


DECIDED = frozenset({ConsignmentStatus.ACCEPTED, ConsignmentStatus.REFUSED})

STEPS: dict[Step, tuple[Side | None, frozenset[ConsignmentStatus], ConsignmentStatus | None]] = {
    Step.SHIP: (Side.SUPPLIER, frozenset({ConsignmentStatus.PACKED}), ConsignmentStatus.SHIPPED),
    Step.UNPACK: (Side.SUPPLIER, frozenset({ConsignmentStatus.PACKED}), None),
    Step.ARRIVE: (Side.BUYER, frozenset({ConsignmentStatus.SHIPPED}), ConsignmentStatus.ARRIVED),
    Step.ACCEPT: (Side.BUYER, frozenset({ConsignmentStatus.ARRIVED}), ConsignmentStatus.ACCEPTED),
    Step.REFUSE: (Side.BUYER, frozenset({ConsignmentStatus.ARRIVED}), ConsignmentStatus.REFUSED),
    Step.OBJECT: (Side.SUPPLIER, DECIDED, None),
    Step.CORRECT: (None, DECIDED, None),
    Step.AGREE: (None, DECIDED, ConsignmentStatus.ACCEPTED),
    Step.AGREE_TO_NOTHING: (None, DECIDED, ConsignmentStatus.REFUSED),
}
"""Who may do what, from which states, and where it leads. No side means either of them; no end: the state stays."""


def steps_for(side: Side | None, status: ConsignmentStatus) -> list[Step]:
    """What a side may do now; corrections are for either side."""
    if side is None:
        return []
    return [step for step, (by, start, _end) in STEPS.items() if by in (None, side) and status in start]


def after(status: ConsignmentStatus, step: Step, by: Side) -> ConsignmentStatus:
    """The state a step leads to, or a refusal that names both."""
    if step not in steps_for(by, status):
        raise Refused(
            _l(
                "“%(step)s” is not possible any more: the consignment is now “%(status)s”.",
                step=step.label,
                status=status.label,
            )
        )
    return STEPS[step][2] or status


class ObjectionStatus(Labelled):
    """Where an objection stands; the acceptance is in doubt (存疑) while it is open."""

    OPEN = "open", _l("Waits for the buyer")
    ANSWERED = "answered", _l("The buyer stands by the acceptance")
    CORRECTED = "corrected", _l("Settled by a correction")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Reply(Labelled):
    """What can be done about an objection."""

    STAND_BY = "stand_by", _l("Stand by the acceptance")
    TAKE_BACK = "take_back", _l("Withdraw the objection")
    CORRECT = "correct", _l("Agree to a correction")


UNSETTLED = frozenset({ObjectionStatus.OPEN})

REPLIES: dict[Reply, tuple[Side | None, frozenset[ObjectionStatus], ObjectionStatus]] = {
    Reply.STAND_BY: (Side.BUYER, UNSETTLED, ObjectionStatus.ANSWERED),
    Reply.TAKE_BACK: (Side.SUPPLIER, UNSETTLED, ObjectionStatus.WITHDRAWN),
    Reply.CORRECT: (None, UNSETTLED | {ObjectionStatus.ANSWERED}, ObjectionStatus.CORRECTED),
}
"""Who may reply how, from which states, and where it leads. An answer ends it; both sides may still agree on another
note afterwards. None of it touches a verdict: only what is agreed changes the book."""


def replies_for(side: Side | None, status: ObjectionStatus) -> list[Reply]:
    """What a side may do about an objection now."""
    if side is None:
        return []
    return [reply for reply, (by, start, _end) in REPLIES.items() if by in (None, side) and status in start]


def after_reply(status: ObjectionStatus, reply: Reply, by: Side) -> ObjectionStatus:
    """The state a reply leads to, or a refusal that names both."""
    if reply not in replies_for(by, status):
        raise Refused(
            _l(
                "“%(step)s” is not possible any more: the objection is now “%(status)s”.",
                step=reply.label,
                status=status.label,
            )
        )
    return REPLIES[reply][2]


def may_add_photos(
    side: Side,
    status: ConsignmentStatus,
    noted_at: datetime | None,
    objected: ObjectionStatus | None,
    now: datetime,
) -> bool:
    """Whether a side may add photos: the unit while it takes in and for three days after its note, the supplier to an
    objection of its own that waits for its answer.
    """
    if side is Side.SUPPLIER:
        return objected in UNSETTLED
    if noted_at is None:
        return status is ConsignmentStatus.ARRIVED
    return now <= noted_at + PHOTOS_WITHIN


def check_photos(
    side: Side,
    status: ConsignmentStatus,
    noted_at: datetime | None,
    objected: ObjectionStatus | None,
    now: datetime,
) -> None:
    """Refuse photos that come too early or too late."""
    if may_add_photos(side, status, noted_at, objected, now):
        return
    if side is Side.SUPPLIER:
        raise Refused(_l("A supplier adds photos to an objection that waits for its answer."), field="photos")
    raise Refused(
        _l("Photos can be added while the goods are taken in, and for three days after that."), field="photos"
    )
