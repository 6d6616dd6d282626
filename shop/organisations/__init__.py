"""Units and their yearly tree, suppliers, counties, pairings, memberships: who stands where, since when.

What they sell is `catalogue`'s business, what they buy `ordering`'s, what counts `tally`'s.
"""
