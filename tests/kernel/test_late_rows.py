"""Rows written at the end of their transaction: they stand or fall with it, and with the savepoint they came in."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.late_rows import add_late
from shop.notices.models import Notice
from tests.statements import statements


def note(kind: str) -> None:
    row = {"at": clock.now(), "organisation_id": 1, "role": None, "kind": kind, "particulars": {}}
    add_late(db.session(), Notice, row | {"subject_kind": "order", "subject_key": "1"})


def noted() -> list[str]:
    return list(db.session.execute(select(Notice.kind).order_by(Notice.id)).scalars())


def test_many_rows_are_one_statement_before_the_commit(committing_app: Flask) -> None:
    with committing_app.app_context(), statements() as sent:
        for number in range(20):
            note(f"n{number:02d}")
        db.session.commit()
        assert [text.split()[0] for text in sent].count("INSERT") == 1
        assert noted() == [f"n{number:02d}" for number in range(20)]


def test_whoever_reads_them_finds_them(db_session: scoped_session[Session]) -> None:
    note("first")
    assert noted() == ["first"]
    note("second")
    assert db.session.execute(select(func.count()).select_from(select(Notice.id).subquery())).scalar_one() == 2


def test_a_rollback_takes_them_along(committing_app: Flask) -> None:
    with committing_app.app_context():
        note("lost")
        db.session.rollback()
        note("kept")
        db.session.commit()
        assert noted() == ["kept"]


def test_a_session_that_is_closed_without_a_commit_forgets_them(committing_app: Flask) -> None:
    with committing_app.app_context():
        note("lost")
        db.session.execute(select(1))
        db.session.close()
        note("kept")
        db.session.commit()
        assert noted() == ["kept"]


@pytest.mark.parametrize("read_inside", [False, True])
@pytest.mark.parametrize("read_before", [False, True])
def test_a_savepoint_rolled_back_takes_only_its_own(
    committing_app: Flask, *, read_before: bool, read_inside: bool
) -> None:
    with committing_app.app_context():
        note("before")
        if read_before:
            assert noted() == ["before"]
        savepoint = db.session.begin_nested()
        note("inside")
        if read_inside:
            assert noted() == ["before", "inside"]
        savepoint.rollback()
        note("after")
        db.session.commit()
        assert noted() == ["before", "after"]


def test_a_savepoint_kept_keeps_them(committing_app: Flask) -> None:
    with committing_app.app_context():
        note("before")
        with db.session.begin_nested():
            note("inside")
            with db.session.begin_nested():
                note("deeper")
        note("after")
        db.session.commit()
        assert noted() == ["before", "inside", "deeper", "after"]
