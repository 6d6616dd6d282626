"""Ways of changing what the book was written from, or the book itself, and the words in which verify names each."""

from tests.journeys.tamperings_of_evidence import EVIDENCE

TOTALS = ("total_by_county", "total_by_supplier", "total_by_category", "total_by_purpose")

ENTRY = (
    "cluster_id, counts_year, counts_on, written_at, kind, corrects_id, unit_id, supplier_id, supplier_county, "
    "origin_county, category_id, purpose, amount, quantity, measure, facts"
)
TOTAL = "scheme_id, year, unit_id, kind, channel, verdict, purpose"
ON_ITS_WAY = "scheme_id, unit_id, purpose, county_code, verdict"
UNCERTIFIED = "replace(facts, 'N-potatoes', 'N-other')"

VERDICT = "cluster_id, entry_id, scheme_id, rule_set_id, at, remark"
RULE_SET = "scheme_id, valid_from, valid_to, proposed_by_id, proposed_at, approved_by_id"
ANYTHING_GOES = """'{"conditions":[],"purposes":[]}'"""
COUNTED_AS_WELL = "SET state = 'counted', failed = NULL, rule_set_id = 99 WHERE scheme_id = 2"


def unit(slug: str) -> str:
    return f"(SELECT id FROM organisation WHERE slug = '{slug}')"


VERDICTS: dict[str, tuple[str, str]] = {
    "rules made for what did not count": (
        (
            f"INSERT INTO rule_set (id, version, rules, approved_at, {RULE_SET}) "
            f"SELECT 99, 2, {ANYTHING_GOES}, '2026-12-01 01:00:00', {RULE_SET} FROM rule_set WHERE scheme_id = 2; "
            f"UPDATE verdict {COUNTED_AS_WELL}; "
            + "; ".join(f"UPDATE {table} SET verdict = 'counted' WHERE scheme_id = 2" for table in TOTALS)
        ),
        "Verdict 2 of entry 1, rule set",
    ),
    "rules slipped in before what did not count": (
        (
            f"INSERT INTO rule_set (id, version, rules, approved_at, {RULE_SET}) "
            f"SELECT 99, 2, {ANYTHING_GOES}, approved_at, {RULE_SET} FROM rule_set WHERE scheme_id = 2; "
            f"UPDATE verdict {COUNTED_AS_WELL} AND entry_id = 2"
        ),
        "Verdict 2 of entry 1, rule set: found 2, should be 99",
    ),
    "rules of another scheme": (
        "UPDATE verdict SET rule_set_id = 1, state = 'counted', failed = NULL WHERE scheme_id = 2",
        "Verdict 2 of entry 1, rule set",
    ),
    "rules that nobody approved": (
        "UPDATE rule_set SET approved_by_id = NULL, approved_at = NULL WHERE id = 1",
        "Entry 1, verdict under scheme 1: found verdict 1, should be none",
    ),
    "rules approved too late": (
        "UPDATE rule_set SET approved_at = '2026-12-01 01:00:00' WHERE id = 1",
        "Entry 1, verdict under scheme 1: found verdict 1, should be none",
    ),
    "rules of other days": (
        "UPDATE rule_set SET valid_from = '2026-12-01' WHERE id = 1",
        "Entry 1, verdict under scheme 1: found verdict 1, should be none",
    ),
    "rules rewritten": (
        f"UPDATE rule_set SET rules = {ANYTHING_GOES} WHERE id = 2",
        "Verdict 2 of entry 1, state: found not_counted, should be counted",
    ),
    "a second verdict by people who are nobody": (
        (
            f"INSERT INTO verdict (n, state, by_id, seconded_by_id, {VERDICT}) "
            f"SELECT 2, 'counted', 98000, 99000, {VERDICT} FROM verdict WHERE id = 2"
        ),
        "Verdict .* of entry 1, people",
    ),
    "a third verdict without a second": (
        (
            f"INSERT INTO verdict (n, state, by_id, seconded_by_id, {VERDICT}) "
            f"SELECT 3, 'counted', 1, 2, {VERDICT} FROM verdict WHERE id = 2"
        ),
        "Verdict .* of entry 1, number: found 3, should be 2",
    ),
    "a verdict of another moment": (
        "UPDATE verdict SET at = '2026-12-01 01:00:00' WHERE id = 1",
        "Verdict 1 of entry 1, moment",
    ),
    "nothing left of a second scheme": (
        (
            "DELETE FROM verdict WHERE scheme_id = 2; "
            + "; ".join(f"DELETE FROM {table} WHERE scheme_id = 2" for table in TOTALS)
        ),
        "Entry 1, verdict under scheme 2: found none",
    ),
    "a correction that lowers nothing": (
        (
            "DELETE FROM verdict WHERE entry_id = 3; "
            + "; ".join(f"DELETE FROM {table} WHERE kind = 'correction'" for table in TOTALS)
        ),
        "Entry 3, verdict under scheme 1: found none",
    ),
    "a correction judged by rules of its own": (
        (
            f"INSERT INTO rule_set (id, version, rules, approved_at, {RULE_SET}) "
            f"SELECT 99, 2, {ANYTHING_GOES}, '2026-12-01 01:00:00', {RULE_SET} FROM rule_set WHERE scheme_id = 2; "
            f"UPDATE verdict {COUNTED_AS_WELL} AND entry_id = 3"
        ),
        "Verdict 6 of entry 3, rule set",
    ),
}

