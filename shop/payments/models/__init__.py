"""Tables of the money."""

from shop.payments.models.books import OrderBalance, PairBalance, Posting
from shop.payments.models.receipts import Payment, PaymentShare, Refund

__all__ = ["OrderBalance", "PairBalance", "Payment", "PaymentShare", "Posting", "Refund"]
