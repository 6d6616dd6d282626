"""Sheets of listings: taken in, checked, applied as a whole or not at all, cancelled.

Locks are taken in this order: the import, the supplier's products, the changes that wait.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.catalogue.models import ListingImport
from shop.catalogue.queries.standings import shelf_of, sorts_for
from shop.catalogue.services.import_files import Opened, open_sheet
from shop.catalogue.services.import_notices import tell_reviewers
from shop.catalogue.services.import_rows import rows_seen, write_rows
from shop.catalogue.services.listing_batches import write_listings
from shop.catalogue.sheets.lifecycle import Action, Party, after
from shop.catalogue.sheets.planning import plan_sheet
from shop.catalogue.sheets.plans import Plan
from shop.catalogue.sheets.reading import Read, read_goods
from shop.catalogue.words import ImportState, Outcome
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import Refused

SMALL = 200
"""A sheet with so many rows at most is worked on at once, while its sender waits."""

SMALL_FILE = 200_000
LARGEST_FILE = 8 * 1024 * 1024

WRONG_ROWS = _l("Some rows are wrong, so nothing of this sheet can be applied. Put them right, and upload it again.")

WentOn = Callable[[int, int], None]
"""Told how many products of how many are through."""


def receive_sheet(file_name: str, content: bytes, *, submits: bool, by: Actor) -> tuple[ListingImport, bool]:
    """A sheet is uploaded; while the same one is open it is the same import, and ``False`` says so.

    A small one is checked at once, any other waits for the worker. Raises ``Refused`` for what is no such sheet, as far
    as that shows at once.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(_l("The file is larger than %(number)s MB.", number=LARGEST_FILE // 1024 // 1024), field="file")
    sha256 = hashlib.sha256(content).hexdigest()
    known = _open_import(by.organisation_id, sha256)
    if known is not None:
        return known, False
    opened = open_sheet(content) if len(content) <= SMALL_FILE else None
    sheet = ListingImport(
        supplier_id=by.organisation_id,
        state=ImportState.UPLOADED,
        file_name=_name_of(file_name),
        sha256=sha256,
        size=len(content),
        content=content,
        submits=submits,
        uploaded_by_id=by.person_id,
        uploaded_by_name=by.person_name,
        membership_id=by.membership_id,
        uploaded_at=clock.now(),
        told={},
    )
    db.session.add(sheet)
    db.session.flush()
    record(by, "listing_import.uploaded", "listing_import", sheet.id, name=sheet.file_name)
    if opened is not None and len(opened.rows) <= SMALL:
        keep_plan(sheet, opened, plan_of(opened, sheet.supplier_id))
    return sheet, True


def plan_of(opened: Opened, supplier_id: int, *, hold: bool = False, went_on: WentOn | None = None) -> Plan:
    """The sheet held against the shelf as it stands; ``hold`` keeps the shelf so until the transaction ends."""
    shelf, sorts = shelf_of(supplier_id, hold=hold), sorts_for(supplier_id)
    if went_on is not None:
        db.session.rollback()  # what follows asks the database nothing, and others may write meanwhile
    today = clock.today()
    read = read_goods(opened.rows, opened.head, sorts)
    opened.told["examples"] = read.examples
    _check_some(read)
    plan = Plan()
    for at, plan in enumerate(plan_sheet(read, shelf, sorts, supplier_id, today)):  # noqa: B007 – the last one is whole
        if went_on is not None:
            went_on(at, len(read.goods))
    return plan


def keep_plan(sheet: ListingImport, opened: Opened, plan: Plan, *, shifted: int = 0) -> None:
    """What would become of each row is written down. With a wrong row nothing can be applied."""
    write_rows(sheet.id, plan)
    for outcome in Outcome:
        setattr(sheet, outcome.value, plan.count(outcome))
    sheet.to_review = sum(row.review for row in plan.rows)
    sheet.row_count, sheet.products = len(plan.rows), len({row.article for row in plan.rows if row.article})
    sheet.done = sheet.total = sheet.products
    drafts = sum(product.standing is None and not (product.ready and sheet.submits) for product in plan.products)
    opened.told["drafts"] = drafts
    sheet.told, sheet.shifted, sheet.checked_at = opened.told, shifted, clock.now()
    again = Action.CHECK_AGAIN if sheet.state is ImportState.APPLYING else Action.PASS
    if sheet.wrong:
        refuse(sheet, WRONG_ROWS)
    else:
        sheet.state = after(Party.SHOP, sheet.state, again)
    _let_go(sheet)


def ask_to_apply(sheet: ListingImport, *, by: Actor) -> None:
    """The supplier has seen the counts and wants it. A small sheet is applied at once, any other by the worker."""
    held = hold(sheet)
    held.state = after(Party.SUPPLIER, held.state, Action.APPLY)
    held.membership_id, held.attempts, held.done = by.membership_id, 0, 0
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:
        raise Refused(_l("Another sheet of yours is being applied. Please wait until it is done.")) from None
    if held.row_count <= SMALL and held.content is not None:
        apply_now(held, open_sheet(held.content), by=by)


def apply_now(sheet: ListingImport, opened: Opened, *, by: Actor) -> bool:
    """The shelf becomes what the sheet says, all of it. ``False`` when the shelf is not as it was when somebody saw the
    counts: then nothing is written, and what is different now is to be seen first. The import is held by the caller.
    """
    seen = rows_seen(sheet.id)
    plan = plan_of(opened, sheet.supplier_id, hold=True)
    shifted = sum(seen.pop(row.number, None) != (row.outcome, row.review, row.mark) for row in plan.rows)
    if shifted:
        keep_plan(sheet, opened, plan, shifted=shifted)
        record(by, "listing_import.shifted", "listing_import", sheet.id, name=sheet.file_name, count=shifted)
        return False
    opened.rows.clear()  # ten thousand rows are not needed twice
    plan.rows.clear()
    written = write_listings(plan.products, submit=sheet.submits, source=sheet.file_name, by=by)
    sheet.state = after(Party.SHOP, sheet.state, Action.FINISH)
    sheet.ended_at, sheet.done = clock.now(), sheet.total
    _let_go(sheet)
    counts = {outcome.value: sheet.counted(outcome) for outcome in Outcome}
    record(by, "listing_import.applied", "listing_import", sheet.id, name=sheet.file_name, **counts)
    tell_reviewers(written, sheet.supplier_id)
    return True


def cancel(sheet: ListingImport, *, by: Actor) -> None:
    """The supplier does not want it any more. What is being applied cannot be stopped."""
    held = hold(sheet)
    held.state = after(Party.SUPPLIER, held.state, Action.CANCEL)
    held.ended_at = clock.now()
    _let_go(held)
    record(by, "listing_import.cancelled", "listing_import", held.id, name=held.file_name)


def refuse(sheet: ListingImport, sentence: Any) -> None:
    """Nothing can be made of it; the sentence is kept in both languages."""
    sheet.state = after(Party.SHOP, sheet.state, Action.REFUSE)
    sheet.ended_at = clock.now()
    with force_locale("zh"):
        sheet.reason = str(sentence)[:400]
    with force_locale("en"):
        sheet.reason_english = str(sentence)[:400]
    _let_go(sheet)


def hold(sheet: ListingImport) -> ListingImport:
    """The import as it stands now, held until the transaction ends."""
    return db.session.execute(locked(select(ListingImport).where(ListingImport.id == sheet.id))).scalar_one()


def _let_go(sheet: ListingImport) -> None:
    sheet.claim, sheet.claimed_until = "", None
    db.session.flush()


def _open_import(supplier_id: int, sha256: str) -> ListingImport | None:
    still = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING)
    asked = select(ListingImport).where(
        ListingImport.supplier_id == supplier_id, ListingImport.sha256 == sha256, ListingImport.state.in_(still)
    )
    return db.session.execute(asked.order_by(ListingImport.id).limit(1)).scalar_one_or_none()


def _check_some(read: Read) -> None:
    if not read.goods and not read.adrift:
        raise Refused(_l("This sheet holds nothing but examples."), field="file")


def _name_of(file_name: str) -> str:
    """The file's own name without folders and control signs: it is shown, never opened."""
    return re.sub(r"[^\w.()（）\- ]", "", file_name.replace("\\", "/").rpartition("/")[2])[-120:] or "–"
