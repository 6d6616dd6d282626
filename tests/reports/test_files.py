"""Files that the worker makes: of one moment, in pieces, for whoever asked and as they acted then, for 30 days."""

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import writing
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Membership, Unit
from shop.reports import export_duties
from shop.reports.lifecycle import ForbiddenMove
from shop.reports.models import ExportJob
from shop.reports.queries.files import Asked as AskedFiles
from shop.reports.queries.files import file_for, listed
from shop.reports.services import files as services
from shop.reports.words import Fault, FileState
from shop.tally.models import Entry
from shop.tally.queries.entries import sum_of_entries
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.scopes import scope_for
from shop.tally.words import Channel, EntryKind, VerdictState
from tests.clocks import SettableClock
from tests.factories import a_department, a_town, an_actor
from tests.reports.making import COPIES, content, kept_pieces, newest, order, told
from tests.spreadsheets import sheets_of


def test_a_file_has_every_entry_and_the_total_of_the_page(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_duties, "PIECE", 20_000)
    assert order(official).state is FileState.WAITING
    assert export_duties.make_files() == 1
    job = newest()
    assert (job.state, job.done, job.total, job.fault) == (FileState.READY, COPIES + 2, COPIES + 2, None)
    data = content(job)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (job.size, job.sha256)
    assert kept_pieces() == -(-job.size // 20_000) > 1
    about, (head, *rows, total) = sheets_of(data).values()
    page = sum_of_entries(scope_for(official, 2026), Wanted(), None)
    amount = sum((of.amount.fen for of in page.values()), 0)
    assert round(total[head.index("Amount")] * 100) == amount == 1234 * (COPIES + 1) + 500
    assert len({row[0] for row in rows}) == COPIES + 2
    assert ["Made by", f"{official.person_name} for {official.organisation_name}"] in about
    assert told(official) == ["file_ready"]
    assert export_duties.make_files() == 0


def test_the_filters_of_the_page_hold_in_the_file(official: Actor) -> None:
    unit = db.session.execute(select(Entry.unit_id).order_by(Entry.id.desc()).limit(1)).scalar_one()
    of_one = select(Entry.unit_id).where(Entry.amount == Money(500))
    clinic = db.session.execute(of_one).scalar_one()
    assert unit != clinic
    order(official, "csv", Wanted(kind=EntryKind.PURCHASE, verdict=VerdictState.COUNTED), node_id=clinic)
    assert export_duties.make_files() == 1
    lines = content(newest()).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert ",5.00," in lines[1]
    assert lines[2].startswith("Total,")


def test_filters_are_kept_as_plain_words_and_are_the_same_again() -> None:
    wanted = Wanted(month=3, county="530624", channel=Channel.NATIONAL_832, verdict=VerdictState.PENDING)
    assert wanted.packed() == {
        "month": 3,
        "county": "530624",
        "channel": "832",
        "verdict": "pending",
        "purposes": [],
    }
    assert Wanted.unpacked(wanted.packed()) == wanted


def test_what_is_written_meanwhile_is_not_in_the_file(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """One export is of one moment: an entry that comes in while it is read, and what it does to totals, stays out."""
    wrote: list[int] = []
    went_on = export_duties._went_on

    def and_somebody_buys(claimed: Any, done: int, total: int) -> None:
        went_on(claimed, done, total)
        if done == 2_000:
            wrote.append(_bought_beside())

    monkeypatch.setattr(export_duties, "_went_on", and_somebody_buys)
    order(official)
    assert export_duties.make_files() == 1
    job = newest()
    assert wrote
    assert job.total == COPIES + 2
    _about, rows = sheets_of(content(job)).values()
    assert len(rows) == COPIES + 4
    assert wrote[0] not in {row[0] for row in rows[1:-1]}
    assert db.session.get(Entry, wrote[0]) is not None


def _bought_beside() -> int:
    """An entry written through a connection of its own; of the middle of the book, as a slow transaction may."""
    with writing(), db.engine.begin() as beside:
        table = Entry.__table__
        middle = select(table).where(table.c.id >= 1_000).order_by(table.c.id).limit(1)
        row = dict(beside.execute(middle).mappings().one())
        number = row["id"] + 500
        beside.execute(table.insert().values(row | {"id": number, "n": row["n"] + 900_000}))
    return number


def test_the_same_is_not_made_twice_at_a_time_and_no_more_than_three_are(official: Actor) -> None:
    first = order(official).id
    assert order(official).id == first
    order(official, "csv")
    order(official, wanted=Wanted(month=6))
    with pytest.raises(Refused):
        order(official, wanted=Wanted(month=5))


def test_a_cancelled_file_stops_on_its_way_and_leaves_nothing(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    went_on = export_duties._went_on

    def until_it_is_cancelled(claimed: Any, done: int, total: int) -> None:
        if done:
            table = ExportJob.__table__
            with writing(), db.engine.begin() as beside:
                beside.execute(table.update().values(state="gone", fault="cancelled", claim=""))
        went_on(claimed, done, total)

    monkeypatch.setattr(export_duties, "_went_on", until_it_is_cancelled)
    order(official)
    assert export_duties.make_files() == 1
    assert newest().state is FileState.GONE
    assert kept_pieces() == 0
    assert told(official) == []


def test_whoever_asked_can_cancel_and_throw_away(official: Actor) -> None:
    job = order(official)
    services.cancel(job.id, official)
    db.session.commit()
    assert (newest().state, newest().fault) == (FileState.GONE, Fault.CANCELLED)
    assert export_duties.make_files() == 0
    order(official)
    export_duties.make_files()
    with pytest.raises(ForbiddenMove):
        services.cancel(newest().id, official)
    db.session.rollback()
    services.throw_away(newest().id, official)
    db.session.commit()
    assert (newest().fault, kept_pieces()) == (Fault.THROWN_AWAY, 0)


@pytest.mark.parametrize("left", [{"active": False}, {"roles": frozenset()}], ids=["membership", "role"])
def test_nothing_is_made_for_somebody_whose_role_is_lost(official: Actor, left: dict[str, Any]) -> None:
    order(official)
    for name, value in left.items():
        setattr(db.session.get_one(Membership, official.membership_id), name, value)
    db.session.commit()
    assert export_duties.make_files() == 1
    assert (newest().state, newest().fault, kept_pieces()) == (FileState.FAILED, Fault.NOT_YOURS, 0)


def test_a_file_is_found_only_by_whoever_asked_for_it_in_the_role_in_which_they_did(official: Actor) -> None:
    order(official)
    export_duties.make_files()
    number = newest().id
    colleague = an_actor(db.session.get_one(Unit, official.organisation_id), {Role.OFFICIAL})
    elsewhere = replace(official, membership_id=colleague.membership_id)
    no_official = replace(official, roles=frozenset({Role.FINANCE}))
    assert file_for(official, number).id == number
    for other in (colleague, elsewhere, no_official):
        with pytest.raises(NotYours):
            file_for(other, number)
    assert [listed(who, AskedFiles())[1] for who in (official, colleague, elsewhere)] == [1, 0, 0]


def test_whoever_supervises_a_unit_no_more_has_no_file_of_it(official: Actor) -> None:
    """Of a department's own members some see its units, others the department alone; a role is lost, a unit let go."""
    school = db.session.get_one(Unit, db.session.execute(select(Entry.unit_id).limit(1)).scalar_one())
    bureau = a_department(a_town(db.session.get_one(Unit, official.organisation_id)), school)
    by = an_actor(bureau, {Role.OFFICIAL, Role.BUYER})
    db.session.commit()
    order(by)
    assert export_duties.make_files() == 1
    number = newest().id
    assert file_for(by, number).done == COPIES + 1
    with pytest.raises(NotYours):
        file_for(replace(by, roles=frozenset({Role.BUYER})), number)


def test_a_file_goes_after_thirty_days(official: Actor, clock: SettableClock) -> None:
    order(official)
    export_duties.make_files()
    clock.at(2026, 7, 14)
    assert services.forget_files() == 0
    clock.at(2026, 7, 16)
    assert services.forget_files() == 1
    db.session.commit()
    assert (newest().state, newest().fault, kept_pieces()) == (FileState.GONE, Fault.EXPIRED, 0)


def test_what_goes_wrong_is_tried_three_times_and_then_told(official: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any, **_more: Any) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(export_duties, "write_workbook", broken)
    order(official)
    states = []
    for _attempt in range(3):
        assert export_duties.make_files() == 1
        states.append(newest().state)
        _let_the_claim_run_out()
    assert states == [FileState.RUNNING, FileState.RUNNING, FileState.FAILED]
    assert newest().fault is Fault.BROKEN
    assert told(official) == ["file_failed"]


def _let_the_claim_run_out() -> None:
    job = newest()
    job.claimed_until = (job.claimed_until or job.asked_at) - timedelta(hours=1)
    db.session.commit()


def test_a_file_whose_maker_was_killed_is_begun_again_by_the_next(committing_app: Flask, official: Actor) -> None:
    order(official)
    slow = (
        "import os, time\nfrom shop.app import create_app\nfrom shop.reports import export_duties\n"
        "keep = export_duties._keep\n"
        "def slowly(claimed, path):\n    print('writing', flush=True)\n    time.sleep(60)\n"
        "export_duties._keep = slowly\napp = create_app()\n"
        "with app.app_context():\n    export_duties.make_files()\n"
    )
    environment = dict(os.environ) | {"SHOP_DATABASE_URL": committing_app.config["SQLALCHEMY_DATABASE_URI"]}
    maker = subprocess.Popen([sys.executable, "-c", slow], stdout=subprocess.PIPE, env=environment, text=True)
    assert maker.stdout is not None
    assert maker.stdout.readline() == "writing\n"
    os.kill(maker.pid, signal.SIGKILL)
    maker.wait(10)
    maker.stdout.close()
    assert newest().state is FileState.RUNNING
    _let_the_claim_run_out_for_good()
    assert export_duties.make_files() == 1
    assert (newest().state, newest().attempts, newest().done) == (FileState.READY, 2, COPIES + 2)


def _let_the_claim_run_out_for_good() -> None:
    job = newest()
    job.claimed_until = job.asked_at - timedelta(days=1)
    db.session.commit()
