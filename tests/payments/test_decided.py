"""What is decided stands in the database too: no raw statement moves an account, an agreed settlement or a place."""

from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, insert, select, text
from sqlalchemy.exc import DatabaseError

from shop.extensions import Base, db
from shop.kernel.append_only import unique_keys
from shop.kernel.decided import Decided
from shop.organisations.models import UnitCanteen
from shop.organisations.services import approve_canteen, approve_place, place_under, propose_canteen, withdraw_place
from shop.organisations.services.canteens import Fed
from shop.organisations.words import Canteen
from shop.payments.models import Settlement
from shop.payments.models.payees import PayeeAccount
from shop.payments.services.payees import approve_payee, propose_payee, reject_payee
from shop.payments.services.settled_lines import take_out
from shop.payments.services.settlements import confirm, withdraw
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World

ACCOUNT = {"account_name": "Workshop", "bank": "Bank of Dali", "account_number": "6222021234567890123"}
ENDS = {"ended_at", "reason"}
MARKS = {"invoiced_at", "invoiced_by_id", "checked_at", "checked_by_id"}
DECISION = {"state", "confirmed_at", "confirmed_by_id", "goods", "charges"}
APPROVAL = {"approved_at", "approved_by_id", "approved_by_name"}


@pytest.fixture
def account(world: World) -> PayeeAccount:
    """The account of the workshop that is in force."""
    proposed = propose_payee(world.organisations["workshop"], **ACCOUNT, by=world.actor(SUPPLIER))
    approve_payee(proposed, by=world.actor("operator.operator"))
    db.session.flush()
    return proposed


@pytest.fixture
def settlement(world: World) -> Settlement:
    a_delivered_order(world)
    return an_agreed_settlement(world)


@pytest.fixture
def canteen(world: World) -> UnitCanteen:
    """The school shares its canteen, as two people said."""
    shared, official = Fed(Canteen.SHARED), world.actor("cluster.official")
    change = propose_canteen(world.organisations["school"], shared, "the kindergarten eats here", by=official)
    approve_canteen(change, by=world.actor("cluster.deputy"))
    return change


def columns_of(table: str) -> set[str]:
    return {column.name for column in Base.metadata.tables[table].columns}


def primary_key_of(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key.columns]


def other_value(table: str, column: str) -> Any:
    """A value that stands in no row of these tests."""
    kind = Base.metadata.tables[table].columns[column].type
    python: dict[type, Any] = {Boolean: True, Date: "1999-01-01", DateTime: "1999-01-01 00:00:00"}
    impl = getattr(kind, "impl", kind)
    for known, value in python.items():
        if isinstance(impl, known):
            return value
    return 987_654 if isinstance(impl, (BigInteger, Integer)) else "other"


def refused(statement: str, **values: Any) -> None:
    with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement), values)


def changes(table: str, column: str) -> str:
    return f"UPDATE {table} SET {column} = :value"


def test_all_tables_of_this_kind_are_tried_here() -> None:
    assert Decided.guarded == {"payee_account", "settlement", "settlement_claim", "unit_canteen", "unit_parent"}


@pytest.mark.parametrize("column", sorted(columns_of("payee_account") - ENDS))
def test_nothing_of_an_account_in_force_changes(account: PayeeAccount, column: str) -> None:
    refused(changes("payee_account", column), value=other_value("payee_account", column))


@pytest.mark.parametrize("column", sorted(columns_of("payee_account") - ENDS - APPROVAL))
def test_an_account_is_approved_as_it_was_proposed(world: World, column: str) -> None:
    propose_payee(world.organisations["workshop"], **ACCOUNT, by=world.actor(SUPPLIER))
    db.session.flush()
    refused(changes("payee_account", column), value=other_value("payee_account", column))


@pytest.mark.parametrize("column", sorted(columns_of("payee_account")))
def test_an_account_that_ended_is_history(world: World, account: PayeeAccount, column: str) -> None:
    waits = propose_payee(
        world.organisations["workshop"], **(ACCOUNT | {"account_number": "11112222"}), by=world.actor(SUPPLIER)
    )
    reject_payee(waits, "not ours", by=world.actor("operator.operator"))
    db.session.flush()
    statement = changes("payee_account", column) + f" WHERE id = {waits.id}"
    refused(statement, value=other_value("payee_account", column))


@pytest.mark.parametrize("column", sorted(columns_of("settlement") - MARKS))
def test_nothing_of_an_agreed_settlement_changes_but_its_marks(settlement: Settlement, column: str) -> None:
    refused(changes("settlement", column), value=other_value("settlement", column))


@pytest.mark.parametrize("column", sorted(columns_of("settlement") - MARKS - DECISION))
def test_the_head_of_a_settlement_stands_from_the_beginning(world: World, column: str) -> None:
    a_delivered_order(world)
    a_settlement(world)
    db.session.flush()
    refused(changes("settlement", column), value=other_value("settlement", column))


def test_a_withdrawn_settlement_stays_withdrawn(world: World) -> None:
    a_delivered_order(world)
    withdraw(a_settlement(world), "wrong month", by=world.actor(UNIT))
    db.session.flush()
    refused(changes("settlement", "state"), value="proposed")


