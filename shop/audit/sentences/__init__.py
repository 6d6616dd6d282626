"""What the trail says of each deed, as whole sentences: each room has a table of its own, and a large one two.

A deed is its object's noun and a past participle: ``order.placed``. The particulars of a sentence are those given to
`record`; `shop.audit.acts` writes them for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shop.audit.sentences import (
    accounts,
    bank,
    catalogue,
    fulfilment,
    lots,
    mail,
    ordering,
    organisations,
    payments,
    suppliers,
    tally,
)


def joined(*tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """All sentences by deed. Two sentences of one deed are a mistake in the code: ``ValueError``."""
    sentences: dict[str, Any] = {}
    for table in tables:
        if twice := sentences.keys() & table.keys():
            raise ValueError(f"said twice: {', '.join(sorted(twice))}")
        sentences.update(table)
    return sentences


SENTENCES = joined(
    accounts.SENTENCES,
    mail.SENTENCES,
    organisations.SENTENCES,
    suppliers.SENTENCES,
    catalogue.SENTENCES,
    lots.SENTENCES,
    ordering.SENTENCES,
    fulfilment.SENTENCES,
    payments.SENTENCES,
    bank.SENTENCES,
    tally.SENTENCES,
)
