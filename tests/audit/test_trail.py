"""The trail: complete, in words, and never rewritten."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from shop.audit.acts import sentence, told
from shop.audit.models import TrailEntry
from shop.audit.queries import TrailFilter, entries, entry_count, trail_of, who_did
from shop.audit.sentences import SENTENCES
from shop.audit.services import record
from shop.audit.subjects import Subject
from shop.extensions import db
from shop.kernel.append_only import RowIsAppendOnly
from tests.architecture.repository import ROOT
from tests.factories import a_person, a_unit, an_actor

pytestmark = pytest.mark.usefixtures("db_session")


def test_an_act_is_told_with_who_did_it_and_for_whom() -> None:
    unit = a_unit()
    actor = an_actor(unit, person=a_person("沈岚清"))
    record(actor, "order.declined", "order", 7, reason="下雨")
    act = told(trail_of("order", 7)[0])
    assert (act.text, act.who, act.note) == ("The order was declined.", f"沈岚清 for {unit.name}", "下雨")


def test_what_the_shop_did_itself_is_told_as_its_own() -> None:
    record(None, "order.lapsed", "order", 7)
    assert told(trail_of("order", 7)[0]).who == "The system"


@pytest.mark.parametrize(("measure", "said"), [("kg", "5,357 kg"), ("piece", "5,357 pieces")])
def test_a_quantity_is_told_with_its_measure(measure: str, said: str) -> None:
    written = {"code": "A1", "quantity": "5357", "measure": measure}
    assert sentence("lot.received", written) == f"Lot A1 was entered with {said}."
    assert sentence("capacity.declared", {"expected": "5357", "measure": measure, "year": 2026}) == (
        f"A capacity of {said} was declared for 2026."
    )


def test_an_older_entry_without_a_measure_is_told_as_it_was_written() -> None:
    assert sentence("capacity.declared", {"expected": "400 kg", "year": 2026}) == (
        "A capacity of 400 kg was declared for 2026."
    )


def test_the_trail_of_an_object_is_its_own_the_newest_first() -> None:
    for action, subject in (("order.placed", 7), ("order.confirmed", 7), ("order.placed", 8)):
        record(None, action, "order", subject)
    record(None, "purchase.placed", "purchase", 7)
    assert [entry.action for entry in trail_of("order", 7)] == ["order.confirmed", "order.placed"]


def test_the_trail_says_who_did_something_last() -> None:
    first, second = an_actor(a_unit()), an_actor(a_unit())
    assert who_did("order.placed", "order", 7) is None
    record(first, "order.placed", "order", 7)
    record(second, "order.placed", "order", 7)
    record(first, "order.confirmed", "order", 7)
    assert who_did("order.placed", "order", 7) == second.person_id


def test_the_trail_is_filtered_by_kind_and_by_part_of_a_name() -> None:
    actor = an_actor(a_unit(), person=a_person("沈岚清100%"))
    record(actor, "order.placed", "order", 7)
    record(actor, "purchase.placed", "purchase", 7)
    record(an_actor(a_unit(), person=a_person("顾砚舟")), "order.placed", "order", 8)
    asked = TrailFilter("order", who="岚清100%")
    assert [entry.subject_id for entry in entries(asked, first=0, count=10)] == [7]
    assert entry_count(asked) == 1
    assert entry_count(TrailFilter("order", who="%")) == 1


def test_an_entry_is_never_changed_or_taken_away() -> None:
    record(None, "order.placed", "order", 7)
    entry = trail_of("order", 7)[0]
    entry.action = "order.declined"
    with pytest.raises(RowIsAppendOnly):
        db.session.flush()
    db.session.rollback()
    record(None, "order.placed", "order", 7)
    db.session.flush()
    with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
        db.session.execute(update(TrailEntry).values(action="order.declined"))


@pytest.mark.parametrize("action", SENTENCES)
def test_every_act_is_a_whole_sentence_even_without_its_details(action: str) -> None:
    said = sentence(action, {})
    assert said.endswith(".")
    assert "%(" not in said


def test_money_reads_as_money_and_nothing_as_a_dash() -> None:
    assert sentence("target.revised", {"amount": 5_000_000, "n": 2}) == "The target is now ¥50,000.00, revision 2."
    assert sentence("membership.limit_changed", {"limit": None}) == (
        "The limit for purchases without approval is now –."
    )


def test_every_act_that_the_code_records_has_its_sentence_and_its_kind_of_object() -> None:
    recorded = list(_recorded())
    assert len(recorded) > 30
    assert {action for action, _ in recorded} - set(SENTENCES) == set()
    assert {kind for _, kind in recorded} - {subject.value for subject in Subject} == set()


def _recorded() -> Iterator[tuple[str, str]]:
    """Actions and kinds of objects of all calls of `record` that name them in so many words."""
    for path in sorted((ROOT / "shop").rglob("services/*.py")) + sorted((ROOT / "shop").glob("*/services.py")):
        for call in _calls(path):
            words = [str(word.value) for word in call.args[1:3] if isinstance(word, ast.Constant)]
            if len(words) == 2:
                yield words[0], words[1]


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
            yield node


@pytest.mark.parametrize(
    ("language", "days"), [("en", "1 Nov 2026–3 Nov 2026 / 31 Jan 2027"), ("zh", "2026年11月1日–2026年11月3日")]
)
def test_days_that_were_kept_are_read_as_they_are_written(app: Flask, language: str, days: str) -> None:
    details = {"was_days": "2026-11-01–2026-11-03 / 2027-01-31", "days": "2026-99-01–2026-11-04"}
    with app.test_request_context(), force_locale(language):
        said = sentence("lot.dates_changed", details)
    assert days in said
    assert "2026-11" not in said
    assert "2026-99-01" in said
