"""Sheets of offline purchases: read and checked without entering anything, then entered whole or not at all."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.catalogue.models import Category
from shop.documents.sheets import read_sheet
from shop.documents.uploads import shown_name
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import County, Unit
from shop.organisations.queries import unit_path
from shop.payments.invoicing import tidied
from shop.tally.models import OfflinePurchase, OfflineSheet
from shop.tally.offline.columns import Column, rows_below
from shop.tally.offline.life import Party
from shop.tally.offline.rows import Fault, Known, read_row
from shop.tally.offline.statement import Statement
from shop.tally.offline.words import SheetForm, SheetState
from shop.tally.policies import offline_parties
from shop.tally.services.offline.entering import check, enter
from shop.tally.services.offline.telling import tell_of_sheet

LANGUAGES = {"zh": "zh", "en": "en"}


class Otherwise(NamedTuple):
    """What holds where the sheet says nothing."""

    purpose: Purpose | None = None
    category_id: int | None = None
    origin_county: str = ""


def receive_sheet(
    unit: Unit, form: SheetForm, file_name: str, data: bytes, otherwise: Otherwise, *, by: Actor
) -> OfflineSheet:
    """A sheet is read, and every cell checked as if it were entered; nothing is. Raises ``Refused``."""
    if Party.KEEPER not in offline_parties(by, unit_path(unit.id, clock.today().year)):
        raise NotYours
    known = _known(otherwise)
    rows, orders = [], dict[str, int]()
    amount = Money(0)
    for number, cells in rows_below(read_sheet(data), form):
        said, faults = read_row(cells, form, known)
        if said is not None:
            faults = [*_faults(unit, said, by), *_twice(said, number, orders)]
            amount += said.amount
        rows.append({"number": number, "cells": cells, "faults": [_kept(fault) for fault in faults]})
    sheet = OfflineSheet(
        cluster_id=unit.cluster_id or unit.id,
        unit_id=unit.id,
        form=form,
        state=SheetState.CHECKED,
        file_name=shown_name(file_name) or "–",
        rows=[{"otherwise": _packed(otherwise)}, *rows],
        count=len(rows),
        wrong=sum(bool(row["faults"]) for row in rows),
        amount=amount,
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def apply_sheet(sheet: OfflineSheet, *, by: Actor) -> list[OfflinePurchase]:
    """Every row becomes an offline purchase, or none does: what was changed since it was checked may refuse a row."""
    sheet = db.session.execute(locked(select(OfflineSheet).where(OfflineSheet.id == sheet.id))).scalar_one()
    unit = db.session.get_one(Unit, sheet.unit_id)
    _require(sheet, by)
    if sheet.wrong:
        raise Refused(_l("Nothing is entered while a cell is wrong: put the sheet right and upload it again."))
    known = _known(Otherwise(**_unpacked(sheet.rows[0]["otherwise"])))
    entered = []
    for row in sheet.rows[1:]:
        said, faults = read_row(row["cells"], sheet.form, known)
        if said is None:
            raise Refused(_in_row(row["number"], faults[0].message))
        try:
            entered.append(enter(unit, said, by=by, quietly=True))
        except Refused as refusal:
            raise Refused(_in_row(row["number"], refusal.message)) from refusal
    _end(sheet, SheetState.APPLIED)
    record(
        by,
        "offline_sheet.entered",
        "offline_sheet",
        sheet.id,
        cluster_id=sheet.cluster_id,
        file=sheet.file_name,
        count=len(entered),
    )
    tell_of_sheet(unit, clock.today().year, len(entered))
    return entered


def discard_sheet(sheet: OfflineSheet, *, by: Actor) -> None:
    """The sheet is not entered, and what it said is thrown away."""
    sheet = db.session.execute(locked(select(OfflineSheet).where(OfflineSheet.id == sheet.id))).scalar_one()
    _require(sheet, by)
    _end(sheet, SheetState.DISCARDED)


def _require(sheet: OfflineSheet, by: Actor) -> None:
    if Party.KEEPER not in offline_parties(by, unit_path(sheet.unit_id, clock.today().year)):
        raise NotYours
    if sheet.state is not SheetState.CHECKED:
        raise Refused(_l("This sheet was entered or given up already."))


def _end(sheet: OfflineSheet, state: SheetState) -> None:
    sheet.state, sheet.rows, sheet.ended_at = state, [], clock.now()
    db.session.flush()


def _in_row(number: int, message: Any) -> Any:
    return _l("Row %(number)s: %(reason)s Nothing of the sheet was entered.", number=number, reason=message)


def _faults(unit: Unit, said: Statement, by: Actor) -> list[Fault]:
    """What would be refused if the row were entered now."""
    columns = {column.value: column for column in Column}
    try:
        check(unit, said, by=by)
    except Refused as refusal:
        return [Fault(columns.get(one.field or "", Column.GOODS), one.message) for one in (refusal, *refusal.others)]
    except NotYours:
        return [Fault(Column.DAY, _l("In that year the unit was not yours to enter for."))]
    return []


def _twice(said: Statement, number: int, orders: dict[str, int]) -> list[Fault]:
    """The same order number stands in two rows."""
    if not said.order_number:
        return []
    before = orders.setdefault(tidied(said.order_number), number)
    if before == number:
        return []
    return [Fault(Column.ORDER, _l("This order number stands in row %(number)s as well.", number=before))]


def _kept(fault: Fault) -> dict[str, str]:
    """A fault as it is kept: whoever reads the sheet later may read another language."""
    said = {}
    for language, locale in LANGUAGES.items():
        with force_locale(locale):
            said[language] = str(fault.message)
    return {"column": fault.column.value, **said}


def _known(otherwise: Otherwise) -> Known:
    """Counties and categories by whatever they may be called. Two queries."""
    counties: dict[str, str] = {}
    for county in db.session.execute(select(County)).scalars():
        counties |= {county.code: county.code, county.name: county.code, county.name_english.lower(): county.code}
    categories: dict[str, int] = {}
    for one in db.session.execute(select(Category)).scalars():
        categories |= {one.code.lower(): one.id, one.name: one.id, one.name_english.lower(): one.id}
    return Known(counties, categories, otherwise.category_id, otherwise.origin_county, otherwise.purpose)


def _packed(otherwise: Otherwise) -> dict[str, Any]:
    purpose = otherwise.purpose.value if otherwise.purpose else None
    return {
        "purpose": purpose,
        "category_id": otherwise.category_id,
        "origin_county": otherwise.origin_county,
    }


def _unpacked(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"purpose": Purpose(kept["purpose"]) if kept["purpose"] else None}
