"""The words of mail: kinds of notices, how somebody wants them, how a mail stands, and why it did not go."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Group(Labelled):
    """Kinds of notices, as people choose by them how they are told."""

    OVERDUE = "overdue", _l("Payments that are due or overdue")
    APPROVALS = "approvals", _l("Approvals that wait for you")
    TO_CONFIRM = "to_confirm", _l("Orders to confirm")
    ORDERS = "orders", _l("Other news of orders")
    DELIVERIES = "deliveries", _l("Deliveries and acceptances")
    MONEY = "money", _l("Invoices, settlements and payments")
    OTHER = "other", _l("Everything else")
    DIGEST = "digest", _l("The monthly digest")


class How(Labelled):
    """When a notice is mailed to a person."""

    AT_ONCE = "at_once", _l("At once")
    DAILY = "daily", _l("In one daily summary")
    NEVER = "never", _l("Not by mail")


ANSWERS: Mapping[Group, tuple[How, ...]] = {group: tuple(How) for group in Group} | {
    Group.DIGEST: (How.AT_ONCE, How.NEVER)
}
"""How somebody may want each kind: the digest comes once a month, and is in no other summary."""

EVERYTHING, DAILY = "everything", "daily"
"""What somebody may stop besides a group: all mails, and the summaries."""


class MailState(Labelled):
    """How a mail stands. Sending: a worker has taken it; if it does not come back, it is taken again."""

    WAITING = "waiting", _l("Waiting")
    SENDING = "sending", _l("Being sent")
    SENT = "sent", _l("Sent out")
    FAILED = "failed", _l("Failed")
    DROPPED = "dropped", _l("Not needed any more")


ON_THE_WAY = (MailState.WAITING, MailState.SENDING)
OVER = (MailState.SENT, MailState.FAILED, MailState.DROPPED)


class Why(Labelled):
    """Why a mail has not gone, or not yet."""

    OUT_OF_REACH = "out_of_reach", _l("The mail server could not be reached.")
    SIGN_IN = "sign_in", _l("The mail server refused our sign-in.")
    SENDER = "sender", _l("The mail server refused our sender’s address.")
    ADDRESS = "address", _l("The mail server says that this address does not exist.")
    LATER = "later", _l("The mail server asked to try again later.")
    REFUSED = "refused", _l("The mail server refused this mail.")
    UNWRITABLE = "unwritable", _l("The mail could not be written.")
    NOBODY = "nobody", _l("The person has no address that mail reaches, or is not here any more.")
    OVERTAKEN = "overtaken", _l("What it told of was over before it was sent.")
