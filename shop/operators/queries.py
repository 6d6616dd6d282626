"""What the operators' pages ask of every room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, cast, literal, select, union_all

from shop.accounts.models import Person
from shop.catalogue.models import Lot, Product
from shop.extensions import db
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel.questions import ObjectAnswer, ObjectsOf
from shop.ordering.models import Order, Purchase
from shop.organisations.models import County, Membership, Organisation
from shop.payments.models import Invoice
from shop.tally.models import OfflinePurchase, Scheme, TargetLine

ORGANISATION = Organisation.__table__
NO_KEY = literal("")


def _numbered(model: Any) -> Any:
    return select(model.id, model.number, model.number, model.number)


_ORGANISATIONS = select(ORGANISATION.c.id, ORGANISATION.c.name, ORGANISATION.c.name_english, ORGANISATION.c.slug)

NAMED: dict[str, tuple[Any, Any]] = {
    "order": (_numbered(Order), Order.id),
    "purchase": (_numbered(Purchase), Purchase.id),
    "consignment": (_numbered(Consignment), Consignment.id),
    "acceptance": (_numbered(Acceptance), Acceptance.id),
    "invoice": (_numbered(Invoice), Invoice.id),
    "offline_purchase": (_numbered(OfflinePurchase), OfflinePurchase.id),
    "product": (select(Product.id, Product.name, Product.name_english, Product.slug), Product.id),
    "lot": (select(Lot.id, Lot.code, Lot.code, NO_KEY), Lot.id),
    "supplier": (_ORGANISATIONS, ORGANISATION.c.id),
    "unit": (_ORGANISATIONS, ORGANISATION.c.id),
    "operator": (_ORGANISATIONS, ORGANISATION.c.id),
    "county": (
        select(cast(County.code, Integer), County.name, County.name_english, County.code),
        cast(County.code, Integer),
    ),
    "scheme": (select(Scheme.id, Scheme.name, Scheme.name_english, Scheme.code), Scheme.id),
    "target": (
        select(TargetLine.id, ORGANISATION.c.name, ORGANISATION.c.name_english, NO_KEY).join(
            ORGANISATION, ORGANISATION.c.id == TargetLine.unit_id
        ),
        TargetLine.id,
    ),
    "membership": (
        select(Membership.id, Person.name, Person.name, NO_KEY).join(Person, Person.id == Membership.person_id),
        Membership.id,
    ),
    "person": (select(Person.id, Person.name, Person.name, NO_KEY), Person.id),
}
"""Of each kind its id, its two names and its key in addresses, and the column that the id is sought in."""


def answer_objects_of(question: ObjectsOf) -> dict[tuple[str, int], ObjectAnswer]:
    """What objects are called, by kind and id. One query."""
    asked = []
    for kind, ids in sorted(_by_kind(question.of).items()):
        if kind in NAMED:
            statement, column = NAMED[kind]
            asked.append(statement.where(column.in_(ids)).add_columns(literal(kind)))
    if not asked:
        return {}
    rows = db.session.execute(union_all(*asked))
    return {(kind, subject_id): ObjectAnswer(*names) for subject_id, *names, kind in rows}


def _by_kind(of: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for kind, subject_id in sorted(of):
        kinds.setdefault(kind, []).append(subject_id)
    return kinds
