"""The fixtures keep their promises: a test leaves nothing behind, and its requests share nothing but the database."""

import pytest
from flask import Flask, g
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from shop.catalogue.models import ShelfRevision
from shop.extensions import db
from shop.kernel import dialects
from tests.clients import SeparateClient


def revisions() -> int:
    return db.session.scalar(select(func.count()).select_from(ShelfRevision)) or 0


@pytest.mark.parametrize("time", ["once", "twice"])
def test_what_a_test_commits_is_gone_in_the_next(db_session: scoped_session[Session], time: str) -> None:
    assert revisions() == 0
    db_session.add(ShelfRevision(id=1, revision=1))
    db_session.commit()
    db_session.add(ShelfRevision(id=2, revision=1))
    db_session.rollback()
    assert revisions() == 1


@pytest.mark.parametrize("time", ["once", "twice"])
def test_what_really_commits_does_so_in_a_database_of_its_own(committing_app: Flask, time: str) -> None:
    with committing_app.app_context(), dialects.writing():
        assert revisions() == 0
        db.session.add(ShelfRevision(id=1, revision=1))
        db.session.commit()
        with db.engine.connect() as another:
            assert another.scalar(select(func.count()).select_from(ShelfRevision)) == 1


def test_a_request_does_not_see_what_the_test_holds_in_its_context(
    client: SeparateClient, db_session: scoped_session[Session]
) -> None:
    g.actor = "somebody of the test's own"
    assert client.get("/healthz").status_code == 200
    assert g.actor == "somebody of the test's own"


def test_a_client_sends_the_token_of_its_session_unless_told_otherwise(client: SeparateClient) -> None:
    assert client.post("/language", data={"language": "en"}).status_code == 302
    assert client.post("/language", data={"language": "en"}, csrf=False).status_code == 400
