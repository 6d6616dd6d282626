"""Which rates of value-added tax are open for which goods, by whom, and on which ground. Pure: a table that guards and
explains. The supplier confirms the rate; it is data, and what was ordered keeps the rate that it was ordered at.

Sources, as they stand in 2026:

- The law on value-added tax (增值税法, in force since 1 January 2026): farm produce, edible oil and the like at 9 %,
  other goods at 13 % (article 10); simplified at 3 % (article 11); exempt is what farmers sell of their own growing
  (article 24, item 1). An exemption may be given up (article 27), so the ordinary rates stand beside it.
- What a farmers' cooperative sells of its members' growing counts as its own (财税〔2008〕81号).
- Vegetables, and fresh meat and eggs, are exempt for whoever trades in them (财税〔2011〕137号, 财税〔2012〕75号).
- What is farm produce still, and what is processed already: 财税字〔1995〕52号. Sorted, dried or cut it
  is farm produce still; cooked, seasoned or canned it is not.
- Small-scale taxpayers: 3 %, reduced to 1 % until the end of 2027 (财政部 税务总局公告2023年第19号).

That small-scale taxpayers of little turnover owe nothing for a month is a matter of the month and not of the goods, and
so no rate of a listing.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import GoodsKind, TaxRate
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierKind, Taxpayer


class Ground(Labelled):
    """Why a rate is open."""

    OWN_GROWN = "own_grown", _l("We grew it ourselves: farm produce of one’s own is exempt.")
    MEMBERS = "members", _l("Our members grew it: a cooperative sells it like its own, exempt.")
    VEGETABLES = "vegetables", _l("Vegetables are exempt for whoever trades in them.")
    FRESH_MEAT_EGGS = "meat_eggs", _l("Fresh meat and eggs are exempt for whoever trades in them.")
    FARM_PRODUCE = "farm_produce", _l("Farm produce of a general taxpayer.")
    OIL_AND_MILK = "oil_and_milk", _l("Edible oil, salt and plain milk of a general taxpayer.")
    OTHER_GOODS = "other_goods", _l("Processed and other goods of a general taxpayer.")
    REDUCED = "reduced", _l("Small-scale taxpayer: 3 % reduced to 1 % until the end of 2027.")
    GIVEN_UP = "given_up", _l("Small-scale taxpayer that gave the reduction up, so that buyers get an invoice at 3 %.")


OFFICIAL: dict[Ground, str] = {
    Ground.OWN_GROWN: "农业生产者销售的自产农产品免税",
    Ground.MEMBERS: "农民专业合作社销售本社成员生产的农产品，视同自产免税",
    Ground.VEGETABLES: "蔬菜流通环节免税",
    Ground.FRESH_MEAT_EGGS: "鲜活肉蛋产品流通环节免税",
}
"""The grounds of an exemption as papers say them; a listing keeps the one that its supplier confirmed."""


class Open(NamedTuple):
    """A rate that is open for these goods, and why."""

    goods: GoodsKind
    rate: TaxRate
    ground: Ground

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.goods.value}-{self.rate.value}-{self.ground.value}"

    @property
    def official(self) -> str:
        """The ground as a listing keeps it: of an exemption alone."""
        return OFFICIAL.get(self.ground, "")


GROWERS = frozenset(SupplierKind) - {SupplierKind.WORKSHOP}
"""Who may grow: a workshop works what others grew."""

BY_GENERAL: dict[GoodsKind, list[tuple[TaxRate, Ground]]] = {
    GoodsKind.OWN_PRIMARY: [(TaxRate.NINE, Ground.FARM_PRODUCE)],
    GoodsKind.BOUGHT_PRIMARY: [(TaxRate.NINE, Ground.FARM_PRODUCE)],
    GoodsKind.PROCESSED: [(TaxRate.THIRTEEN, Ground.OTHER_GOODS), (TaxRate.NINE, Ground.OIL_AND_MILK)],
    GoodsKind.CRAFT: [(TaxRate.THIRTEEN, Ground.OTHER_GOODS)],
}
BY_SMALL = [(TaxRate.ONE, Ground.REDUCED), (TaxRate.THREE, Ground.GIVEN_UP)]


def open_rates(goods: GoodsKind, taxpayer: Taxpayer, seller: SupplierKind) -> tuple[Open, ...]:
    """The rates open for these goods, the usual one first."""
    usual = BY_GENERAL[goods] if taxpayer is Taxpayer.GENERAL else BY_SMALL
    return tuple(Open(goods, rate, ground) for rate, ground in [*_exempt(goods, seller), *usual])


def all_open(taxpayer: Taxpayer, seller: SupplierKind) -> tuple[Open, ...]:
    """What a supplier may choose from, over all kinds of goods that it may sell."""
    return tuple(
        choice
        for goods in GoodsKind
        if goods is not GoodsKind.OWN_PRIMARY or seller in GROWERS
        for choice in open_rates(goods, taxpayer, seller)
    )


def chosen(
    goods: GoodsKind | None, rate: TaxRate, ground: str, taxpayer: Taxpayer, seller: SupplierKind
) -> Open | None:
    """The open rate that a listing has; ``None`` when its goods are not stated, or the rate is not open for them."""
    if goods is None:
        return None
    fitting = [choice for choice in open_rates(goods, taxpayer, seller) if choice.rate is rate]
    exact = [choice for choice in fitting if choice.official == ground]
    return next(iter(exact or fitting), None)


def check_rate(goods: GoodsKind | None, rate: TaxRate, ground: str, taxpayer: Taxpayer, seller: SupplierKind) -> None:
    """Raises ``Refused`` beside the rate when it is not open for goods of this kind, or beside its ground."""
    if goods is None:
        return
    rates = {choice.rate for choice in open_rates(goods, taxpayer, seller)}
    if rate not in rates:
        listed = ", ".join(str(one.label) for one in TaxRate if one in rates)
        raise Refused(
            _l(
                "“%(goods)s” cannot be sold at “%(rate)s”. Open are: %(rates)s.",
                goods=goods.label,
                rate=rate.label,
                rates=listed,
            ),
            field="tax_rate",
        )
    if rate is TaxRate.EXEMPT and not ground:
        raise Refused(_l("Please say why the goods are exempt from tax."), field="tax_ground")


def ground_words(ground: str) -> object:
    """An exemption's ground in the reader's language, where it is one of ours; else as it was written."""
    known = {official: of for of, official in OFFICIAL.items()}
    return known[ground].label if ground in known else ground


def _exempt(goods: GoodsKind, seller: SupplierKind) -> list[tuple[TaxRate, Ground]]:
    if goods is GoodsKind.OWN_PRIMARY and seller in GROWERS:
        own = Ground.MEMBERS if seller is SupplierKind.COOPERATIVE else Ground.OWN_GROWN
        return [(TaxRate.EXEMPT, own)]
    if goods is GoodsKind.BOUGHT_PRIMARY:
        return [(TaxRate.EXEMPT, Ground.VEGETABLES), (TaxRate.EXEMPT, Ground.FRESH_MEAT_EGGS)]
    return []
