"""What the worker does for sheets of listings: checks and applies them one at a time, and throws old files away.

Each step is a transaction of its own, so that nobody waits while a sheet is read; so each commits by itself. Whoever
dies on the way leaves a claim that runs out, and the next one begins again: nothing is ever half applied.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from shop.catalogue.models import ListingImport, ListingImportRow
from shop.catalogue.policies import may_keep_listings
from shop.catalogue.services import imports
from shop.catalogue.services.import_files import Opened, open_sheet
from shop.catalogue.services.import_notices import tell_sender
from shop.catalogue.sheets.lifecycle import Action, Party, after
from shop.catalogue.words import ImportState
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked, writing
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import actor_for

LEASE = timedelta(minutes=2)
"""For so long a claim holds unless it is prolonged, which happens every `STEP` products."""

STEP = 250
MOST_ATTEMPTS = 3
KEPT_AFTER = timedelta(days=1)
ROWS_KEPT_AFTER = timedelta(days=60)
WAITS_AT_MOST = timedelta(days=7)
AT_ONCE = 20

log = structlog.get_logger("shop.imports")
_import = ListingImport.__table__


class ClaimLost(Exception):
    """Somebody cancelled the import, or took it for dead, while it was worked on."""


def work_on_imports() -> int:
    """Check or apply the sheet that has waited longest. Returns 1 if there was one."""
    with writing():
        claimed = _claim()
        if claimed is None:
            return 0
        try:
            _work(*claimed)
        except ClaimLost:
            db.session.rollback()
        except Exception as error:
            db.session.rollback()
            log.error("import", import_id=claimed[0], exc_info=error)
            _give_up(*claimed)
        return 1


def tidy_imports() -> int:
    """Files and rows of imports that are long over go, and what nobody has applied for a week is over. How many."""
    now = clock.now()
    stale = select(_import.c.id).where(
        _import.c.state == ImportState.CHECKED, _import.c.checked_at < now - WAITS_AT_MOST
    )
    ids = list(db.session.execute(stale.limit(AT_ONCE)).scalars())
    ended = {"state": ImportState.CANCELLED, "ended_at": now}
    db.session.execute(
        update(_import).where(_import.c.id.in_(ids), _import.c.state == ImportState.CHECKED).values(ended)
    )
    old = select(_import.c.id).where(_import.c.ended_at < now - KEPT_AFTER, _import.c.content.is_not(None))
    files = list(db.session.execute(old.limit(AT_ONCE)).scalars())
    db.session.execute(update(_import).where(_import.c.id.in_(files)).values(content=None))
    told = select(_import.c.id).where(
        _import.c.ended_at < now - ROWS_KEPT_AFTER,
        select(ListingImportRow.number).where(ListingImportRow.import_id == _import.c.id).exists(),
    )
    rows = list(db.session.execute(told.limit(AT_ONCE)).scalars())
    db.session.execute(
        delete(ListingImportRow)
        .where(ListingImportRow.import_id.in_(rows))
        .execution_options(synchronize_session=False)
    )
    return len(ids) + len(files) + len(rows)


def _claim() -> tuple[int, str] | None:
    """The oldest import that waits, or whose worker has died, is ours for a while; two workers never get the same."""
    now = clock.now()
    due = or_(
        _import.c.state == ImportState.UPLOADED,
        (_import.c.state == ImportState.CHECKING) & (_import.c.claimed_until < now),
        (_import.c.state == ImportState.APPLYING) & or_(_import.c.claim == "", _import.c.claimed_until < now),
    )
    asked = select(ListingImport).where(due).order_by(ListingImport.id).limit(1)
    found = db.session.execute(locked(asked, skip=True)).scalar_one_or_none()
    if found is None:
        db.session.rollback()
        return None
    found.attempts += 1
    if found.attempts > MOST_ATTEMPTS:
        imports.refuse(found, _cannot_be_finished())
        tell_sender(found)
        db.session.commit()
        return _claim()
    if found.state is not ImportState.APPLYING:
        found.state = after(Party.SHOP, found.state, Action.CHECK)
    found.claim, found.claimed_until = secrets.token_hex(8), now + LEASE
    claimed = (found.id, found.claim)
    db.session.commit()
    return claimed


def _work(import_id: int, claim: str) -> None:
    sheet = _held(import_id, claim)
    content, supplier_id, applying = sheet.content, sheet.supplier_id, sheet.state is ImportState.APPLYING
    db.session.rollback()
    try:
        opened = open_sheet(content or b"")
        if applying:
            _apply(import_id, claim, opened)
            return
        plan = imports.plan_of(opened, supplier_id, went_on=lambda done, total: _went_on(import_id, claim, done, total))
    except Refused as refusal:
        db.session.rollback()
        sheet = _held(import_id, claim)
        imports.refuse(sheet, refusal.message)
    else:
        sheet = _held(import_id, claim)
        imports.keep_plan(sheet, opened, plan)
    tell_sender(sheet)
    db.session.commit()


def _apply(import_id: int, claim: str, opened: Opened) -> None:
    sheet = _held(import_id, claim)
    by = _still_keeps_listings(sheet)
    imports.apply_now(sheet, opened, by=by)
    tell_sender(sheet)
    db.session.commit()


def _still_keeps_listings(sheet: ListingImport) -> Actor:
    """Who wanted the sheet applied, if they may still; they may have left meanwhile."""
    with suppress(NotYours):
        by = actor_for(sheet.membership_id)
        if may_keep_listings(by) and by.organisation_id == sheet.supplier_id:
            return by
    raise Refused(_l("Whoever wanted this sheet applied does not act for the supplier any more."))


def _held(import_id: int, claim: str) -> ListingImport:
    """The import, held, if it is still ours."""
    asked = select(ListingImport).where(ListingImport.id == import_id, ListingImport.claim == claim)
    sheet = db.session.execute(locked(asked)).scalar_one_or_none()
    if sheet is None:
        raise ClaimLost
    return sheet


def _went_on(import_id: int, claim: str, done: int, total: int) -> None:
    """So many products are through: written for who looks on, and the claim holds on."""
    if done % STEP:
        return
    ours = update(_import).where(_import.c.id == import_id, _import.c.claim == claim)
    values = {"done": min(done, total), "total": total, "claimed_until": clock.now() + LEASE}
    outcome = db.session.execute(ours.values(values), execution_options={"preserve_rowcount": True})
    db.session.commit()
    if outcome.rowcount != 1:  # type: ignore[attr-defined]
        raise ClaimLost


def _give_up(import_id: int, claim: str) -> None:
    """Something went wrong that is nobody's fault but ours: tried again, and given up after some times."""
    sheet = db.session.get(ListingImport, import_id)
    if sheet is None or sheet.claim != claim:
        db.session.rollback()
        return
    if sheet.attempts >= MOST_ATTEMPTS:
        imports.refuse(sheet, _cannot_be_finished())
        tell_sender(sheet)
    else:
        sheet.claimed_until = clock.now()
    db.session.commit()


def _cannot_be_finished() -> object:
    return _l("The shop could not finish this sheet, and nothing of it was applied. Please tell the operator.")
