"""Counties, townships and pairings, from counties.toml."""

from __future__ import annotations

from shop.demo.invented import credit_code
from shop.demo.reading.tables import Table, bilingual
from shop.demo.records import Bilingual, County, Pairing, Span, Township

GOVERNMENT = "11"  # the registering authority and kind in a government body's credit code


def office_key(county_code: str) -> str:
    """The key of the county's office that vets suppliers."""
    return f"county-{county_code}"


def halls(data: Table) -> dict[str, Bilingual]:
    return {table["key"]: bilingual(table) for table in data["hall"]}


def counties(data: Table) -> list[County]:
    prefectures = {table["code"]: table for table in data["prefecture"]}
    return [_county(table, prefectures[table["prefecture"]]) for table in data["county"]]


def _county(table: Table, prefecture: Table) -> County:
    key = office_key(table["code"])
    return County(
        code=table["code"],
        name=bilingual(table),
        short=bilingual(table, "short"),
        prefecture=bilingual(prefecture),
        province=bilingual(prefecture, "province"),
        hall=table["hall"],
        about=bilingual(table, "about"),
        aided=(Span(table["aided_from"]),) if "aided_from" in table else (),
        office_key=key,
        office_name=bilingual(table, "office"),
        office_credit_code=credit_code(key, registrar=GOVERNMENT, division=table["code"]),
    )


def townships(data: Table) -> list[Township]:
    return [Township(table["code"], table["code"][:6], bilingual(table)) for table in data["township"]]


def pairings(data: Table) -> list[Pairing]:
    return [
        Pairing(county, Span(table["valid_from"], table.get("valid_to")), bilingual(table))
        for table in data["pairing"]
        for county in table["counties"]
    ]
