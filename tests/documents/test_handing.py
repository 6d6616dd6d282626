"""Handing a paper over keeps that it was issued, also where somebody else has written since the page began to read."""

from threading import Thread

import pytest
from sqlalchemy import func, select

from shop.documents.handing import hand_over
from shop.documents.models import IssuedPaper
from shop.documents.pdf import Column, Paper
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel import clock, dialects
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


class Named:
    """Somebody with a name in both languages."""

    def named(self, language: str) -> str:
        return {"zh": "合作社", "en": "Cooperative"}[language]


def head(series: str) -> Head:
    return Head(PaperKind.STATEMENT, series, None, Named(), clock.today())


def test_a_paper_is_issued_though_another_was_since_the_page_was_read(committing_world: CommittingWorld) -> None:
    app = committing_world.app

    def issue_another() -> None:
        with app.app_context(), dialects.writing():
            issue(head("S2"), {})
            db.session.commit()

    with app.test_request_context("/"):
        dialects.expect_writing(False)
        assert db.session.scalar(select(func.count()).select_from(IssuedPaper)) == 0
        other = Thread(target=issue_another)
        other.start()
        other.join()
        given = hand_over(head("S1"), Paper("Paper", "S1", [], [Column("Goods")], []))
        assert given.data.startswith(b"%PDF")
        assert db.session.scalar(select(func.count()).select_from(IssuedPaper)) == 2
