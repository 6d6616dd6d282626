"""Whoever changes a bulletin behind the shop is found, and named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from shop.extensions import db
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.snapshots import digest_of
from shop.reports.models import Bulletin, BulletinSnapshot
from tests.factories.bulletins import signed
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World
from tests.reports.bulletins.proving import off

A = BulletinAction


def _rewritten(change: Callable[[dict[str, Any]], None], *, with_digest: bool = False) -> Callable[[Bulletin], None]:
    def tamper(bulletin: Bulletin) -> None:
        snapshot = db.session.get_one(BulletinSnapshot, bulletin.snapshot_id)
        content = json.loads(json.dumps(snapshot.content))
        change(content)
        said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        values = {"content": said, "id": snapshot.id, "digest": digest_of(content) if with_digest else snapshot.digest}
        _force("UPDATE bulletin_snapshot SET content = :content, digest = :digest WHERE id = :id", **values)

    return tamper


def _force(statement: str, **values: Any) -> None:
    """What the guards of a book refuse, done by somebody who has taken them off."""
    connection = db.session.connection()
    for table in ("bulletin_snapshot", "bulletin_step"):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    connection.execute(text(statement), values)


def _raised(content: dict[str, Any]) -> None:
    content["figures"]["head"]["in_period"]["fen"] += 100


def _beside(content: dict[str, Any]) -> None:
    content["figures"]["head"]["not_counted"]["fen"] += 5


def _word(content: dict[str, Any]) -> None:
    content["texts"]["opening"] = "别的话"


def _book(content: dict[str, Any]) -> None:
    row = content["figures"]["book"][0]
    row[3] += 100


def _unit(content: dict[str, Any]) -> None:
    row = next(one for one in content["figures"]["units"] if one["leaf"] and one["counted"]["fen"])
    row["counted"]["fen"] += 1


def _month(content: dict[str, Any]) -> None:
    content["figures"]["months"][10]["counted"]["fen"] -= 1


def _county(content: dict[str, Any]) -> None:
    content["figures"]["counties"][0]["counted"]["fen"] += 1


TAMPERINGS: dict[str, tuple[Callable[[Bulletin], None], str]] = {
    "a figure": (_rewritten(_raised), "digest"),
    "a word": (_rewritten(_word), "digest"),
    "a word, and the digest": (_rewritten(_word, with_digest=True), "seal"),
    "what was not counted, and the digest": (_rewritten(_beside, with_digest=True), "seal"),
    "a figure, and the digest": (_rewritten(_raised, with_digest=True), "in the period"),
    "what it says the book said": (_rewritten(_book, with_digest=True), "entries"),
    "a unit": (_rewritten(_unit, with_digest=True), "unit"),
    "a month": (_rewritten(_month, with_digest=True), "month 11"),
    "a county": (_rewritten(_county, with_digest=True), "counties"),
    "its number": (lambda one: _force("UPDATE bulletin SET serial = 7 WHERE id = :id", id=one.id), "number"),
    "its name": (lambda one: _force("UPDATE bulletin SET signed_as = 'X' WHERE id = :id", id=one.id), "signed as"),
    "its state": (lambda one: _force("UPDATE bulletin SET state = 'withdrawn' WHERE id = :id", id=one.id), "state"),
    "who signed": (
        lambda one: _force("UPDATE bulletin_step SET by_id = (SELECT max(id) FROM person) WHERE seal <> ''"),
        "seal",
    ),
    "who proposed": (
        lambda one: _force("UPDATE bulletin_step SET by_id = (SELECT max(id) FROM person) WHERE action = 'propose'"),
        "two people",
    ),
    "a step": (lambda one: _force("DELETE FROM bulletin_step WHERE action = 'propose'"), "step"),
    "the entries it stands on": (
        lambda one: _force("UPDATE bulletin_snapshot SET verdict_mark = 0 WHERE id = :id", id=one.snapshot_id),
        "entries",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_whoever_changes_it_behind_the_shop_is_found(world: World, what: str) -> None:
    an_acceptance(world)
    bulletin = signed(world)
    assert off() == []
    tamper, named = TAMPERINGS[what]
    tamper(bulletin)
    found = off()
    assert found, what
    assert any(named in one for one in found), found
