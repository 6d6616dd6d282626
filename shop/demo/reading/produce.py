"""Categories, produce and listings, from categories.toml, produce.toml and products.toml."""

from __future__ import annotations

from decimal import Decimal

from shop.catalogue.words import ColdChain, Measure, TaxRate
from shop.demo.invented import catalogue_number
from shop.demo.reading.tables import Calendar, Table, bilingual, bilingual_or_none
from shop.demo.records import Bilingual, Category, Certificate, Commodity, Forward, Pack, Produce, Product, Span, Tier
from shop.kernel.money import UnitPrice
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity


def categories(data: Table) -> list[Category]:
    return [
        Category(table["code"], bilingual(table), table["tint"], position)
        for position, table in enumerate(data["category"], 1)
    ]


def produce(table: Table) -> Produce:
    """What all listings of one produce share."""
    lowest, highest = (Decimal(bound) for bound in table["price"])
    return Produce(
        key=table["key"],
        name=bilingual(table),
        category=table["category"],
        commodity=_commodity(table),
        county_code=table["county"],
        measure=Measure(table["measure"]),
        season=tuple(table["season"]),
        year_round=table.get("year_round", False),
        cold_chain=ColdChain(table["cold_chain"]),
        storage=bilingual(table, "storage"),
        shelf_life_days=table.get("shelf_life_days"),
        character=table["character"],
        drawing=table.get("drawing"),
        search_words=table["search"],
        suits=tuple(Purpose(purpose) for purpose in table["suits"]),
        lowest=lowest,
        highest=highest,
        price_for=Quantity.of(table.get("price_for", 1)),
        forward=_forward(table),
    )


def _commodity(table: Table) -> Commodity:
    """Most produce is a commodity of its own; some is the same as what another county grows."""
    code, chinese, english = table.get("commodity", (table["key"], table["zh"], table["en"]))
    return Commodity(code, Bilingual(chinese, english), table.get("grown", False))


def _forward(table: Table) -> Forward | None:
    if "forward" not in table:
        return None
    month, day = table["forward"].split("-")
    return Forward(int(month), int(day), bilingual(table, "forward"))


def products(data: Table, of: dict[str, Produce], calendar: Calendar) -> list[Product]:
    grounds = {table["key"]: bilingual(table) for table in data["exemption"]}
    return [
        _product(table, of[table["produce"]], grounds, data["usual_certificate"], calendar) for table in data["product"]
    ]


def _product(table: Table, of: Produce, grounds: dict[str, Bilingual], usual: list[str], calendar: Calendar) -> Product:
    ground = grounds.get(table["tax"])
    return Product(
        slug=table["slug"],
        produce=of,
        supplier=table["supplier"],
        name=bilingual(table),
        about=bilingual(table, "about"),
        cold_chain=ColdChain(table.get("cold_chain", of.cold_chain)),
        storage=bilingual_or_none(table, "storage") or of.storage,
        shelf_life_days=table.get("shelf_life_days", of.shelf_life_days),
        tax_rate=TaxRate.EXEMPT if ground else TaxRate(table["tax"]),
        tax_ground=ground,
        yearly=Quantity.of(table["yearly"]),
        certificates=_certificates(table, of, usual, calendar),
        producer=bilingual_or_none(table, "producer"),
        packs=tuple(_pack(pack) for pack in table["packs"]),
    )


def _certificates(table: Table, of: Produce, usual: list[str], calendar: Calendar) -> tuple[Certificate, ...]:
    written = table.get("certificate", usual)
    if not written:
        return ()
    first, last = (calendar.day(day) for day in written)
    return (Certificate(catalogue_number(table["slug"], of.county_code), Span(first, last)),)


def _pack(table: Table) -> Pack:
    content = Quantity.of(table["content"])
    lightest, heaviest = (Quantity.of(weight) for weight in table.get("weight", (table["content"], table["content"])))
    return Pack(
        name=bilingual(table),
        content=content,
        weighed=table.get("weighed", False),
        lightest=lightest,
        heaviest=heaviest,
        minimum=table["minimum"],
        multiple=table.get("multiple", 1),
        tiers=tuple(Tier(packs, UnitPrice.yuan(price)) for packs, price in table["tiers"]),
    )
