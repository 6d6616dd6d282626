"""Ways of changing verdicts and the rules they were made by, and the words in which verify names each."""

from tests.journeys.tamperings.tables import OF_TOTALS

VERDICT = "cluster_id, entry_id, scheme_id, rule_set_id, at, remark"
RULE_SET = "scheme_id, valid_from, valid_to, proposed_by_id, proposed_at, approved_by_id"
ANYTHING_GOES = """'{"conditions":[],"purposes":[]}'"""
COUNTED_AS_WELL = "SET state = 'counted', failed = NULL, rule_set_id = 99 WHERE scheme_id = 2"

VERDICTS: dict[str, tuple[str, str]] = {
    "rules made for what did not count": (
        (
            f"INSERT INTO rule_set (id, version, rules, approved_at, {RULE_SET}) "
            f"SELECT 99, 2, {ANYTHING_GOES}, '2026-12-01 01:00:00', {RULE_SET} FROM rule_set WHERE scheme_id = 2; "
            f"UPDATE verdict {COUNTED_AS_WELL}; "
            + "; ".join(f"UPDATE {table} SET verdict = 'counted' WHERE scheme_id = 2" for table in OF_TOTALS)
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
            + "; ".join(f"DELETE FROM {table} WHERE scheme_id = 2" for table in OF_TOTALS)
        ),
        "Entry 1, verdict under scheme 2: found none",
    ),
    "a correction that lowers nothing": (
        (
            "DELETE FROM verdict WHERE entry_id = 3; "
            + "; ".join(f"DELETE FROM {table} WHERE kind = 'correction'" for table in OF_TOTALS)
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
