"""What a notice of each kind says, as whole sentences: each room has a table of its own, and a large one two."""

from __future__ import annotations

from shop.kernel.tables import joined
from shop.notices.sentences import (
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

SENTENCES = joined(
    mail.SENTENCES,
    organisations.SENTENCES,
    suppliers.SENTENCES,
    catalogue.SENTENCES,
    lots.SENTENCES,
    ordering.SENTENCES,
    fulfilment.SENTENCES,
    payments.SENTENCES,
    tally.SENTENCES,
    reports.SENTENCES,
    offline.SENTENCES,
)
