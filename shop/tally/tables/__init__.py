"""The tally's tables as they are taken away: the same columns and the same total as on the page that shows them.

They describe and read nothing: rows come from the page, or for a long ledger from `queries.ledger_rows`.
"""
