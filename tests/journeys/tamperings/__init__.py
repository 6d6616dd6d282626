"""Ways of changing what the book was written from, or the book itself, and the words in which verify names each."""

from shop.kernel.tables import joined
from tests.journeys.tamperings import deliveries, entries, evidence, sources, totals, verdicts

CHANGES = joined(
    verdicts.VERDICTS,
    sources.SOURCES,
    evidence.EVIDENCE,
    entries.ENTRIES,
    deliveries.DELIVERIES,
    totals.TOTALS,
)
