"""Ways of changing entries and their verdicts, and the words in which verify names each."""

from tests.journeys.tamperings.tables import UNCERTIFIED

ENTRY = (
    "cluster_id, counts_year, counts_on, written_at, kind, corrects_id, unit_id, supplier_id, supplier_county, "
    "origin_county, category_id, purpose, amount, quantity, measure, facts"
)

ENTRIES: dict[str, tuple[str, str]] = {
    "amount": ("UPDATE entry SET amount = amount + 1 WHERE id = 1", "Entry 1 of .*, amount"),
    "quantity": ("UPDATE entry SET quantity = quantity - 1 WHERE id = 1", "Entry 1 of .*, quantity"),
    "day": ("UPDATE entry SET counts_on = '2026-11-22' WHERE id = 1", "Entry 1 of .*, counting day"),
    "year": ("UPDATE entry SET counts_year = 2025 WHERE id = 1", "Entry 1 of .*, counting year"),
    "unit": ("UPDATE entry SET unit_id = unit_id + 1 WHERE id = 1", "Entry 1 of .*, unit"),
    "supplier": ("UPDATE entry SET supplier_id = supplier_id + 1 WHERE id = 1", "Entry 1 of .*, supplier"),
    "purpose": ("UPDATE entry SET purpose = 'staff' WHERE id = 1", "Entry 1 of .*, purpose"),
    "county": ("UPDATE entry SET origin_county = '532922' WHERE id = 1", "Entry 1 of .*, origin county"),
    "channel": ("UPDATE entry SET channel = 'fair' WHERE id = 1", "Entry 1 of .*, channel"),
    "facts": (f"UPDATE entry SET facts = {UNCERTIFIED} WHERE id = 1", "Entry 1 of .*, facts"),
    "what a correction corrects": (
        "UPDATE entry SET corrects_id = 2 WHERE kind = 'correction'",
        "Entry 3 .*, corrects",
    ),
    "an entry twice": (
        (
            f"INSERT INTO entry (id, channel, source, source_id, n, {ENTRY}) "
            f"SELECT 99, channel, source, source_id, 2, {ENTRY} FROM entry WHERE id = 1"
        ),
        "Entries .*found 4, should be 3",
    ),
    "an entry from nowhere": (
        (
            f"INSERT INTO entry (id, channel, source, source_id, n, {ENTRY}) "
            f"SELECT 99, 'fair', 'offline', 1, 1, {ENTRY} FROM entry WHERE id = 1"
        ),
        "Entries written from offline purchases: found 1, should be 0",
    ),
    "no entry": (
        (
            "DELETE FROM verdict WHERE entry_id = 2; DELETE FROM entry_grade WHERE entry_id = 2; "
            "DELETE FROM entry WHERE id = 2"
        ),
        "entry: found none",
    ),
    "verdict": (
        "UPDATE verdict SET state = 'not_counted', failed = 'certified' WHERE entry_id = 1",
        "Verdict 1 of entry 1",
    ),
    "verdict by one person": (
        "UPDATE verdict SET state = 'not_counted', by_id = 1 WHERE entry_id = 1",
        "Verdict 1 of entry 1",
    ),
    "why a verdict is so": ("UPDATE verdict SET failed = 'certified' WHERE entry_id = 1", "Verdict 1 of entry 1"),
    "no verdict": ("DELETE FROM verdict WHERE entry_id = 1", "Entry 1, verdict under scheme 1: found none"),
}
