"""Tables of the money."""

from shop.payments.models.books import OrderBalance, PairBalance, Posting
from shop.payments.models.receipts import HandReceipt, Payment, PaymentShare, Refund
from shop.payments.models.settlements import LineDispute, Settlement, SettlementClaim, SettlementLine
from shop.payments.models.terms import PaymentTerms

__all__ = [
    "HandReceipt",
    "LineDispute",
    "OrderBalance",
    "PairBalance",
    "Payment",
    "PaymentShare",
    "PaymentTerms",
    "Posting",
    "Refund",
    "Settlement",
    "SettlementClaim",
    "SettlementLine",
]
