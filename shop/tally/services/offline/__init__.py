"""Registering what units bought elsewhere, and judging it.

Whoever does something holds the purchase first; then what it rests on in the register of invoices; then the rules,
and the totals last, as everywhere.
"""
