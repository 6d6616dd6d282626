"""What an application has to say, what is still missing of it, and how it differs from the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from shop.organisations.papers import Paper, standing_of
from shop.organisations.words import DocumentKind, Part, Standing, SupplierStatus

IN_ORDER = (Standing.VALID, Standing.ENDING)
"""How a document may stand for an application to be complete."""


class Missing(NamedTuple):
    """A sentence about what an application still lacks, and the part it is typed in."""

    part: Part
    sentence: Any


@dataclass(frozen=True, slots=True)
class Stated:
    """An application as it stands. ``account`` is the end of the bank account's number, empty without one.

    ``has_townships`` says whether the county's townships are known here: then one is to be named.
    """

    name: str
    name_english: str
    kind: str
    credit_code: str
    county_code: str
    township_code: str | None = None
    has_townships: bool = False
    founded: int | None = None
    about: str = ""
    about_english: str = ""
    contact: str = ""
    phone: str = ""
    taxpayer: str = ""
    delivered_price: bool = False
    freight: str = ""
    freight_free_from: str = ""
    mechanism: str = ""
    mechanism_english: str = ""
    households: int | None = None
    people: int | None = None
    without_permit: bool = False
    account: str = ""
    papers: tuple[Paper, ...] = field(default_factory=tuple)


def missing(stated: Stated, today: date) -> list[Missing]:
    """What is still to be filled in before it can be sent, in the order of the parts."""
    return [
        Missing(part, sentence)
        for part, is_missing, sentence in (
            (Part.BUSINESS, not stated.credit_code, _l("The unified social credit code, as on the licence.")),
            (Part.PLACE, stated.has_townships and not stated.township_code, _l("The township you are registered in.")),
            (Part.PLACE, stated.founded is None, _l("The year of foundation.")),
            (Part.PLACE, not stated.about, _l("A few sentences about yourselves, which buyers will read.")),
            (Part.PLACE, not stated.contact, _l("Whom the offices may ask.")),
            (Part.PLACE, not stated.phone, _l("A phone number.")),
            (Part.BENEFIT, not stated.mechanism, _l("How farmers benefit from what you sell.")),
            (Part.BENEFIT, not stated.households, _l("How many households you link, and how many people.")),
            (Part.ACCOUNT, not stated.account, _l("The bank account that buyers pay into.")),
            *_papers_missing(stated, today),
        )
        if is_missing
    ]


def _papers_missing(stated: Stated, today: date) -> Iterable[tuple[Part, bool, Any]]:
    licence, permit = (_best(stated.papers, kind, today) for kind in (DocumentKind.LICENCE, DocumentKind.FOOD_PERMIT))
    part = Part.DOCUMENTS
    yield part, licence is None, _l("The business licence, as a PDF or a photo.")
    yield part, licence is not None and licence not in IN_ORDER, _l("A business licence that is valid today.")
    yield (
        part,
        permit is None and not stated.without_permit,
        _l("The food permit; or say that nothing you sell needs one."),
    )
    yield part, permit is not None and permit not in IN_ORDER, _l("A food permit that is valid today.")


def _best(papers: Iterable[Paper], kind: DocumentKind, today: date) -> Standing | None:
    """How the best document of a kind stands; nothing without any."""
    found = [standing_of(paper, today) for paper in papers if paper.kind is kind and not paper.ended]
    return next((standing for standing in (*IN_ORDER, *found) if standing in found), None)


def editable(status: SupplierStatus) -> frozenset[Part]:
    """The parts that the supplier itself may change now. While offices read an application it stands still.

    After the approval a changed name, code or licence goes through a check, and a changed account through two people.
    """
    if status is SupplierStatus.DRAFT:
        return frozenset(Part)
    if status in (SupplierStatus.APPROVED, SupplierStatus.SUSPENDED):
        return frozenset({Part.PLACE, Part.TERMS, Part.DOCUMENTS})
    return frozenset()


FIELDS: dict[str, Any] = {
    "kind": _l("Kind of supplier"),
    "name": _l("Chinese name"),
    "name_english": _l("English name"),
    "credit_code": _l("Credit code"),
    "county": _l("County"),
    "township": _l("Township"),
    "founded": _l("Year of foundation"),
    "about": _l("About us (Chinese)"),
    "about_english": _l("About us (English)"),
    "contact": _l("Contact"),
    "phone": _l("Phone number"),
    "taxpayer": _l("Taxpayer"),
    "delivered_price": _l("Delivered prices"),
    "freight": _l("Freight per order"),
    "freight_free_from": _l("No freight from"),
    "mechanism": _l("Benefit mechanism (Chinese)"),
    "mechanism_english": _l("Benefit mechanism (English)"),
    "households": _l("Households"),
    "people": _l("People"),
    "without_permit": _l("Sells nothing that needs a food permit"),
    "account": _l("Bank account"),
    "licence": _l("Business licence"),
    "food_permit": _l("Food permit"),
    "agency": _l("Agency agreement"),
    "other": _l("Another document"),
}
"""What the fields of an application are called, in the order in which they are shown."""


def as_words(stated: Stated, county: str, township: str) -> dict[str, str]:
    """An application as plain words by field, to be kept with the step that sent it. Empty fields are left out."""
    said: dict[str, Any] = {
        "kind": stated.kind,
        "name": stated.name,
        "name_english": stated.name_english,
        "credit_code": stated.credit_code,
        "county": county,
        "township": township,
        "founded": stated.founded,
        "about": stated.about,
        "about_english": stated.about_english,
        "contact": stated.contact,
        "phone": stated.phone,
        "taxpayer": stated.taxpayer,
        "delivered_price": "✓" if stated.delivered_price else "",
        "freight": stated.freight,
        "freight_free_from": stated.freight_free_from,
        "mechanism": stated.mechanism,
        "mechanism_english": stated.mechanism_english,
        "households": stated.households,
        "people": stated.people,
        "without_permit": "✓" if stated.without_permit else "",
        "account": stated.account,
    }
    for paper in stated.papers:
        if not paper.ended:
            name = paper.kind.value
            said[name] = f"{said[name]}; {paper.in_words}" if said.get(name) else paper.in_words
    return {name: str(value) for name, value in said.items() if value not in (None, "")}


class Difference(NamedTuple):
    """A field that reads otherwise than before; empty where it was not filled in."""

    field: str
    was: str
    now: str


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """What changed between two sendings of an application, in the order of the fields."""
    return [
        Difference(name, before.get(name, ""), after.get(name, ""))
        for name in FIELDS
        if before.get(name, "") != after.get(name, "")
    ]
