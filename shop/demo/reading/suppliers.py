"""Suppliers, from suppliers.toml."""

from __future__ import annotations

from datetime import date

from shop.demo.invented import credit_code
from shop.demo.reading.tables import Calendar, Table, bilingual, yuan
from shop.demo.records import Linked, Supplier, Township, Vetting
from shop.kernel.money import Money
from shop.organisations.words import SupplierKind, SupplierStatus

REGISTRARS = {SupplierKind.COOPERATIVE: "93", SupplierKind.FAMILY_FARM: "92"}
ENTERPRISE = "91"
USUAL_VETTING = (("Y-2 02-10", "applicant"), ("Y-2 02-25", "recommended"), ("Y-2 03-10", "approved"))


def supplier(table: Table, calendar: Calendar, townships: dict[str, Township]) -> Supplier:
    """One supplier. Those outside Daguan name their township without a code."""
    kind = SupplierKind(table["kind"])
    township = table.get("township")
    free_from = table.get("freight_free_from")
    return Supplier(
        key=table["key"],
        name=bilingual(table),
        kind=kind,
        county_code=table["county"],
        township_code=township,
        place=townships[township].name if township else bilingual(table, "place"),
        credit_code=credit_code(table["key"], registrar=REGISTRARS.get(kind, ENTERPRISE), division=table["county"]),
        founded=table["founded"],
        about=bilingual(table, "about"),
        mechanism=bilingual(table, "mechanism"),
        linked=tuple(Linked(date(year, 1, 1), *counted) for year, counted in calendar.by_year(table["linked"]).items()),
        vetting=tuple(
            Vetting(calendar.day(day), SupplierStatus(status)) for day, status in table.get("vetting", USUAL_VETTING)
        ),
        agent=table.get("agent", False),
        delivered_price=table.get("delivered_price", False),
        freight=yuan(table.get("freight", 0)),
        freight_free_from=None if free_from is None else Money.yuan(free_from),
    )
