"""Money that moves: Stripe, bank transfers, invoices, settlements.

Paying or invoicing never counts a purchase; it raises its evidence grade.
"""
