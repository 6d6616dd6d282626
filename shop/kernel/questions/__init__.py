"""What a page must ask leftward: a list goes out, a list comes back, never one query per card.

The questions and their answers are one module per noun.
"""

from __future__ import annotations

from typing import Any

from shop.kernel.events import switchboard
from shop.kernel.letters import LettersOf
from shop.kernel.questions.counting import (
    BookedAs,
    CountAnswer,
    EntriesOf,
    EntryAnswer,
    FirstOpenDay,
    HowFar,
    Progress,
    WillItCount,
)
from shop.kernel.questions.goods import ConsignmentAnswer, ConsignmentsOf, Eaten, NumbersOfLines, WhoAteOf
from shop.kernel.questions.money import (
    AccountAnswer,
    AccountOf,
    HowToPay,
    InvoiceAnswer,
    InvoicesOf,
    MoneyAnswer,
    OnWhichTerms,
    PayeeAnswer,
    PayingTerms,
)
from shop.kernel.questions.names import NamesIn, ObjectAnswer, ObjectsOf
from shop.kernel.questions.papers import PaperAnswer, PaperStands

__all__ = [
    "AccountAnswer",
    "AccountOf",
    "BookedAs",
    "ConsignmentAnswer",
    "ConsignmentsOf",
    "CountAnswer",
    "Eaten",
    "EntriesOf",
    "EntryAnswer",
    "FirstOpenDay",
    "HowFar",
    "HowToPay",
    "InvoiceAnswer",
    "InvoicesOf",
    "MoneyAnswer",
    "NamesIn",
    "NumbersOfLines",
    "ObjectAnswer",
    "ObjectsOf",
    "OnWhichTerms",
    "PaperAnswer",
    "PaperStands",
    "PayeeAnswer",
    "PayingTerms",
    "Progress",
    "Question",
    "WhoAteOf",
    "WillItCount",
    "ask",
]

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
    | FirstOpenDay
)


def ask(question: Question) -> Any:
    """Put a question to whoever answers it; `shop.wiring.ANSWERS` says who."""
    return switchboard.answerer_of(type(question))(question)
