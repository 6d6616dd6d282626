"""What the page of a product says of its packs and of whether it will count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from shop.catalogue import queries
from shop.catalogue.facts import Certified
from shop.catalogue.goods import PackOffer
from shop.catalogue.policies import may_read_history
from shop.catalogue.pricing import pack_amount, per_measure, smallest_order
from shop.catalogue.queries.counting import Cluster
from shop.catalogue.queries.products import LotOffer, ProductPage
from shop.catalogue.season import short_place
from shop.catalogue.window import Window
from shop.catalogue.wording import (
    basis_words,
    content_words,
    freight_words,
    measure_price,
    packs_within,
    per_words,
    season_words,
)
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.questions import CountAnswer
from shop.web.filters import day, price
from shop.web.guards import current_actor
from shop.web.language import current

ADD = "ordering.add_to_basket"


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack as the page offers it; ``most`` is how many packs the lots hold, ``rules`` the sentence on how many."""

    pack: PackOffer
    price: str
    basis: str
    compare: str | None
    content: str
    tiers: list[tuple[str, str, bool]]
    smallest: int
    most: int
    rules: str | None
    comes_to: Money

    @property
    def can_be_bought(self) -> bool:
        return self.most >= self.smallest


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a product will count: per purpose, and the facts that it is judged on.

    ``cluster`` is the one it is told for, ``None`` when that is the reader's own.
    """

    cluster: Cluster | None
    canteen: CountAnswer
    purposes: list[tuple[Purpose, CountAnswer]]
    conditions: list[tuple[str, bool]]


def offers(page: ProductPage, lots: Sequence[LotOffer]) -> list[Offer]:
    """The packs of a product with what the page says of each."""
    return [_offer(page, pack, lots) for pack in page.packs]


def _offer(page: ProductPage, pack: PackOffer, lots: Sequence[LotOffer]) -> Offer:
    measure = page.product.measure
    first, smallest = pack.tiers[0][1], smallest_order(pack.minimum, pack.multiple)
    most = packs_within(pack.content, (lot.available for lot in lots))
    return Offer(
        pack=pack,
        price=price(first),
        basis=basis_words(pack, measure),
        compare=None
        if pack.weighed
        else str(
            _(
                "%(price)s per %(measure)s",
                price=measure_price(per_measure(first, pack.basis)),
                measure=per_words(measure),
            )
        ),
        content=content_words(pack, measure),
        tiers=[] if len(pack.tiers) == 1 else [(_from(start), price(at), False) for start, at in pack.tiers],
        smallest=smallest,
        most=most - most % pack.multiple,
        rules=_rules(smallest, pack.multiple),
        comes_to=pack_amount(first, pack.basis, pack.content, smallest),
    )


def _from(start: int) -> str:
    return str(ngettext("From %(num)s pack", "From %(num)s packs", start))


def _rules(smallest: int, multiple: int) -> str | None:
    """How many packs may be ordered, when that is not any number."""
    if multiple > 1 and smallest > multiple:
        return str(_("Minimum order: %(least)s packs, in steps of %(step)s.", least=smallest, step=multiple))
    if multiple > 1:
        return str(_("In steps of %(step)s packs.", step=multiple))
    if smallest > 1:
        return str(_("Minimum order: %(least)s packs.", least=smallest))
    return None


def verdict_for(window: Window, page: ProductPage, cluster_id: int | None) -> Verdict | None:
    """Whether it will count, for the reader's own cluster or the only one there is; nothing when that is nobody's."""
    cluster = queries.cluster_for(window, None) if cluster_id is None else None
    told_for = cluster.id if cluster else cluster_id
    if told_for is None:
        return None
    certificate = page.certificate
    certified = Certified(certificate.number, certificate.valid_on(window.day)) if certificate else None
    facts, answers = queries.purposes_of(window, page, page.seller, certified, told_for)
    return Verdict(
        cluster=cluster,
        canteen=answers[Purpose.CANTEEN],
        purposes=list(answers.items()),
        conditions=_conditions(page, facts, cluster),
    )


def _conditions(page: ProductPage, facts: PurchaseFacts, cluster: Cluster | None) -> list[tuple[str, bool]]:
    """The facts of DOMAIN rule 3 as sentences, each with whether it speaks for the product."""
    seat = page.home.county if current() == "zh" else page.home.county_english
    origin = page.place.named(current())
    conditions = [
        (
            _("The supplier is approved.") if facts.supplier_approved else _("The supplier is not approved."),
            facts.supplier_approved,
        ),
        *_standing(seat, cluster, facts.supplier_county_aided, facts.supplier_county_paired),
    ]
    if facts.origin_county != facts.supplier_county:
        conditions += _standing(origin, cluster, facts.origin_county_aided, facts.origin_county_paired)
    return [(str(sentence), holds) for sentence, holds in [*conditions, _certificate(page, facts)]]


def _standing(county: str, cluster: Cluster | None, aided: bool, paired: bool) -> list[tuple[str, bool]]:
    return [
        (
            _("%(county)s is an aided county.", county=county)
            if aided
            else _("%(county)s is not an aided county.", county=county),
            aided,
        ),
        (_paired(county, cluster) if paired else _not_paired(county, cluster), paired),
    ]


def _paired(county: str, cluster: Cluster | None) -> str:
    if cluster is None:
        return str(_("%(county)s is paired with your cluster.", county=county))
    return str(_("%(county)s is paired with %(cluster)s.", county=county, cluster=cluster.named(current())))


def _not_paired(county: str, cluster: Cluster | None) -> str:
    if cluster is None:
        return str(_("%(county)s is not paired with your cluster.", county=county))
    return str(_("%(county)s is not paired with %(cluster)s.", county=county, cluster=cluster.named(current())))


def _certificate(page: ProductPage, facts: PurchaseFacts) -> tuple[str, bool]:
    certificate = page.certificate
    if certificate is None:
        return _("The product is not certified as aid produce."), False
    if not facts.certificate_valid:
        return _("Certificate %(number)s is not valid today.", number=certificate.number), False
    if certificate.valid_to is None:
        return _("Certified as aid produce under number %(number)s.", number=certificate.number), True
    return (
        _(
            "Certified as aid produce under number %(number)s until %(day)s.",
            number=certificate.number,
            day=day(certificate.valid_to),
        ),
        True,
    )


def doors(page: ProductPage) -> dict[str, str | None]:
    """Where the page's form goes if the reader may buy and the product can be bought, and where its history is read."""
    somebody = current_actor()
    buys = (somebody is None or somebody.is_buyer) and page.on_shelf and ADD in current_app.view_functions
    reads = somebody is not None and may_read_history(somebody, page.supplier_id, page.county_code)
    return {
        "add_to": url_for(ADD) if buys else None,
        "history_at": url_for("catalogue.history", slug=page.product.slug) if reads else None,
    }


def particulars(page: ProductPage, lots: Sequence[LotOffer], today: date) -> dict[str, Any]:
    """The other words of the page; nothing in them depends on who reads it but their language."""
    product, chinese = page.product, current() == "zh"
    return {
        "seal": short_place(page.place.name)[:3],
        "description": product.description if chinese else product.description_english,
        "storage": product.storage if chinese else product.storage_english,
        "producer": product.producer_name if chinese else product.producer_name_english,
        "month": today.month,
        "in_season": not product.all_year and product.in_season(today.month),
        "season_text": season_words(product.months),
        "forward_from": lots[0].harvest_from if lots and lots[0].forward else None,
        "freight": freight_words(page.home.delivered_price, page.home.freight, page.home.freight_free_from),
    }
