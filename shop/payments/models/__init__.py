"""Tables of the money and its papers."""

from shop.payments.models.books import OrderBalance, PairBalance, Posting
from shop.payments.models.invoiced import InvoiceAllocation, InvoicedLine, InvoiceReduction, LowerProposal
from shop.payments.models.invoices import Invoice, InvoiceFile, InvoiceLine, InvoiceStep
from shop.payments.models.receipts import HandReceipt, Payment, PaymentShare, Refund
from shop.payments.models.terms import PaymentReminder, PaymentTerms

__all__ = [
    "HandReceipt",
    "Invoice",
    "InvoiceAllocation",
    "InvoiceFile",
    "InvoiceLine",
    "InvoiceReduction",
    "InvoiceStep",
    "InvoicedLine",
    "LowerProposal",
    "OrderBalance",
    "PairBalance",
    "Payment",
    "PaymentReminder",
    "PaymentShare",
    "PaymentTerms",
    "Posting",
    "Refund",
]
