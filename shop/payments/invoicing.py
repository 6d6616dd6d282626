"""What an invoice (发票) is and the life it has in the register. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from stdnum.cn import ric

from shop.catalogue.words import TaxRate
from shop.fulfilment.lifecycle import Side
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.refusals import Refused

TOLERANCE = Money(1)
"""By so much the tax of a line may differ from its rate: issuers round each line for themselves."""

LATE_AFTER = 60
"""Days after which what is accepted and not invoiced is listed by name (DOMAIN rule 9)."""

LONGEST_NUMBER = 20
LINES_AT_MOST = 60


class InvoiceKind(Labelled):
    """Which paper it is. A red letter (红字) takes back all or a part of the invoice that it names."""

    ORDINARY = "ordinary", _l("Ordinary VAT invoice")
    SPECIAL = "special", _l("Special VAT invoice")
    TAX_OFFICE = "tax_office", _l("Invoice issued by the tax office for the seller")
    PURCHASE = "purchase", _l("Purchase invoice issued by the buyer")
    RED = "red", _l("Red-letter invoice")


class InvoiceStatus(Labelled):
    """Where an invoice stands in the register."""

    REGISTERED = "registered", _l("To be checked")
    CHECKED = "checked", _l("Checked and matched")
    DISPUTED = "disputed", _l("Disputed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class InvoiceDeed(Labelled):
    """What is done to an invoice in the register."""

    REGISTER = "register", _l("Put into the register")
    CHECK = "check", _l("Check and match")
    DISPUTE = "dispute", _l("Dispute")
    WITHDRAW = "withdraw", _l("Withdraw")


class FileKind(Labelled):
    """The forms in which e-invoices travel."""

    OFD = "ofd", "OFD"
    PDF = "pdf", "PDF"
    XML = "xml", "XML"


class WhyAllocated(Labelled):
    """Why a part of an invoice was allocated to an accepted line, or taken off it again."""

    ALLOCATED = "allocated", _l("Allocated")
    ALLOCATED_ANEW = "allocated_anew", _l("Allocated anew")
    CORRECTION = "correction", _l("The acceptance was corrected")
    RED_LETTER = "red_letter", _l("Taken back by a red-letter invoice")
    WITHDRAWAL = "withdrawal", _l("The invoice was withdrawn")


class Hand(StrEnum):
    """Who may take a step: the side that registered the invoice, or the other one."""

    OWN = "own"
    OTHER = "other"


MOVES: dict[InvoiceDeed, tuple[Hand, frozenset[InvoiceStatus], InvoiceStatus]] = {
    InvoiceDeed.CHECK: (
        Hand.OTHER,
        frozenset({InvoiceStatus.REGISTERED, InvoiceStatus.DISPUTED}),
        InvoiceStatus.CHECKED,
    ),
    InvoiceDeed.DISPUTE: (
        Hand.OTHER,
        frozenset({InvoiceStatus.REGISTERED, InvoiceStatus.CHECKED}),
        InvoiceStatus.DISPUTED,
    ),
    InvoiceDeed.WITHDRAW: (
        Hand.OWN,
        frozenset({InvoiceStatus.REGISTERED, InvoiceStatus.DISPUTED}),
        InvoiceStatus.WITHDRAWN,
    ),
}
"""Who may do what, from which states, and where it leads. What was checked is disputed before it can be withdrawn."""

OPEN_TO_CHANGE = frozenset({InvoiceStatus.REGISTERED, InvoiceStatus.DISPUTED})
"""While nobody has checked an invoice, whoever registered it may say anew to which lines it belongs."""


def deeds_for(side: Side | None, registered_by: Side, status: InvoiceStatus) -> list[InvoiceDeed]:
    """What a side may do with an invoice now."""
    if side is None:
        return []
    hand = Hand.OWN if side is registered_by else Hand.OTHER
    return [deed for deed, (whose, start, _end) in MOVES.items() if whose is hand and status in start]


def after(status: InvoiceStatus, deed: InvoiceDeed, side: Side | None, registered_by: Side) -> InvoiceStatus:
    """The state a deed leads to, or a refusal that names both."""
    if deed not in deeds_for(side, registered_by, status):
        raise Refused(
            _l("“%(step)s” is not possible: the invoice is now “%(status)s”.", step=deed.label, status=status.label)
        )
    return MOVES[deed][2]


def tidied(text: str) -> str:
    """A number as it is compared: narrow signs, no spaces, capital letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def check_number(code: str, number: str) -> None:
    """A fully digital invoice has 20 digits and no code; any other has 8 digits and a code of 10 or 12."""
    if not re.fullmatch(r"\d{8}|\d{20}", number, re.ASCII):
        raise Refused(_l("The number of an invoice has 8 digits, that of a fully digital one 20."), field="number")
    if len(number) == LONGEST_NUMBER and code:
        raise Refused(_l("A fully digital invoice has no code: leave it empty."), field="code")
    if len(number) < LONGEST_NUMBER and not re.fullmatch(r"\d{10}|\d{12}", code, re.ASCII):
        raise Refused(_l("The code of an invoice has 10 or 12 digits."), field="code")


def check_tax_number(tax_number: str) -> None:
    """15 to 20 letters and digits. A person's ID number is nobody's business here, though tax offices take it."""
    if not re.fullmatch(r"[0-9A-Z]{15,20}", tax_number, re.ASCII):
        raise Refused(_l("A tax number has 15 to 20 letters and digits."), field="seller_tax_number")
    if ric.is_valid(tax_number):
        raise Refused(
            _l("This is a person’s ID number, which is not kept here: enter the tax number of who issued the invoice."),
            field="seller_tax_number",
        )


def tax_due(net: Money, rate: TaxRate) -> Money:
    """The tax on a net amount, rounded to the fen, half away from zero."""
    exact = Decimal(net.fen) * percent(rate) / 100
    return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def net_of(total: Money, rate: TaxRate) -> Money:
    """The net amount of a total with tax."""
    exact = Decimal(total.fen) * 100 / (100 + percent(rate))
    return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def percent(rate: TaxRate) -> int:
    """Per cent of the net amount; what is exempt bears none."""
    return 0 if rate is TaxRate.EXEMPT else int(rate.value)


def tax_off(net: Money, rate: TaxRate, tax: Money) -> Money:
    """By how much the tax of a line differs from its rate; nothing within the tolerance."""
    off = tax - tax_due(net, rate)
    return Money(0) if abs(off.fen) <= TOLERANCE.fen else off
