"""Ways of changing totals and what is on its way, and the words in which verify names each."""

from tests.journeys.tamperings.tables import OF_TOTALS

TOTAL = "scheme_id, year, unit_id, kind, channel, verdict, purpose"
ON_ITS_WAY = "scheme_id, unit_id, purpose, county_code, verdict"

TOTALS: dict[str, tuple[str, str]] = {
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
    **{f"{table}, amount": (f"UPDATE {table} SET amount = amount + 1", f"Total {table}") for table in OF_TOTALS},
    **{f"{table}, weight": (f"UPDATE {table} SET weight = weight - 1", f"Total {table}") for table in OF_TOTALS},
    **{f"{table}, entries": (f"UPDATE {table} SET entries = entries + 1", f"Total {table}") for table in OF_TOTALS},
    **{f"no {table}": (f"DELETE FROM {table}", f"Total {table} .*found none") for table in OF_TOTALS},
}
