"""What a page must ask leftward: a list goes out, a list comes back, never one query per card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shop.kernel.events import switchboard
from shop.kernel.facts import PurchaseFacts
from shop.kernel.letters import LettersOf
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import NOTHING, Quantity


@dataclass(frozen=True, slots=True)
class WillItCount:
    """Would purchases with these facts count for this cluster on this day? Answered by one ``CountAnswer`` each."""

    cluster_id: int
    on: date
    facts: tuple[PurchaseFacts, ...]


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """Whether it would count, and if not the sentence that says why (lazy)."""

    counts: bool
    reason: Any = None


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far is each of these units in the year? Answered by one ``Progress`` each, in order."""

    unit_ids: tuple[int, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Target, counted and on its way, in fen; ``purposes`` are those that the target covers.

    ``target`` is ``None`` for a unit without a target line; ``pace`` is the share of the year that is over.
    """

    target: Money | None
    counted: Money
    on_its_way: Money
    purposes: frozenset[Purpose] = frozenset()
    pace: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ConsignmentsOf:
    """Which consignments carry parts of an order? Answered by one ``ConsignmentAnswer`` each, the oldest first.

    What is packed and has not left yet is the supplier's business alone: it is left out unless ``with_packed``.
    """

    order_id: int
    with_packed: bool = False


@dataclass(frozen=True, slots=True)
class ConsignmentAnswer:
    """A consignment as an order's page names it: ``status`` a labelled word, ``notes`` its acceptances' numbers."""

    number: str
    status: Any
    packed_at: datetime
    shipped_at: datetime | None
    expected_on: date | None
    arrived_at: datetime | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamesIn:
    """What are these organisations called in a language? Papers keep the registered name, which the answer is by.

    What is no organisation's registered name is left out.
    """

    language: str
    registered: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccountOf:
    """Into which account is a supplier paid, or wants to be? Answered by an ``AccountAnswer``, or nothing."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """An account as far as it may be shown: ``ending`` are its number's last digits, ``waits`` for a second person."""

    holder: str
    bank: str
    branch: str
    ending: str
    waits: bool


@dataclass(frozen=True, slots=True)
class ObjectsOf:
    """What are these objects, by kind and id? Answered by an ``ObjectAnswer`` each; what is gone is left out."""

    of: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ObjectAnswer:
    """An object's two names (of a paper its number), and its key in addresses, if it has a page by one."""

    name: str
    name_english: str
    key: str = ""

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class EntriesOf:
    """What did these lines of acceptances write into the book? Answered by an ``EntryAnswer`` each, by line id.

    Lines that were worth nothing wrote no entry and are left out.
    """

    acceptance_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """An entry and, under the first scheme that judges it, what it is worth: a labelled word, or ``None``."""

    entry_id: int
    amount: Money
    counts_on: date
    state: Any = None


@dataclass(frozen=True, slots=True)
class BookedAs:
    """How does what was accepted of these order lines stand in the book? Answered by a ``CountAnswer`` each, by id.

    Lines of which nothing is in the book are left out. Of several schemes of a cluster the first one answers.
    """

    order_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MoneyAnswer:
    """What an order has come to, what was paid for it, and the last day to pay in time."""

    charged: Money
    paid: Money
    due_on: date | None

    @property
    def open(self) -> Money:
        """What is still owed; less than nothing when too much was paid."""
        return self.charged - self.paid


@dataclass(frozen=True, slots=True)
class OnWhichTerms:
    """On which terms may a unit order for so much more? Answered by ``PayingTerms``."""

    unit_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class PayingTerms:
    """Within how many days of the acceptance a unit pays on account, and whether that was agreed with it.

    ``no_credit`` is the sentence why it cannot order more on account; ``online`` says whether anything can be paid
    online here; ``deposit`` is how much of a forward order is paid ahead, in percent.
    """

    days: int
    agreed: bool
    no_credit: Any
    online: bool
    deposit: int


@dataclass(frozen=True, slots=True)
class InvoicesOf:
    """On which invoices do parts of these consignment lines stand? Answered by lists of ``InvoiceAnswer``, by line id.

    Lines without an invoice are left out.
    """

    consignment_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InvoiceAnswer:
    """An invoice by its number in the register, a labelled word for its state, and the line's part of it."""

    number: str
    status: Any
    amount: Money


@dataclass(frozen=True, slots=True)
class HowToPay:
    """How do these orders' accounts stand, and into which account of the supplier are they paid, with which words?

    Answered by a ``PayeeAnswer`` each, by order id.

    Orders that do not exist are left out.
    """

    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PayeeAnswer:
    """What a transfer for an order needs: the supplier's own account (none yet: empty) and the ``code`` for the text.

    ``since`` is the day from which money goes to this account, ``is_new`` whether it replaced another one lately.
    ``owed`` is how the order's account stands; nothing while nothing is owed or paid. ``ahead`` is what is waited for
    before anything is delivered. ``online`` is whether anything can be paid online here.
    """

    code: str
    account_name: str = ""
    bank: str = ""
    branch: str = ""
    account_number: str = ""
    since: date | None = None
    is_new: bool = False
    owed: MoneyAnswer | None = None
    ahead: Money | None = None
    online: bool = False


@dataclass(frozen=True, slots=True)
class WhoAteOf:
    """What became of these lots? Answered by lists of ``Eaten``, by lot id; the oldest orders first."""

    lot_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Eaten:
    """Part of a lot with a unit: reserved for an order line, packed or on the road to it, or accepted by it.

    ``reserved`` is held and has not left. Of what has left, ``shipped`` is its real quantity, ``consignment`` the
    truck's number with its labelled state; of what was decided, ``note`` is the acceptance in force, with what it
    accepted and refused.
    """

    lot_id: int
    order_line_id: int
    order: str
    unit_id: int
    unit: str
    unit_english: str
    reserved: Quantity = NOTHING
    shipped: Quantity = NOTHING
    consignment: str = ""
    state: Any = None
    shipped_at: datetime | None = None
    note: str = ""
    accepted: Quantity = NOTHING
    refused: Quantity = NOTHING
    accepted_at: datetime | None = None
    acceptance_line_id: int | None = None

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


@dataclass(frozen=True, slots=True)
class NumbersOfLines:
    """Of which orders are these lines? Answered by the orders' numbers, by line id."""

    order_line_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PaperStands:
    """How does that stand now which a printed paper is about? Answered by a ``PaperAnswer``, or ``None`` if unknown.

    ``kind`` is a word of `documents.PaperKind`, ``number`` the number that the paper bears.
    """

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """Its ``state`` now, a labelled word, and, if another paper took its place, when and under which number."""

    state: Any
    replaced_at: datetime | None = None
    replaced_by: str = ""


Question = (
    WillItCount
    | HowFar
    | ConsignmentsOf
    | EntriesOf
    | BookedAs
    | NamesIn
    | AccountOf
    | ObjectsOf
    | HowToPay
    | OnWhichTerms
    | InvoicesOf
    | WhoAteOf
    | NumbersOfLines
    | PaperStands
    | LettersOf
)


def ask(question: Question) -> Any:
    """Put a question to whoever answers it; `shop.wiring.ANSWERS` says who."""
    return switchboard.answerer_of(type(question))(question)
