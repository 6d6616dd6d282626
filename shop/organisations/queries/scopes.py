"""Whose linked people are counted: of which suppliers, or living where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true

from shop.organisations.models import LinkedHousehold, LinkedPerson, Supplier

SUPPLIER = Supplier.__table__.c


@dataclass(frozen=True)
class LinkedScope:
    """A condition on rosters; made by the functions below."""

    condition: ColumnElement[bool]


def everybody() -> LinkedScope:
    """Whoever is on any roster."""
    return LinkedScope(true())


def of_suppliers(suppliers: Iterable[int] | Select[Any]) -> LinkedScope:
    """On the rosters of these suppliers, by id, or of those that a statement finds."""
    ids = suppliers if isinstance(suppliers, Select) else sorted(set(suppliers))
    return LinkedScope(LinkedPerson.supplier_id.in_(ids))


def of_county(code: str) -> LinkedScope:
    """On the rosters of the suppliers registered in a county."""
    return of_suppliers(select(SUPPLIER.id).where(SUPPLIER.county_code == code))


def in_township(code: str) -> LinkedScope:
    """Of households that live in a township, whoever links them."""
    return LinkedScope(LinkedHousehold.township_code == code)
