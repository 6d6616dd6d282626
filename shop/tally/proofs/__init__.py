"""The proof of the book in its parts: entries, verdicts and totals, and what is on its way."""
