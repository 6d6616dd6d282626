"""Tables of the money."""

from shop.payments.models.books import OrderBalance, PairBalance, Posting
from shop.payments.models.receipts import HandReceipt, Payment, PaymentShare, Refund
from shop.payments.models.terms import PaymentReminder, PaymentTerms

__all__ = [
    "HandReceipt",
    "OrderBalance",
    "PairBalance",
    "Payment",
    "PaymentReminder",
    "PaymentShare",
    "PaymentTerms",
    "Posting",
    "Refund",
]
