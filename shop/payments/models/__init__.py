"""Tables of the money and its papers."""

from shop.payments.models.books import OrderBalance, PairBalance, Posting
from shop.payments.models.invoiced import InvoiceAllocation, InvoicedLine, InvoiceReduction, LowerProposal
from shop.payments.models.invoices import Invoice, InvoiceFile, InvoiceLine, InvoiceStep
from shop.payments.models.monthly import MonthlyStatement
from shop.payments.models.receipts import HandReceipt, Payment, PaymentShare, Refund
from shop.payments.models.settlements import (
    LineDispute,
    Settlement,
    SettlementClaim,
    SettlementInvoice,
    SettlementLine,
)
from shop.payments.models.stripe import (
    Comparison,
    InboxEvent,
    OnlinePayment,
    OnlineRefund,
    PayOut,
    PayOutPart,
    StripeDifference,
)
from shop.payments.models.terms import OrderReminder, PaymentReminder, PaymentTerms

__all__ = [
    "Comparison",
    "HandReceipt",
    "InboxEvent",
    "Invoice",
    "InvoiceAllocation",
    "InvoiceFile",
    "InvoiceLine",
    "InvoiceReduction",
    "InvoiceStep",
    "InvoicedLine",
    "LineDispute",
    "LowerProposal",
    "MonthlyStatement",
    "OnlinePayment",
    "OnlineRefund",
    "OrderBalance",
    "OrderReminder",
    "PairBalance",
    "PayOut",
    "PayOutPart",
    "Payment",
    "PaymentReminder",
    "PaymentShare",
    "PaymentTerms",
    "Posting",
    "Refund",
    "Settlement",
    "SettlementClaim",
    "SettlementInvoice",
    "SettlementLine",
    "StripeDifference",
]