SOURCES: dict[str, tuple[str, str]] = {
    "moment of an entry": (
        "UPDATE entry SET written_at = '2026-11-23 00:30:00' WHERE id = 1",
        "Entry 1 of .*, moment",
    ),
    "moment of an entry and its verdicts": (
        (
            "UPDATE entry SET written_at = '2026-11-23 01:30:00' WHERE id = 1; "
            "UPDATE verdict SET at = '2026-11-23 01:30:00' WHERE entry_id = 1"
        ),
        "Entry 1 of .*, moment",
    ),
    "unit of an acceptance": ("UPDATE acceptance SET unit_id = unit_id + 1 WHERE id = 1", "line 1, unit"),
    "supplier of an acceptance": (
        "UPDATE acceptance SET supplier_id = supplier_id + 1 WHERE id = 1",
        "line 1, supplier",
    ),
    "unit of an order": (f"UPDATE orders SET unit_id = {unit('clinic')} WHERE id = 1", "line 1, unit"),
    "unit of a consignment": (
        f"UPDATE consignment SET unit_id = {unit('clinic')} WHERE id = 1",
        "Acceptance .*, its two sides",
    ),
    "who agreed to a correction": (
        "UPDATE acceptance SET agreed_by_id = accepted_by_id WHERE id = 2",
        "Acceptance .*, what it corrects",
    ),
    "a line of another consignment": (
        "UPDATE consignment_line SET order_line_id = 3 WHERE id = 1",
        "Acceptance .*, line 1, order line",
    ),
    "price of an order": ("UPDATE order_line SET unit_price = unit_price * 2 WHERE id = 1", "line 1, reduced_reason"),
    "price of an order on its way": (
        "UPDATE order_line SET unit_price = unit_price * 2 WHERE id = 4",
        "Order line 4, unit price",
    ),
    "accepted dearer than agreed": (
        "UPDATE acceptance_line SET unit_price = unit_price * 2, amount = amount * 2 WHERE id = 1",
        "Acceptance .*, line 1, reduced_price",
    ),
    "accepted cheaper without a reason": (
        "UPDATE acceptance_line SET unit_price = unit_price / 2, amount = amount / 2 WHERE id = 1",
        "Acceptance .*, line 1, reduced_reason",
    ),
    "more accepted than sent": (
        "UPDATE acceptance_line SET accepted = accepted * 2, net = net * 2, amount = amount * 2 WHERE id = 1",
        "Acceptance .*, line 1, net",
    ),
    "less sent than accepted": (
        "UPDATE consignment_line SET quantity = quantity / 2 WHERE id = 1",
        "Acceptance .*, line 1, net",
    ),
    "less sent and still enough": (
        "UPDATE consignment_line SET quantity = quantity - 1 WHERE id = 1",
        "Order line 1, deliveries",
    ),
    "packs accepted": ("UPDATE order_line SET packs_accepted = packs_accepted - 1 WHERE id = 1", "line 1, deliveries"),
    "packs sent": ("UPDATE order_line SET packs_shipped = packs_shipped - 1 WHERE id = 1", "line 1, deliveries"),
    "sent": ("UPDATE order_line SET shipped = shipped + 1 WHERE id = 1", "Order line 1, deliveries"),
    "decided": ("UPDATE order_line SET decided = decided - 1 WHERE id = 1", "Order line 1, deliveries"),
    "facts of an order on its way": (
        f"UPDATE order_line SET facts = {UNCERTIFIED.replace('potatoes', 'eggs')} WHERE id = 4",
        "Order line 4, facts",
    ),
    "facts of an order and its entry": (
        (
            f"UPDATE order_line SET facts = {UNCERTIFIED} WHERE id = 1; "
            f"UPDATE entry SET facts = {UNCERTIFIED} WHERE id IN (1, 3)"
        ),
        "Order line 1, facts",
    ),
    "terms of an order": ("UPDATE order_line SET terms = NULL WHERE id = 4", "Order line 4, terms"),
    "more ordered than placed": (
        "UPDATE order_line SET packs_ordered = packs_ordered + 1 WHERE id = 1",
        "Order line 1, packs",
    ),
    "no witness of an order": (
        "DELETE FROM placed_line WHERE id = 4",
        "Order line 4, what it was placed as: found none",
    ),
    "stock from nowhere": (
        "UPDATE lot SET received = received + 1000, available = available + 1000 WHERE id = 1",
        "Lot .*, received by its movements",
    ),
    "stock set free": (
        "UPDATE lot SET reserved = reserved - 1, available = available + 1 WHERE reserved > 0",
        "Lot .*, available by its movements",
    ),
    "a movement": (
        "UPDATE stock_movement SET received = received + 1, available = available + 1 WHERE id = 1",
        "Lot .*, received by its movements",
    ),
    "no movement": ("DELETE FROM stock_movement WHERE id = 1", "Lot .*, received by its movements"),
    "a hold": ("UPDATE reservation SET quantity = quantity + 1", "Lot .*, reserved by its holds"),
    "no hold": ("DELETE FROM reservation", "Lot .*, reserved by its holds: found .*, should be 0"),
    "a school in another town": (
        f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} WHERE unit_id = {unit('school')} AND depth = 1",
        "Unit .* in the tree of 2026",
    ),
    "a school under two towns": (
        (
            "INSERT INTO unit_ancestor (year, ancestor_id, unit_id, depth) "
            f"VALUES (2026, {unit('delta')}, {unit('school')}, 1)"
        ),
        "Unit .* in the tree of 2026",
    ),
    "a school in no town": (
        f"DELETE FROM unit_ancestor WHERE unit_id = {unit('school')}",
        "Unit .* in the tree of 2026: found nowhere",
    ),
    "a school moved to another town, its place and the tree alike": (
        (
            f"UPDATE unit_parent SET parent_id = {unit('delta')} WHERE unit_id = {unit('school')}; "
            f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} WHERE unit_id = {unit('school')} AND depth = 1"
        ),
        "Unit .*, placed in 2026",
    ),
    "a place slipped in, and the tree made by it": (
        (
            "INSERT INTO unit_parent (unit_id, year, parent_id, founding, proposed_at, approved_at) "
            f"SELECT unit_id, 2026, {unit('delta')}, founding, proposed_at, '2026-11-20 01:00:00' FROM unit_parent "
            f"WHERE unit_id = {unit('school')}; "
            f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} "
            f"WHERE unit_id = {unit('school')} AND depth = 1 AND year = 2026"
        ),
        "Unit .*, placed in 2026",
    ),
    "a place that was taken away, and the tree made without it": (
        (
            f"DELETE FROM unit_parent WHERE unit_id = {unit('school')}; "
            f"DELETE FROM unit_ancestor WHERE unit_id = {unit('school')} AND depth > 0"
        ),
        "Unit .*, placed in 2026",
    ),
    "a tree of a year that has none": (
        (
            "INSERT INTO unit_ancestor (year, ancestor_id, unit_id, depth) "
            f"VALUES (2025, {unit('delta')}, {unit('school')}, 1)"
        ),
        "Unit .* in the tree of 2025",
    ),
}

