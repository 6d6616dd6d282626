"""`shop tally verify` reads one moment of a shop that goes on trading: it neither errs nor makes anybody wait."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.cli import ScriptInfo
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from shop.cli import shop
from shop.extensions import db
from shop.kernel import dialects
from shop.tally import verify
from shop.tally.models import Entry
from tests.concurrency.crowd import all_at_once
from tests.factories.fulfilment import an_acceptance
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits

SOON = 15
"""Seconds within which goods are accepted though the proof is running; SQLite would wait 30 for its lock."""


def accept(trading: CommittingWorld) -> Any:
    """Goods are accepted and booked on another connection; what came of it."""
    (outcome,) = all_at_once(trading.app, [lambda: an_acceptance(trading.world).id])
    return outcome


def entries(trading: CommittingWorld) -> int:
    with trading.app.app_context():
        return db.session.execute(select(func.count()).select_from(Entry)).scalar_one()


def test_goods_accepted_between_two_proofs_are_of_the_next_proof(
    committing_world: CommittingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(committing_world)
    totals: Callable[..., Iterator[Any]] = verify.totals_against_entries
    outcomes: list[Any] = []
    waited: list[float] = []

    def goods_come_in_first(*arguments: Any) -> Iterator[Any]:
        begun = time.monotonic()
        outcomes.append(accept(committing_world))
        waited.append(time.monotonic() - begun)
        yield from totals(*arguments)

    monkeypatch.setattr(verify, "totals_against_entries", goods_come_in_first)
    known = ScriptInfo(create_app=lambda: committing_world.app)
    done = committing_world.app.test_cli_runner().invoke(shop, ["tally", "verify"], obj=known)
    assert [type(outcome) for outcome in outcomes] == [int], outcomes
    assert waited[0] < SOON
    assert done.exit_code == 0, done.output
    assert "1 acceptance lines, 1 entries" in done.output
    assert entries(committing_world) == 2


def test_a_snapshot_writes_nothing_and_what_comes_after_it_may(committing_world: CommittingWorld) -> None:
    with committing_world.app.app_context(), dialects.writing():
        with dialects.one_snapshot(db.session()), pytest.raises(DatabaseError, match=r"read-?only"):
            db.session.execute(text("UPDATE lot SET held = held"))
        db.session.execute(text("UPDATE lot SET held = held"))
        db.session.commit()


def test_a_snapshot_begins_with_its_transaction(committing_world: CommittingWorld) -> None:
    with committing_world.app.app_context():
        db.session.execute(text("SELECT 1"))
        with pytest.raises(RuntimeError, match="begins"), dialects.one_snapshot(db.session()):
            pass
