"""What the trail says of each deed, as whole sentences: each room has a table of its own, and a large one two.

A deed is its object's noun and a past participle: ``order.placed``. The particulars of a sentence are those given to
`record`; `shop.audit.acts` writes them for the reader.
"""

from __future__ import annotations

from shop.audit.sentences import (
    accounts,
    bank,
    catalogue,
    fulfilment,
    lots,
    mail,
    offline,
    ordering,
    organisations,
    payments,
    reports,
    suppliers,
    tally,
)
from shop.kernel.tables import joined

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
    reports.SENTENCES,
    offline.SENTENCES,
)
