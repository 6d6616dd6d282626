"""Rules that two people approved are closed: an approval is filled in once, and nothing else ever."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.append_only import RowIsAppendOnly
from shop.tally.models import RuleSet, Scheme
from shop.tally.rules import Rules
from tests.factories.world import World


@pytest.fixture
def proposed(world: World) -> RuleSet:
    """Rules that wait for a second person."""
    scheme = db.session.get_one(Scheme, world.scheme_id)
    rules = RuleSet(scheme_id=scheme.id, version=99, rules=Rules(), valid_from=shops_clock.today(), proposed_by_id=1)
    rules.proposed_at = shops_clock.now()
    db.session.add(rules)
    db.session.flush()
    return rules


def test_an_approval_is_filled_in_once(proposed: RuleSet) -> None:
    proposed.approved_by_id, proposed.approved_at = 2, shops_clock.now()
    db.session.flush()
    proposed.approved_by_id = 3
    with pytest.raises(RowIsAppendOnly, match="RuleSet"):
        db.session.flush()


@pytest.mark.parametrize("change", ["approved_by_id = 3", "approved_by_id = NULL, approved_at = NULL", "version = 98"])
def test_rules_that_are_approved_are_closed_in_the_database_too(proposed: RuleSet, change: str) -> None:
    proposed.approved_by_id, proposed.approved_at = 2, shops_clock.now()
    db.session.flush()
    refuses(f"UPDATE rule_set SET {change} WHERE version = 99", "append-only")


@pytest.mark.parametrize("change", ["rules = '{}'", "valid_from = '2020-01-01'", "scheme_id = 99", "version = 98"])
def test_what_is_proposed_is_approved_as_it_was_proposed(proposed: RuleSet, change: str) -> None:
    refuses(f"UPDATE rule_set SET {change} WHERE version = 99", "append-only")
    refuses(
        f"UPDATE rule_set SET approved_by_id = 2, approved_at = proposed_at, {change} WHERE version = 99", "append-only"
    )


@pytest.mark.parametrize(
    "approval",
    ["approved_by_id = 1, approved_at = proposed_at", "approved_at = proposed_at", "approved_by_id = 2"],
)
def test_the_database_wants_two_people_for_rules(proposed: RuleSet, approval: str) -> None:
    refuses(f"UPDATE rule_set SET {approval} WHERE version = 99", "two_people")


def refuses(statement: str, match: str) -> None:
    with pytest.raises(DatabaseError, match=match), db.session.begin_nested():
        db.session.execute(text(statement))
