"""Issuing papers: the same words are the same paper, whoever else issues it in that moment."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.documents import services
from shop.documents.models import IssuedPaper
from shop.documents.queries import checked, issued
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours


class Named:
    """Somebody with a name in both languages."""

    def named(self, language: str) -> str:
        return {"zh": "合作社", "en": "Cooperative"}[language]


@pytest.fixture
def head(db_session: Any) -> Head:
    return Head(PaperKind.STATEMENT, "M2611-00001", None, Named(), clock.today(), Money.yuan(5))


def how_many() -> int:
    return db.session.execute(select(func.count()).select_from(IssuedPaper)).scalar_one()


def test_other_words_another_total_or_another_state_are_the_next_version(head: Head) -> None:
    first = issue(head, {"rows": [1]})
    assert issue(head, {"rows": [1]}) is first
    others = [issue(head, {"rows": [2]})]
    others.append(issue(replace(head, total=Money.yuan(6)), {"rows": [2]}))
    others.append(issue(replace(head, total=Money.yuan(6), state="paid"), {"rows": [2]}))
    assert [paper.version for paper in others] == [2, 3, 4]
    assert len({paper.token for paper in [first, *others]}) == 4


def test_only_kept_papers_have_a_number_of_their_own_and_keep_their_words(head: Head) -> None:
    kept, plain = issue(head, {"rows": [1]}, keep=True), issue(replace(head, series="S1"), {"rows": [1]})
    assert (kept.number, kept.content) == ("M2611-00001-1", {"rows": [1]})
    assert (plain.number, plain.content) == ("S1", {})
    assert issued(PaperKind.STATEMENT, "M2611-00001-1") is kept
    with pytest.raises(NotYours):
        issued(PaperKind.STATEMENT, "M2611-00001-2")


def test_two_who_issue_at_once_hold_the_same_paper(head: Head, monkeypatch: pytest.MonkeyPatch) -> None:
    first, newest, stale = issue(head, {"rows": [1]}), services._newest, [None]
    monkeypatch.setattr(services, "_newest", lambda head: stale.pop() if stale else newest(head))
    assert issue(head, {"rows": [1]}) is first
    assert how_many() == 1


def test_a_token_leads_to_its_paper_and_a_part_of_it_nowhere(head: Head) -> None:
    paper = issue(head, {})
    found = checked(paper.token)
    assert (found.paper, found.newest, found.now) == (paper, paper, None)
    assert len(paper.token) == 22
    for token in (paper.token[:-1], paper.token.swapcase(), ""):
        with pytest.raises(NotYours):
            checked(token)
