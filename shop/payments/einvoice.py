"""What the XML of a fully digital invoice (数电票) says of itself. Pure.

It is a suggestion for the form and something to hold against the register, never a proof: its signature is not checked
here. The names are those of the files that the tax platform gives out: a root ``EInvoice``, the lines as
``IssuItemInformation``. What is missing or cannot be read is not guessed, and other files say nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import TaxRate
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import LINES_AT_MOST, InvoiceKind
from shop.payments.paper import PaperLine
from shop.payments.uploads import LARGEST_TO_READ

ROOT = "EInvoice"
DATA = f"{ROOT}/EInvoiceData"
ITEM = f"{DATA}/IssuItemInformation"
NUMBER = f"{ROOT}/TaxSupervisionInfo/InvoiceNumber"
ISSUED = f"{ROOT}/TaxSupervisionInfo/IssueTime"
KIND = f"{ROOT}/Header/InherentLabel/GeneralOrSpecialVAT/LabelName"
SELLER, BUYER, SUMS = f"{DATA}/SellerInformation", f"{DATA}/BuyerInformation", f"{DATA}/BasicInformation"
EXEMPT = frozenset({"免税", "不征税", "0"})
LONGEST = 200
DEEPEST = 6
"""Nothing that is read lies deeper; who nests a thousand levels is not followed."""


@dataclass(frozen=True, slots=True)
class EInvoice:
    """What could be read; empty or ``None`` where nothing was. Amounts in fen; ``lines`` all of them or none."""

    number: str
    issued_on: date | None
    kind: InvoiceKind | None
    seller_name: str
    seller_tax_number: str
    buyer_name: str
    buyer_tax_number: str
    total: Money | None
    lines: tuple[PaperLine, ...]


@dataclass(slots=True)
class _Walk:
    """Where the reader stands, what stood where, and the lines one by one."""

    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    items: list[dict[str, str]] = field(default_factory=list)

    def start(self, name: str, _attributes: Any) -> None:
        self.path.append(name.rpartition(" ")[2])
        self.words.clear()
        if len(self.path) <= DEEPEST and "/".join(self.path) == ITEM:
            self.items.append({})

    def end(self, _name: str) -> None:
        place = "/".join(self.path) if len(self.path) <= DEEPEST else ""
        text = "".join(self.words).strip()[:LONGEST]
        if place.startswith(f"{ITEM}/"):
            self.items[-1].setdefault(place.removeprefix(f"{ITEM}/"), text)
        elif place and text:
            self.said.setdefault(place, text)
        self.path.pop()
        self.words.clear()


def read(content: bytes) -> EInvoice | None:
    """What a file says that `uploads.kind_of` has taken for XML: nothing if it is no such invoice, or too large."""
    if len(content) > LARGEST_TO_READ:
        return None
    walk, parser = _Walk(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.words.append
    parser.Parse(content, True)
    said = walk.said
    if NUMBER not in said:
        return None
    return EInvoice(
        number=said[NUMBER],
        issued_on=_day(said.get(ISSUED, "")),
        kind=_kind(said.get(KIND, "")),
        seller_name=said.get(f"{SELLER}/SellerName", ""),
        seller_tax_number=said.get(f"{SELLER}/SellerIdNum", ""),
        buyer_name=said.get(f"{BUYER}/BuyerName", ""),
        buyer_tax_number=said.get(f"{BUYER}/BuyerIdNum", ""),
        total=_money(said.get(f"{SUMS}/TotalTax-includedAmount", "")),
        lines=_lines(walk.items),
    )


def _lines(items: list[dict[str, str]]) -> tuple[PaperLine, ...]:
    lines = [line for item in items if (line := _line(item)) is not None]
    return tuple(lines) if len(lines) == len(items) <= LINES_AT_MOST else ()


def _line(item: Mapping[str, str]) -> PaperLine | None:
    net, tax = _money(item.get("Amount", "")), _money(item.get("ComTaxAm", "") or "0")
    rate = _rate(item.get("TaxRate", ""))
    if net is None or tax is None or rate is None or not item.get("ItemName"):
        return None
    return PaperLine(item["ItemName"][:120], net, rate, tax, _quantity(item.get("Quantity", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _kind(text: str) -> InvoiceKind | None:
    if "专用" in text:
        return InvoiceKind.SPECIAL
    return InvoiceKind.ORDINARY if "普通" in text else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**10 else None


def _money(text: str) -> Money | None:
    number = _decimal(text)
    try:
        return None if number is None else Money.yuan(number)
    except ValueError:
        return None


def _quantity(text: str) -> Quantity | None:
    number = _decimal(text)
    try:
        return None if number is None else Quantity.of(number)
    except ValueError:
        return None


def _rate(text: str) -> TaxRate | None:
    """``0.09``, ``9%`` and ``免税``; a rate that is not known here says nothing."""
    if text in EXEMPT:
        return TaxRate.EXEMPT
    number = _decimal(text.removesuffix("%"))
    if number is None:
        return None
    per_cent = number if text.endswith("%") else number * 100
    if not per_cent:
        return TaxRate.EXEMPT
    return next((rate for rate in TaxRate if rate.value == f"{per_cent.normalize():f}"), None)


@dataclass(frozen=True, slots=True)
class Here:
    """What is known here of the same invoice; nothing is held against what is ``None`` or empty."""

    seller_tax_number: str = ""
    title_tax_number: str = ""
    number: str = ""
    issued_on: date | None = None
    total: Money | None = None


def doubts(told: EInvoice, here: Here, *, written: Any, day: Any) -> list[Any]:
    """Sentences about everything in which a file and what is known here differ; amounts and days as ``written``."""
    pairs: list[tuple[Any, Any, Any, Any]] = [
        (_l("Number of the invoice"), told.number, here.number, str),
        (_l("Issued on"), told.issued_on, here.issued_on, day),
        (_l("Total with tax"), told.total, here.total, written),
        (_l("Tax number of the seller"), told.seller_tax_number, here.seller_tax_number, str),
        (_l("Tax number of the buyer"), told.buyer_tax_number, here.title_tax_number, str),
    ]
    return [
        _l("“%(what)s”: the file says %(said)s, here it is %(here)s.", what=what, said=write(said), here=write(known))
        for what, said, known, write in pairs
        if said and known and said != known
    ]
