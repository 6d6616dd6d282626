"""From the basket to the confirmed order: checkout, approval, confirmation, lowering, closing.

How goods travel and are taken in is `fulfilment`'s business; what counts is `tally`'s.
"""
