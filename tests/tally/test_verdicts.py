"""A verdict is the rules' own, by those that stood when the goods were accepted, or that of two people."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from shop.extensions import db
from shop.kernel.purposes import Purpose
from shop.tally.models import Verdict
from shop.tally.rules import Rules
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.factories import a_unit
from tests.factories.tally import a_scheme, an_entry, laid_down

NOBODY_COUNTS = Rules(purposes=frozenset({Purpose.OTHER}))


@pytest.mark.parametrize(
    ("by_id", "seconded_by_id"), [(None, None), (1, None), (None, 2), (1, 1)], ids=["nobody", "one", "other", "same"]
)
def test_the_database_wants_two_people_for_every_verdict_after_the_first(
    db_session: object, by_id: int | None, seconded_by_id: int | None
) -> None:
    unit = a_unit()
    a_scheme(unit)
    entry = an_entry(unit)
    row = dict(db.session.execute(select(*Verdict.__table__.c).where(Verdict.entry_id == entry.id)).one()._mapping)
    row |= {"n": 2, "state": VerdictState.NOT_COUNTED, "by_id": by_id, "seconded_by_id": seconded_by_id}
    del row["id"]
    with pytest.raises(DatabaseError, match="two_people"), db.session.begin_nested():
        db.session.execute(insert(Verdict.__table__).values(row))
    db.session.execute(insert(Verdict.__table__).values(row | {"by_id": 1, "seconded_by_id": 2}))


def test_rules_approved_after_goods_were_accepted_do_not_judge_them(clock: SettableClock) -> None:
    """Even when they are told to the book only then, and the rules are of the same day."""
    unit = a_unit()
    scheme = a_scheme(unit)
    clock.at(2026, 6, 1, 15)
    laid_down(scheme, NOBODY_COUNTS, date(2026, 6, 1))
    before, after = an_entry(unit, on=date(2026, 6, 1)), an_entry(unit)
    assert before.written_at < after.written_at
    states = dict(db.session.execute(select(Verdict.entry_id, Verdict.state)).all())
    assert states[before.id] is VerdictState.COUNTED
    assert states[after.id] is VerdictState.NOT_COUNTED
