"""Tables and facts that several ways change."""

OF_TOTALS = ("total_by_county", "total_by_supplier", "total_by_category", "total_by_purpose")
UNCERTIFIED = "replace(facts, 'N-potatoes', 'N-other')"
