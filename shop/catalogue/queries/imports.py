"""Reading a supplier's imports: all of them, one, and the rows of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import undefer

from shop.catalogue.models import ListingImport, ListingImportRow
from shop.catalogue.words import ImportState, Outcome
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.enums import Labelled
from shop.kernel.refusals import NotYours

PER_PAGE = 20


class Tab(Labelled):
    """Which rows of an import are shown."""

    WRONG = "wrong", _l("Wrong")
    CREATED = "created", _l("New")
    UPDATED = "updated", _l("Changed")
    REVIEW = "review", _l("Goes to review")
    UNCHANGED = "unchanged", _l("Unchanged")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which imports are asked for: of a state (or all), with words in the file's name."""

    state: ImportState | None = None
    words: str = ""
    page: int = 1


def import_for(actor: Actor, import_id: int, *, with_file: bool = False) -> ListingImport:
    """An import of the actor's own supplier; ``NotYours`` if there is none."""
    asked = select(ListingImport).where(
        ListingImport.id == import_id, ListingImport.supplier_id == actor.organisation_id
    )
    if with_file:
        asked = asked.options(undefer(ListingImport.content))
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def listed(actor: Actor, asked: Asked) -> tuple[Sequence[ListingImport], int]:
    """The imports, the newest first, a page of them, and how many there are. Two statements."""
    where: list[ColumnElement[bool]] = [ListingImport.supplier_id == actor.organisation_id]
    if asked.state is not None:
        where.append(ListingImport.state == asked.state)
    if asked.words:
        where.append(ListingImport.file_name.icontains(asked.words, autoescape=True))
    total = db.session.execute(select(func.count()).select_from(ListingImport).where(*where)).scalar_one()
    page = select(ListingImport).where(*where).order_by(ListingImport.id.desc())
    rows = db.session.execute(page.limit(PER_PAGE).offset((asked.page - 1) * PER_PAGE)).scalars().all()
    return rows, total


def rows_of(sheet: ListingImport, tab: Tab, words: str, page: int) -> tuple[Sequence[ListingImportRow], int]:
    """Rows of an import, a page of them, and how many there are. Two statements."""
    where: list[ColumnElement[bool]] = [ListingImportRow.import_id == sheet.id]
    shown = ListingImportRow.review.is_(True) if tab is Tab.REVIEW else ListingImportRow.outcome == Outcome(tab.value)
    where.append(shown)
    if words:
        found = (ListingImportRow.article, ListingImportRow.name, ListingImportRow.pack)
        where.append(or_(*(column.icontains(words, autoescape=True) for column in found)))
    total = db.session.execute(select(func.count()).select_from(ListingImportRow).where(*where)).scalar_one()
    asked = select(ListingImportRow).where(*where).order_by(ListingImportRow.number)
    rows = db.session.execute(asked.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).scalars().all()
    return rows, total


def all_faults(sheet: ListingImport) -> dict[int, list[list[Any]]]:
    """Every wrong row of an import by its number: columns (or nothing), and sentences in Chinese and in English."""
    asked = select(ListingImportRow.number, ListingImportRow.faults).where(
        ListingImportRow.import_id == sheet.id, ListingImportRow.outcome == Outcome.WRONG
    )
    return {row.number: row.faults for row in db.session.execute(asked)}


def counts_of(sheet: ListingImport) -> dict[Tab, int]:
    """How many rows stand on each tab."""
    return {tab: sheet.to_review if tab is Tab.REVIEW else sheet.counted(Outcome(tab.value)) for tab in Tab}
