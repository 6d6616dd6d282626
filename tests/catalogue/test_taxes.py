"""Which rates of value-added tax are open for whom and what, over the whole table."""

from __future__ import annotations

from itertools import product

import pytest

from shop.catalogue.taxes import OFFICIAL, Ground, all_open, check_rate, chosen, ground_words, open_rates
from shop.catalogue.words import GoodsKind, TaxRate
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierKind, Taxpayer

OWN, BOUGHT, PROCESSED, CRAFT = GoodsKind
GENERAL, SMALL = Taxpayer
FREE, NINE, THIRTEEN, THREE, ONE = TaxRate
COOP, WORKSHOP = SupplierKind.COOPERATIVE, SupplierKind.WORKSHOP

OPEN = {
    (OWN, GENERAL): {FREE, NINE},
    (OWN, SMALL): {FREE, ONE, THREE},
    (BOUGHT, GENERAL): {FREE, NINE},
    (BOUGHT, SMALL): {FREE, ONE, THREE},
    (PROCESSED, GENERAL): {THIRTEEN, NINE},
    (PROCESSED, SMALL): {ONE, THREE},
    (CRAFT, GENERAL): {THIRTEEN},
    (CRAFT, SMALL): {ONE, THREE},
}


@pytest.mark.parametrize(("goods", "taxpayer", "seller"), list(product(GoodsKind, Taxpayer, SupplierKind)))
def test_the_rates_open_for_each_kind_of_goods_taxpayer_and_seller(
    goods: GoodsKind, taxpayer: Taxpayer, seller: SupplierKind
) -> None:
    expected = OPEN[goods, taxpayer] - ({FREE} if goods is OWN and seller is WORKSHOP else set())
    assert {choice.rate for choice in open_rates(goods, taxpayer, seller)} == expected
    for rate in TaxRate:
        if rate in expected:
            check_rate(goods, rate, "因为", taxpayer, seller)
            continue
        with pytest.raises(Refused) as refusal:
            check_rate(goods, rate, "", taxpayer, seller)
        assert refusal.value.field == "tax_rate"


def test_an_exemption_needs_its_ground() -> None:
    with pytest.raises(Refused) as refusal:
        check_rate(OWN, FREE, "", SMALL, COOP)
    assert refusal.value.field == "tax_ground"


@pytest.mark.parametrize("seller", SupplierKind)
def test_a_cooperative_sells_what_its_members_grew_and_others_what_they_grew(seller: SupplierKind) -> None:
    grounds = [choice.ground for choice in open_rates(OWN, SMALL, seller) if choice.rate is FREE]
    usual = [Ground.MEMBERS] if seller is COOP else [Ground.OWN_GROWN]
    assert grounds == ([] if seller is WORKSHOP else usual)


def test_every_choice_has_a_key_of_its_own_and_is_found_again() -> None:
    for taxpayer, seller in product(Taxpayer, SupplierKind):
        choices = all_open(taxpayer, seller)
        assert len({choice.key for choice in choices}) == len(choices)
        for choice in choices:
            found = chosen(choice.goods, choice.rate, choice.official, taxpayer, seller)
            assert found is not None
            assert (found.goods, found.rate, found.official) == (choice.goods, choice.rate, choice.official)


def test_what_is_not_stated_is_not_guarded_and_not_chosen() -> None:
    check_rate(None, THIRTEEN, "", SMALL, COOP)
    assert chosen(None, THIRTEEN, "", SMALL, COOP) is None
    assert chosen(CRAFT, NINE, "", GENERAL, COOP) is None


def test_a_ground_reads_in_the_readers_language_and_another_as_it_was_written() -> None:
    assert ground_words(OFFICIAL[Ground.MEMBERS]) == Ground.MEMBERS.label
    assert ground_words("按县里通知") == "按县里通知"
