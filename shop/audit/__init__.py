"""Who did what, when and on whose behalf: an append-only trail, shown on the object it belongs to.

It is not the tally ledger and decides nothing.
"""
