"""Imports that the worker does: taken once, taken up again when a worker dies, cancelled on the way, told of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.catalogue import import_duties
from shop.catalogue.models import ListingImport, Product
from shop.catalogue.services import imports
from shop.catalogue.words import ImportState
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.notices.models import Notice
from shop.organisations.models import Membership
from tests.factories import a_supplier, an_actor
from tests.factories.catalogue import a_category
from tests.factories.sheets import a_sheet, many_listings

ROWS = 900


@pytest.fixture
def seller(committing_app: Flask) -> Iterator[Actor]:
    with committing_app.app_context():
        a_category()
        by = an_actor(a_supplier())
        db.session.commit()
        yield by


def upload(by: Actor, content: bytes) -> ListingImport:
    sheet, _new = imports.receive_sheet("all.xlsx", content, submits=False, by=by)
    db.session.commit()
    return sheet


def now(sheet: ListingImport) -> ListingImport:
    db.session.rollback()
    return db.session.get_one(ListingImport, sheet.id, populate_existing=True)


def products() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Product)).scalar_one()


def test_the_worker_checks_and_applies_and_the_sender_hears_of_both(seller: Actor) -> None:
    sheet = upload(seller, many_listings(ROWS))
    assert sheet.state is ImportState.UPLOADED
    assert import_duties.work_on_imports() == 1
    assert (now(sheet).state, sheet.created, sheet.done) == (ImportState.CHECKED, ROWS, ROWS // 3)
    assert import_duties.work_on_imports() == 0
    imports.ask_to_apply(sheet, by=seller)
    db.session.commit()
    assert (import_duties.work_on_imports(), now(sheet).state) == (1, ImportState.APPLIED)
    assert products() == ROWS // 3
    told = db.session.execute(select(Notice.kind).where(Notice.membership_id == seller.membership_id)).scalars().all()
    assert told == ["listing_import_checked", "listing_import_applied"]


@pytest.mark.parametrize("left", [{"roles": frozenset({Role.FINANCE})}, {"active": False}], ids=["role", "membership"])
def test_nothing_is_applied_for_somebody_who_keeps_listings_no_more(seller: Actor, left: dict[str, Any]) -> None:
    sheet = upload(seller, many_listings(ROWS))
    import_duties.work_on_imports()
    imports.ask_to_apply(now(sheet), by=seller)
    for name, value in left.items():
        setattr(db.session.get_one(Membership, seller.membership_id), name, value)
    db.session.commit()
    import_duties.work_on_imports()
    assert (now(sheet).state, products()) == (ImportState.REFUSED, 0)
    assert "does not act for the supplier any more" in sheet.reason_english


def test_what_is_no_sheet_is_refused_with_its_sentence_in_both_languages(
    seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SMALL_FILE", 0)
    sheet = upload(seller, a_sheet(["just", "words"]))
    import_duties.work_on_imports()
    assert now(sheet).state is ImportState.REFUSED
    assert sheet.reason_english.startswith("No row of this sheet names the columns.")
    assert sheet.reason
    assert sheet.reason != sheet.reason_english


def test_a_claim_that_somebody_holds_is_left_alone_and_one_that_ran_out_is_taken_up(seller: Actor) -> None:
    sheet = upload(seller, many_listings(ROWS))
    sheet.state, sheet.claim = ImportState.CHECKING, "another"
    sheet.claimed_until = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert import_duties.work_on_imports() == 0
    now(sheet).claimed_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert (import_duties.work_on_imports(), now(sheet).state) == (1, ImportState.CHECKED)


def test_what_breaks_again_and_again_is_given_up_and_nothing_of_it_is_applied(
    seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = upload(seller, many_listings(ROWS))

    def broken(*_arguments: object, **_keywords: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(imports, "plan_of", broken)
    for _attempt in range(import_duties.MOST_ATTEMPTS):
        time.sleep(0.01)
        import_duties.work_on_imports()
    assert (now(sheet).state, products()) == (ImportState.REFUSED, 0)
    assert "could not finish" in sheet.reason_english


def test_whoever_cancels_while_it_is_checked_is_obeyed(seller: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = upload(seller, many_listings(ROWS))
    read = imports.read_goods

    def cancelled_meanwhile(*arguments: object) -> object:
        imports.cancel(now(sheet), by=seller)
        db.session.commit()
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "read_goods", cancelled_meanwhile)
    import_duties.work_on_imports()
    assert now(sheet).state is ImportState.CANCELLED


def test_two_workers_at_once_never_work_on_the_same_sheet(seller: Actor, committing_app: Flask) -> None:
    sheets = [upload(seller, many_listings(ROWS, price=price)) for price in (20, 30, 40)]

    def work() -> None:
        with committing_app.app_context():
            while import_duties.work_on_imports():
                pass
            db.session.remove()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [(now(sheet).state, sheet.attempts) for sheet in sheets] == [(ImportState.CHECKED, 1)] * 3


KILLED = """
import os, sys
from shop.app import create_app
from shop.catalogue import import_duties
from shop.catalogue.services import imports

os.environ["SHOP_DATABASE_URL"] = sys.argv[1]
written = imports.write_listings

def half(*arguments, **keywords):
    written(*arguments, **keywords)
    print("written", flush=True)
    import time
    time.sleep(60)

imports.write_listings = half
with create_app().app_context():
    import_duties.work_on_imports()
"""


def test_a_worker_killed_in_the_midst_of_applying_leaves_nothing_behind_and_the_next_applies_all(
    seller: Actor, committing_app: Flask
) -> None:
    sheet = upload(seller, many_listings(ROWS))
    import_duties.work_on_imports()
    imports.ask_to_apply(now(sheet), by=seller)
    db.session.commit()
    url = committing_app.config["SQLALCHEMY_DATABASE_URI"]
    with subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, env=dict(os.environ)) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"written\n"
        worker.send_signal(signal.SIGKILL)
    assert (products(), now(sheet).state) == (0, ImportState.APPLYING)
    assert import_duties.work_on_imports() == 0
    now(sheet).claimed_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert import_duties.work_on_imports() == 1
    assert (products(), now(sheet).state) == (ROWS // 3, ImportState.APPLIED)
