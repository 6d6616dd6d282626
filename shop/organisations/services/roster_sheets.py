"""Sheets of a roster: read and hashed at once, compared without changing anything, and applied all or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from shop.audit.services import record
from shop.documents.sheets import read_sheet
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterUpload
from shop.organisations.policies import keeps_a_roster, may_keep_roster
from shop.organisations.queries.rosters import townships_of
from shop.organisations.roster import LONGEST_REASON, Span
from shop.organisations.roster_columns import SheetRow, packed, read_rows, unpacked
from shop.organisations.roster_compare import compare
from shop.organisations.roster_plans import Judged, KnownHousehold, KnownPerson, Roster
from shop.organisations.services.naming import text_of
from shop.organisations.services.roster_history import hold_roster, last_change
from shop.organisations.services.roster_writing import write
from shop.organisations.words import UploadState
from shop.organisations.words_roster import Outcome


def receive_roster(file_name: str, data: bytes, *, by: Actor) -> RosterUpload:
    """A sheet is read, hashed and compared with the roster; nothing of the roster changes. Raises ``Refused``.

    One sheet waits at a time: an earlier one that was not applied is given up.
    """
    if not keeps_a_roster(by):
        raise NotYours
    rows = read_rows(read_sheet(data), _codes(by.organisation_id))
    db.session.execute(
        update(RosterUpload)
        .where(RosterUpload.supplier_id == by.organisation_id, RosterUpload.state == UploadState.CHECKED)
        .values(state=UploadState.DISCARDED, rows=[], ended_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    upload = RosterUpload(
        supplier_id=by.organisation_id,
        file_name=_name_of(file_name),
        state=UploadState.CHECKED,
        by_id=by.person_id,
        by_name=by.person_name,
        at=clock.now(),
    )
    _compare(upload, rows)
    db.session.add(upload)
    db.session.flush()
    return upload


def apply_roster(upload: RosterUpload, reason: str, *, by: Actor) -> bool:
    """Everything in the sheet is on the roster, or nothing. Raises ``Refused``.

    ``False`` when the roster was changed since the sheet was compared: it is compared anew and has to be looked at.
    """
    hold_roster(upload.supplier_id, by)
    db.session.refresh(upload)
    if upload.state is not UploadState.CHECKED:
        raise Refused(_l("This sheet was applied or given up already."))
    rows = [unpacked(row) for row in upload.rows]
    if last_change(upload.supplier_id) != upload.last_change_id:
        _compare(upload, rows)
        return False
    if upload.wrong:
        raise Refused(_l("Nothing is applied while a row is wrong: put the sheet right and upload it again."))
    if not upload.created + upload.updated:
        raise Refused(_l("Nothing in this sheet is new or changed: there is nothing to apply."))
    reason = text_of(reason, LONGEST_REASON, field="reason") if upload.updated else ""
    write(upload.supplier_id, compare(rows, standing(upload.supplier_id), clock.today()), reason, by=by)
    _end(upload, UploadState.APPLIED)
    record(
        by,
        "roster.sheet_applied",
        "roster",
        upload.supplier_id,
        file=upload.file_name,
        created=upload.created,
        updated=upload.updated,
    )
    return True


def discard_roster(upload: RosterUpload, *, by: Actor) -> None:
    """The sheet is not applied, and what it said is thrown away."""
    if not may_keep_roster(by, upload.supplier_id):
        raise NotYours
    if upload.state is UploadState.CHECKED:
        _end(upload, UploadState.DISCARDED)


def judged_rows(upload: RosterUpload) -> Sequence[tuple[SheetRow, Outcome]]:
    """The rows of a sheet that waits, with what becomes of each, in their order."""
    return [(unpacked(row | {"faults": row["faults"] + row["found"]}), Outcome(row["outcome"])) for row in upload.rows]


def standing(supplier_id: int) -> Roster:
    """The roster as it stands, for a comparison. Two statements."""
    everything = db.session.execute(select(LinkedHousehold).where(LinkedHousehold.supplier_id == supplier_id))
    households, struck = {}, set()
    for one in everything.scalars():
        if one.struck:
            struck.add(one.number)
        else:
            span = Span(one.since, one.until)
            households[one.id] = KnownHousehold(one.id, one.number, one.township_code, one.village, span)
    people = db.session.execute(
        select(LinkedPerson)
        .where(LinkedPerson.supplier_id == supplier_id, ~LinkedPerson.struck)
        .order_by(LinkedPerson.id)
    ).scalars()
    known = [
        KnownPerson(
            one.id,
            households[one.household_id].number,
            one.id_hash,
            one.id_masked,
            one.name,
            one.is_head,
            Span(one.since, one.until),
        )
        for one in people
    ]
    return Roster({one.number: one for one in households.values()}, known, frozenset(struck))


def _compare(upload: RosterUpload, rows: Sequence[SheetRow]) -> None:
    plans = compare(rows, standing(upload.supplier_id), clock.today())
    judged = {one.row.number: one for plan in plans for one in plan.rows}
    counts = Counter(one.outcome for one in judged.values())
    upload.rows = [_kept(row, judged[row.number]) for row in rows]
    upload.created, upload.updated = counts[Outcome.CREATED], counts[Outcome.UPDATED]
    upload.unchanged, upload.wrong = counts[Outcome.UNCHANGED], counts[Outcome.WRONG]
    upload.last_change_id = last_change(upload.supplier_id)


def _kept(row: SheetRow, judged: Judged) -> dict[str, Any]:
    """A row as it was read; what the comparison found stands apart, because it is found anew."""
    found = packed(judged.row)["faults"][len(row.faults) :]
    return packed(row) | {"outcome": judged.outcome.value, "found": found}


def _end(upload: RosterUpload, state: UploadState) -> None:
    upload.state, upload.rows, upload.ended_at = state, [], clock.now()


def _codes(supplier_id: int) -> dict[str, str]:
    """Townships by whatever they may be called: both names, and the code."""
    codes: dict[str, str] = {}
    for one in townships_of(supplier_id):
        codes |= {one.name.lower(): one.code, one.name_english.lower(): one.code, one.code: one.code}
    return codes


def _name_of(file_name: str) -> str:
    """The file's own name without folders and control signs: it is shown, never opened."""
    return re.sub(r"[^\w.()（）\- ]", "", file_name.replace("\\", "/").rpartition("/")[2])[-120:] or "–"
