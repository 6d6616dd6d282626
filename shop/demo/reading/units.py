"""The cluster, its towns and the units under them, from units.toml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from shop.demo.invented import credit_code
from shop.demo.reading.tables import Calendar, Table, bilingual, yuan
from shop.demo.records import Address, Bilingual, InvoiceProfile, Span, TargetLine, Unit, UnitYear
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.words import Canteen, ProfileKind, UnitKind, UnitLevel
from shop.tally.words import TargetForm

DIVISION = "442000"
PUBLIC_INSTITUTION, GOVERNMENT, ENTERPRISE, TRADE_UNION = "12", "11", "91", "81"
REGISTRARS = {
    UnitKind.TOWN: GOVERNMENT,
    UnitKind.ORGAN: GOVERNMENT,
    UnitKind.DEPARTMENT: GOVERNMENT,
    UnitKind.COMPANY: ENTERPRISE,
}


def units(data: Table, calendar: Calendar) -> Iterator[Unit]:
    """The cluster first, then its towns, then the leaves, in the file's order."""
    cluster = data["cluster"]
    yield _node(cluster, UnitLevel.CLUSTER, 0, calendar, parents={})
    for position, table in enumerate(data["town"], 1):
        parents = dict.fromkeys((calendar.last_year, calendar.this_year), cluster["key"])
        yield _node(table, UnitLevel.TOWN, position, calendar, parents)
    places = {table["key"]: bilingual(table, "place") for table in data["town"]}
    contractors = {table["key"]: bilingual(table) for table in data["contractor"]}
    for position, table in enumerate(data["leaf"], 1):
        yield _leaf(table, position, calendar, places, contractors)


def _node(table: Table, level: UnitLevel, position: int, calendar: Calendar, parents: dict[int, str]) -> Unit:
    kind = UnitKind(level.value)
    rests = calendar.by_year(table["rest"])
    return Unit(
        key=table["key"],
        name=bilingual(table),
        short=bilingual(table, "short"),
        level=level,
        kind=kind,
        position=position,
        division_code=table.get("code"),
        leads=table.get("leads", False),
        credit_code=None if level is UnitLevel.CLUSTER else _code_of(table["key"], kind),
        parents=parents,
        years={year: UnitYear(year, Money(), Money(), 0, rest=yuan(rest)) for year, rest in rests.items()},
    )


def _leaf(
    table: Table, position: int, calendar: Calendar, places: dict[str, Bilingual], contractors: dict[str, Bilingual]
) -> Unit:
    parents = _parents(table, calendar)
    kind = UnitKind(table["kind"])
    merged_on = calendar.day(table["merged_on"]) if "merged_on" in table else None
    place = places[parents[max(parents)]]
    address = _address(table, place)
    return Unit(
        key=table["key"],
        name=bilingual(table),
        level=UnitLevel.LEAF,
        kind=kind,
        position=position,
        credit_code=_code_of(table["key"], kind),
        parents=parents,
        years={year: _year(table, year, calendar) for year in parents},
        canteen=Canteen(table["canteen"]),
        filing_unit=table.get("filing_unit"),
        contractor=contractors[table["contractor"]] if "contractor" in table else None,
        supervisor=table.get("supervisor"),
        supervised=_supervised(calendar, merged_on) if "supervisor" in table else None,
        successor=table.get("successor"),
        merged_on=merged_on,
        large=table.get("size") == "large",
        order_limit=yuan(table["order_limit"]),
        addresses=(address, *_branches(table, place)),
        invoice_profiles=tuple(_profiles(table, kind, address, contractors)),
    )


def _code_of(key: str, kind: UnitKind) -> str:
    return credit_code(key, registrar=REGISTRARS.get(kind, PUBLIC_INSTITUTION), division=DIVISION)


def _parents(table: Table, calendar: Calendar) -> dict[int, str]:
    parent = table["parent"]
    return calendar.by_year(parent if isinstance(parent, dict) else {"last": parent, "this": parent})


def _supervised(calendar: Calendar, merged_on: date | None) -> Span:
    return Span(date(calendar.this_year - 3, 1, 1), merged_on and merged_on - timedelta(days=1))


def _year(table: Table, year: int, calendar: Calendar) -> UnitYear:
    name = "this" if year == calendar.this_year else "last"
    canteen, union = table.get("canteen_spend", {}), table.get("union_spend", {})
    return UnitYear(
        year=year,
        canteen_spend=yuan(canteen.get(name, 0)),
        union_spend=yuan(union.get(name, 0)),
        heads=table["heads"][name],
        canteen_actual=_actual(canteen, name),
        union_actual=_actual(union, name),
        targets=tuple(_target(line, name) for line in table["targets"]),
        reach=table["reach"][name],
    )


def _actual(spend: Table, name: str) -> Money | None:
    written = spend.get(f"{name}_actual")
    return None if written is None else yuan(written)


def _target(line: Table, name: str) -> TargetLine:
    purposes = tuple(Purpose(purpose) for purpose in line["purposes"])
    return TargetLine(purposes, TargetForm(line["form"]), Decimal(line[name]))


def _address(table: Table, place: Bilingual) -> Address:
    label = Bilingual("收发室", "Mail room")
    if table["canteen"] in {Canteen.OWN, Canteen.OUTSOURCED}:
        label = Bilingual("食堂收货口", "Canteen, goods entrance")
    return Address(label, _on(table["road"], place))


def _branches(table: Table, place: Bilingual) -> Iterator[Address]:
    if "branch" in table:
        yield Address(bilingual(table["branch"], "label"), _on(table["branch"], place))


def _on(road: Table, place: Bilingual) -> Bilingual:
    return Bilingual(f"{place.zh}{road['zh']}{road['number']}号", f"{road['number']} {road['en']}, {place.en}")


def _profiles(
    table: Table, kind: UnitKind, address: Address, contractors: dict[str, Bilingual]
) -> Iterator[InvoiceProfile]:
    """The unit; its canteen under the unit's own number, or the contractor that cooks; its trade union."""
    key, name, where = table["key"], table["zh"], address.address.zh
    yield InvoiceProfile(ProfileKind.UNIT, name, _code_of(key, kind), where)
    if table["canteen"] == Canteen.OWN:
        title = name if "食堂" in name else f"{name}食堂"
        yield InvoiceProfile(ProfileKind.CANTEEN, title, _code_of(key, kind), where)
    if table["canteen"] == Canteen.OUTSOURCED:
        code = credit_code(table["contractor"], registrar=ENTERPRISE, division=DIVISION)
        yield InvoiceProfile(ProfileKind.CONTRACTOR, contractors[table["contractor"]].zh, code, where)
    code = credit_code(f"{key} union", registrar=TRADE_UNION, division=DIVISION)
    yield InvoiceProfile(ProfileKind.UNION, f"{name}工会委员会", code, where)
