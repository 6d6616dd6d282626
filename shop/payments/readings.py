"""What is said of a bank line and its orders, and how sure a reading of it is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money

SAME_TRANSFER_WITHIN = timedelta(days=3)
NOTHING = Money(0)


class Strength(Labelled):
    """How sure a reading is."""

    CERTAIN = "certain", _l("Certain")
    LIKELY = "likely", _l("Likely")
    POSSIBLE = "possible", _l("Possible")
    NONE = "none", _l("Nothing found")


class Because(Labelled):
    """What speaks for a reading, and what has to be seen about it."""

    CODE = "code", _l("The text names the order.")
    SETTLEMENT = "settlement", _l("The text names the settlement.")
    PAYER = "payer", _l("The other side is known by this name.")
    ACCOUNT = "account", _l("The other side is known by this account.")
    SEEN = "seen", _l("The other side tells of the same transfer: it is counted once.")
    EXACT = "exact", _l("The amount is what is owed, to the fen.")
    SEVERAL = "several", _l("Several orders together come to this amount.")
    OLDEST = "oldest", _l("The oldest orders come first.")
    AHEAD = "ahead", _l("It pays for goods that have not been accepted yet.")
    OVER = "over", _l("It is more than is owed for these orders.")
    UNDER = "under", _l("It is less than is owed for these orders.")
    PAID = "paid", _l("Nothing is owed for this order now: the money is kept for later.")
    TOO_MUCH = "too_much", _l("Just so much was paid too much.")
    WHOLE = "whole", _l("It is the whole payment, sent back.")
    PAYMENTS = "payments", _l("So much is left of this payment.")
    STRANGER = "stranger", _l("Nobody is known by this name yet.")
    SOMEBODY_ELSE = "somebody_else", _l("The name is somebody else’s than the order’s.")
    OTHER_ACCOUNT = "other_account", _l("It went to another account than the supplier’s own: ask before you accept it.")
    SEVERAL_SIDES = "several_sides", _l("The text names orders of several sides.")


@dataclass(frozen=True, slots=True)
class Transfer:
    """A bank line, whichever way its owner sees it.

    ``codes`` are numbers of orders and settlements whose check character is right.
    """

    id: int
    booked_on: date
    amount: Money
    codes: tuple[str, ...] = ()
    name: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """An order between the line's owner and an ``other_id``: ``due`` is charged and not paid, since a day.

    ``room`` is what the order may come to beyond what is paid: more than ``due`` while goods are still to come.
    """

    order_id: int
    number: str
    other_id: int
    due: Money
    since: date
    room: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Side:
    """Another side, and by which names and accounts banks know it (`plain_name`)."""

    id: int
    names: frozenset[str]
    accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """A transfer that so far only the other side has told of: a payment, or what a payer has announced.

    ``shares`` is what the payer has announced it for.
    """

    id: int
    other_id: int
    amount: Money
    booked_on: date
    codes: tuple[str, ...] = ()
    announced: bool = False
    shares: tuple[tuple[int, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to read a line: so much for each order, the ``rest`` for none yet; or a payment that is known already.

    ``short`` is what stays owed for these orders. Of a known payment the shares hold only if it is for no order yet.
    ``announced_id`` names what the payer has announced and this line shows to have arrived.
    """

    other_id: int
    strength: Strength
    because: tuple[Because, ...]
    shares: tuple[tuple[int, Money], ...] = ()
    rest: Money = NOTHING
    short: Money = NOTHING
    payment_id: int | None = None
    announced_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line may pay for, the best first."""

    transfer: Transfer
    proposals: tuple[Proposal, ...] = ()

    @property
    def strength(self) -> Strength:
        return self.proposals[0].strength if self.proposals else Strength.NONE

    @property
    def certain(self) -> Proposal | None:
        return self.proposals[0] if self.strength is Strength.CERTAIN else None


def plain_name(name: str) -> str:
    """A name as two banks would both write it: narrow, without spaces, brackets and points."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).lower()


def same_transfer(transfer: Transfer, amount: Money, booked_on: date, codes: Sequence[str]) -> bool:
    """Whether two banks tell of one transfer: the same amount, and the same codes or, where one has none, the day."""
    if transfer.amount != amount:
        return False
    if transfer.codes and codes:
        return set(transfer.codes) == set(codes)
    return abs(transfer.booked_on - booked_on) <= SAME_TRANSFER_WITHIN


def min_of(one: Strength, other: Strength) -> Strength:
    """The weaker of two."""
    order = list(Strength)
    return max(one, other, key=order.index)