CHANGES: dict[str, tuple[str, str]] = {
    **VERDICTS,
    **SOURCES,
    **EVIDENCE,
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
        "Entries .*found 4, should be 3",
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
    "accepted amount": ("UPDATE acceptance_line SET amount = amount - 1 WHERE id = 1", "Acceptance .*, line 1, amount"),
    "accepted weight": (
        "UPDATE acceptance_line SET accepted = accepted + 1, net = net + 1 WHERE id = 1",
        "Acceptance .*, line 1, amount|Entry 1 of .*, quantity",
    ),
    "accepted price": (
        "UPDATE acceptance_line SET unit_price = unit_price + 100 WHERE id = 1",
        "Acceptance .*, line 1, amount",
    ),
    "moment of acceptance": ("UPDATE acceptance SET accepted_at = '2025-12-31 10:00:00' WHERE id = 1", "counting day"),
    "no correction": (
        (
            "DELETE FROM verdict WHERE entry_id = 3; DELETE FROM entry WHERE id = 3; "
            "DELETE FROM invoiced_line; DELETE FROM acceptance_line WHERE acceptance_id = 2; "
            "DELETE FROM acceptance WHERE id = 2"
        ),
        "Order line 1, deliveries",
    ),
    "accepted of a line": ("UPDATE order_line SET accepted = accepted + 1 WHERE id = 1", "Order line 1, deliveries"),
    "amount of a line": (
        "UPDATE order_line SET accepted_amount = accepted_amount + 1 WHERE id = 1",
        "Order line 1, deliveries",
    ),
    "expected of a line": ("UPDATE order_line SET expected = expected + 1 WHERE id = 4", "Order line 4, expected"),
    "expected and its sum": (
        (
            "UPDATE order_line SET expected = expected + 1 WHERE id = 4; "
            "UPDATE on_its_way SET amount = amount + 1 WHERE purpose = 'union_welfare'"
        ),
        "Order line 4, expected",
    ),
    "on its way": (
        "UPDATE on_its_way SET amount = amount - 1 WHERE purpose = 'union_welfare'",
        "On its way .*union_welfare",
    ),
    "nothing on its way": (
        "DELETE FROM on_its_way WHERE purpose = 'union_welfare'",
        "On its way .*union_welfare.*found none",
    ),
    "more on its way": (
        (
            f"INSERT INTO on_its_way (year, amount, {ON_ITS_WAY}) SELECT year + 1, 1, {ON_ITS_WAY} FROM on_its_way "
            "WHERE purpose = 'union_welfare'"
        ),
        "On its way .*2027",
    ),
    "a total of nothing": (
        (
            f"INSERT INTO total_by_purpose (month, amount, weight, entries, {TOTAL}) "
            f"SELECT 1, 1, 0, 1, {TOTAL} FROM total_by_purpose WHERE kind = 'purchase'"
        ),
        "Total total_by_purpose .* should be 0.00 yuan",
    ),
    **{f"{table}, amount": (f"UPDATE {table} SET amount = amount + 1", f"Total {table}") for table in TOTALS},
    **{f"{table}, weight": (f"UPDATE {table} SET weight = weight - 1", f"Total {table}") for table in TOTALS},
    **{f"{table}, entries": (f"UPDATE {table} SET entries = entries + 1", f"Total {table}") for table in TOTALS},
    **{f"no {table}": (f"DELETE FROM {table}", f"Total {table} .*found none") for table in TOTALS},
}