@pytest.mark.parametrize("column", sorted(columns_of("settlement_claim")))
def test_what_a_settlement_has_claimed_is_claimed_for_nothing_else(world: World, column: str) -> None:
    a_delivered_order(world)
    a_settlement(world)
    refused(changes("settlement_claim", column), value=other_value("settlement_claim", column))


def test_a_claim_goes_until_both_sides_agree_and_never_after(world: World) -> None:
    a_delivered_order(world)
    waits = a_settlement(world)
    take_out(waits, kept_lines(waits)[0].id, by=world.actor(SUPPLIER))
    refused_or_not = f"DELETE FROM settlement_claim WHERE settlement_id = {waits.id}"
    with db.session.begin_nested() as savepoint:
        assert db.session.execute(text(refused_or_not)).rowcount == 1  # type: ignore[attr-defined]
        savepoint.rollback()
    confirm(waits, by=world.actor(UNIT))
    db.session.flush()
    refused(refused_or_not)


@pytest.mark.parametrize("column", sorted(columns_of("unit_parent")))
def test_nothing_of_an_approved_place_changes(world: World, column: str) -> None:
    place = place_under(world.organisations["school"], 2027, world.cluster_id, by=world.actor("cluster.official"))
    approve_place(place, by=world.actor("cluster.deputy"))
    statement = changes("unit_parent", column) + f" WHERE id = {place.id}"
    refused(statement, value=other_value("unit_parent", column))


@pytest.mark.parametrize("column", sorted(columns_of("unit_canteen")))
def test_nothing_of_an_approved_canteen_changes(canteen: UnitCanteen, column: str) -> None:
    refused(changes("unit_canteen", column), value=other_value("unit_canteen", column))


def test_a_place_that_is_only_proposed_is_proposed_anew_and_taken_back(world: World) -> None:
    school, official = world.organisations["school"], world.actor("cluster.official")
    place_under(school, 2027, world.organisations["delta"], by=official)
    place = place_under(school, 2027, world.cluster_id, by=official)
    withdraw_place(place, by=official)
    place = place_under(school, 2027, world.organisations["delta"], by=official)
    approve_place(place, by=world.actor("cluster.deputy"))
    refused(f"DELETE FROM unit_parent WHERE id = {place.id}")


@pytest.mark.parametrize("mark", ["invoiced", "checked"])
def test_a_mark_is_set_once(settlement: Settlement, mark: str) -> None:
    for name in ("invoiced", mark):
        db.session.execute(text(f"UPDATE settlement SET {name}_at = confirmed_at, {name}_by_id = confirmed_by_id"))
    refused(f"UPDATE settlement SET {mark}_at = NULL")
    refused(f"UPDATE settlement SET {mark}_by_id = proposed_by_id")


@pytest.mark.parametrize("table", sorted(Decided.guarded))
def test_no_row_is_deleted_or_replaced(
    account: PayeeAccount, settlement: Settlement, canteen: UnitCanteen, table: str
) -> None:
    refused(f"DELETE FROM {table}")
    if db.session.get_bind().dialect.name == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
        return
    row = dict(db.session.execute(select(Base.metadata.tables[table])).all()[0]._mapping)
    replaced(table, row)
    for key in unique_keys(Base.metadata.tables[table])[1:]:
        others = {name: other_value(table, name) for name in primary_key_of(table) if name not in key}
        if len(key) == 1 and others:
            replaced(table, row | others)


def test_no_account_is_put_in_the_place_of_the_one_in_force(world: World, account: PayeeAccount) -> None:
    """SQLite throws a row out for one that takes its place in a partial unique index; PostgreSQL refuses the second."""
    waits = propose_payee(
        world.organisations["workshop"], **(ACCOUNT | {"account_number": "11112222"}), by=world.actor(SUPPLIER)
    )
    db.session.flush()
    approval = "approved_at = proposed_at, approved_by_id = 987654"
    verb = "UPDATE" if db.session.get_bind().dialect.name == "postgresql" else "UPDATE OR REPLACE"
    with pytest.raises(DatabaseError, match=r"append-only|uq_payee_account_in_force"), db.session.begin_nested():
        db.session.execute(text(f"{verb} payee_account SET {approval} WHERE id = {waits.id}"))
    assert db.session.execute(select(PayeeAccount.ended_at).where(PayeeAccount.id == account.id)).scalar_one() is None


def replaced(table: str, row: dict[str, Any]) -> None:
    db.session.execute(text("PRAGMA recursive_triggers=OFF"))
    try:
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(insert(Base.metadata.tables[table]).prefix_with("OR REPLACE").values(row))
    finally:
        db.session.execute(text("PRAGMA recursive_triggers=ON"))


def test_steps_that_the_shop_knows_still_pass(world: World, account: PayeeAccount) -> None:
    newer = propose_payee(
        world.organisations["workshop"], **(ACCOUNT | {"account_number": "11112222"}), by=world.actor(SUPPLIER)
    )
    approve_payee(newer, by=world.actor("operator.operator"))
    db.session.flush()
    assert newer.in_force
    assert account.ended_at is not None
