"""What an invoice is, reckoned alone: who may do what in which state, and the tax of its lines."""

import pytest

from shop.catalogue.words import TaxRate
from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments import invoicing
from shop.payments.invoicing import InvoiceDeed, InvoiceStatus

NOTHING = Money(0)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("own", Side)
@pytest.mark.parametrize("status", InvoiceStatus)
@pytest.mark.parametrize("deed", InvoiceDeed)
def test_every_side_may_do_in_every_state_what_the_table_says(
    side: Side, own: Side, status: InvoiceStatus, deed: InvoiceDeed
) -> None:
    allowed = {
        (True, InvoiceStatus.REGISTERED): {InvoiceDeed.WITHDRAW},
        (True, InvoiceStatus.DISPUTED): {InvoiceDeed.WITHDRAW},
        (False, InvoiceStatus.REGISTERED): {InvoiceDeed.CHECK, InvoiceDeed.DISPUTE},
        (False, InvoiceStatus.DISPUTED): {InvoiceDeed.CHECK},
        (False, InvoiceStatus.CHECKED): {InvoiceDeed.DISPUTE},
    }
    assert (deed in invoicing.deeds_for(side, own, status)) is (deed in allowed.get((side is own, status), set()))


@pytest.mark.parametrize(
    ("net", "rate", "tax", "off"),
    [
        ("100", TaxRate.NINE, "9.00", "0"),
        ("100", TaxRate.NINE, "9.01", "0"),
        ("100", TaxRate.NINE, "8.99", "0"),
        ("100", TaxRate.NINE, "9.02", "0.02"),
        ("100", TaxRate.THIRTEEN, "0", "-13"),
        ("0.05", TaxRate.ONE, "0", "0"),
        ("100", TaxRate.EXEMPT, "3", "3"),
        ("-100", TaxRate.THREE, "-3", "0"),
    ],
)
def test_the_tax_of_a_line_may_be_a_fen_off(net: str, rate: TaxRate, tax: str, off: str) -> None:
    assert invoicing.tax_off(Money.yuan(net), rate, Money.yuan(tax)) == Money.yuan(off)


@pytest.mark.parametrize("rate", TaxRate)
@pytest.mark.parametrize("fen", [1, 99, 25_850, 10**9 + 7])
def test_a_price_with_tax_splits_into_net_and_tax_that_agree(rate: TaxRate, fen: int) -> None:
    net = invoicing.net_of(Money(fen), rate)
    assert invoicing.tax_off(net, rate, Money(fen) - net) == NOTHING
