"""Shelves and lots: every listing with its packs and certificates, and the harvests of two years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update

from shop.catalogue.listing import Listing
from shop.catalogue.models import Category, Commodity, Product
from shop.catalogue.services.certificates import approve_certificate, propose_certificate
from shop.catalogue.services.listings import list_product
from shop.catalogue.services.packs import add_pack
from shop.catalogue.services.shelving import put_on_shelf
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.taxes import GROWERS
from shop.catalogue.words import GoodsKind, TaxRate
from shop.demo import records
from shop.demo.building.stage import Stage
from shop.demo.building.supply.certificates import last_day, plan_renewal
from shop.demo.building.supply.lots import await_harvest
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierKind, SupplierStatus, Taxpayer

PROMISED_AHEAD = timedelta(days=24)
LONGEST_WINDOW, SHORTEST_WINDOW = 75, 7
ALL_MONTHS = tuple(range(1, 13))
GENERAL = frozenset({TaxRate.NINE, TaxRate.THIRTEEN})


def enter_kinds(stage: Stage) -> None:
    """The categories of produce, and what is alike in them."""
    for category in stage.facts.categories.values():
        row = Category(
            code=category.code,
            name=category.name.zh,
            name_english=category.name.en,
            tint=category.tint,
            position=category.position,
        )
        db.session.add(row)
        db.session.flush()
        stage.category_ids[category.code] = row.id
    _enter_commodities(stage)


def stock_the_shelves(stage: Stage) -> None:
    """List every product with packs and certificates, and plan its lots."""
    _register_taxpayers(stage)
    for product in stage.facts.products.values():
        _list(stage, product)


def _enter_commodities(stage: Stage) -> None:
    for produce in stage.facts.produce.values():
        commodity = produce.commodity
        if commodity.code not in stage.commodity_ids:
            row = Commodity(
                code=commodity.code,
                category_id=stage.category_ids[produce.category],
                name=commodity.name.zh,
                name_english=commodity.name.en,
                grown=commodity.grown,
                position=len(stage.commodity_ids) + 1,
            )
            db.session.add(row)
            db.session.flush()
            stage.commodity_ids[commodity.code] = row.id


def _register_taxpayers(stage: Stage) -> None:
    """Whoever sells at the rates of a general taxpayer is one."""
    general = {product.supplier for product in stage.facts.products.values() if product.tax_rate in GENERAL}
    ids = [stage.supplier_ids[key] for key in sorted(general)]
    db.session.execute(update(Supplier.__table__).where(Supplier.id.in_(ids)).values(taxpayer=Taxpayer.GENERAL))


def _goods_kind(product: records.Product, seller: SupplierKind) -> GoodsKind:
    """What the goods are to the tax office, as their rate says."""
    if product.tax_rate is TaxRate.THIRTEEN:
        return GoodsKind.CRAFT if product.produce.category == "craft" else GoodsKind.PROCESSED
    own = product.tax_rate is TaxRate.EXEMPT and product.tax_ground and "自产" in product.tax_ground.zh
    return GoodsKind.OWN_PRIMARY if own and seller in GROWERS else GoodsKind.BOUGHT_PRIMARY


def _list(stage: Stage, product: records.Product) -> None:
    supplier = stage.facts.suppliers[product.supplier]
    seller = stage.somebody(product.supplier, Role.SELLER)
    produce = product.produce
    listing = Listing(
        supplier_id=stage.supplier_ids[product.supplier],
        category_id=stage.category_ids[produce.category],
        county_code=produce.county_code,
        name=product.name.zh,
        name_english=product.name.en,
        character=produce.character,
        drawing=produce.drawing,
        measure=produce.measure,
        months=ALL_MONTHS if set(produce.season) == set(ALL_MONTHS) else produce.season,
        description=product.about.zh,
        description_english=product.about.en,
        storage=product.storage.zh,
        storage_english=product.storage.en,
        cold_chain=product.cold_chain,
        shelf_life_days=product.shelf_life_days,
        goods_kind=_goods_kind(product, supplier.kind),
        tax_rate=product.tax_rate,
        tax_ground=product.tax_ground.zh if product.tax_ground else "",
        commodity_id=stage.commodity_ids[produce.commodity.code],
        producer_name=product.producer.zh if product.producer else None,
        producer_name_english=product.producer.en if product.producer else None,
        search_words=f"{produce.name.zh} {produce.search_words}",
    )
    row = list_product(listing, slug=product.slug, by=seller)
    stage.product_ids[product.slug] = row.id
    for position, pack in enumerate(product.packs):
        made = add_pack(
            row,
            name=pack.name.zh,
            name_english=pack.name.en,
            content=pack.content,
            weighed=pack.weighed,
            minimum=pack.minimum,
            multiple=pack.multiple,
            tiers={tier.from_packs: tier.price for tier in pack.tiers},
            by=seller,
        )
        stage.pack_ids[product.slug, position] = made.id
    _certify(stage, product, row)
    if supplier.status_on(clock.today()) is SupplierStatus.APPROVED:
        put_on_shelf(row, by=seller)
    else:
        stage.off_shelf.add(product.slug)
    for harvest in harvests(stage, product):
        stage.timeline.plan(harvest.known_at, _arrival(stage, row.id, harvest, seller))


def _certify(stage: Stage, product: records.Product, row: Product) -> None:
    office = stage.facts.counties[product.produce.county_code].office_key
    official = stage.who(office, Role.COUNTY_OFFICIAL)
    operator = stage.somebody(stage.facts.operator.key, Role.OPERATOR)
    proposer = official or stage.who(stage.facts.operator.key, Role.OPERATOR, but=operator)
    for certificate in product.certificates:
        proposed = propose_certificate(
            row,
            certificate.number,
            valid_from=certificate.span.first,
            valid_to=last_day(stage, product, certificate),
            by=proposer,
        )
        approve_certificate(proposed, by=operator)
        plan_renewal(stage, product, proposed, official)


@dataclass(frozen=True)
class Harvest:
    """A lot to come: so much between two days, known (and promised) from a moment on."""

    known_at: datetime
    code: str
    quantity: Quantity
    first: date
    last: date
    best_before: date | None


def _arrival(stage: Stage, product_id: int, harvest: Harvest, seller: Actor):  # type: ignore[no-untyped-def]
    def arrive() -> None:
        lot = receive_lot(
            db.session.get_one(Product, product_id),
            harvest.code,
            harvest.quantity,
            harvest_from=harvest.first,
            harvest_to=harvest.last,
            best_before=harvest.best_before,
            by=seller,
        )
        await_harvest(stage, lot, seller)

    return arrive


def harvests(stage: Stage, product: records.Product) -> Iterator[Harvest]:
    """Windows through the months of harvest, a year's quantity spread over them evenly."""
    produce = product.produce
    life = product.shelf_life_days
    window = LONGEST_WINDOW if life is None else max(SHORTEST_WINDOW, min(LONGEST_WINDOW, life * 2 // 3))
    # What is harvested once and sold all year is in store from the harvest before the demo begins.
    back = 330 if produce.year_round and set(produce.season) != set(ALL_MONTHS) else 60
    first_day = clock.shanghai_day(stage.start) - timedelta(days=back)
    last_day = clock.shanghai_day(stage.timeline.end) + timedelta(days=150)
    months = set(ALL_MONTHS if produce.year_round and life and life < 120 else produce.season)
    windows = list(_windows(first_day, last_day, months, window))
    days_a_year = max(1, sum(28 for _month in months))
    for number, (first, last) in enumerate(windows, start=1):
        share = ((last - first).days + 1) / days_a_year
        thousandths = int(product.yearly.thousandths * share) // 1000 * 1000
        pack = max(pack.content.thousandths for pack in product.packs)
        if thousandths < pack:
            continue
        known = clock.at_shanghai(first, 7) - PROMISED_AHEAD
        if produce.forward is not None:
            known = min(known, _forward_sale(produce.forward, first))
        code = f"{first:%y%m%d}-{number:02d}"
        best = None if life is None else last + timedelta(days=life)
        yield Harvest(max(known, stage.start), code, Quantity(thousandths), first, last, best)


def _windows(first_day: date, last_day: date, months: set[int], length: int) -> Iterator[tuple[date, date]]:
    day = first_day
    while day <= last_day:
        if day.month not in months:
            day += timedelta(days=1)
            continue
        first = day
        while day.month in months and (day - first).days < length and day <= last_day:
            day += timedelta(days=1)
        yield first, day - timedelta(days=1)


def _forward_sale(forward: records.Forward, harvest: date) -> datetime:
    """The last opening of the forward sale before a harvest."""
    opening = date(harvest.year, forward.month, forward.day)
    if opening > harvest:
        opening = date(harvest.year - 1, forward.month, forward.day)
    return clock.at_shanghai(opening, 7)
