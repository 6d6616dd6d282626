"""Books that only grow: no way of changing or deleting a row gets through, on either database."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, InvalidRequestError
from sqlalchemy.orm import Session

from shop.app import create_app
from shop.catalogue.models import Lot
from shop.documents.files import keep
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import Base, db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.objections import object_to, stand_by
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.append_only import AppendOnly, RowIsAppendOnly, trigger_statements, unique_keys
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Supplier, Unit
from shop.organisations.queries import names_of
from shop.organisations.services import confirm_roster
from shop.organisations.services.roster_history import last_change
from shop.payments.asking import Collected
from shop.payments.books import PaymentWay
from shop.payments.services.comparing import compare
from shop.payments.services.files import add_file
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.pay_outs import pay_out
from shop.payments.services.receipts import refund
from shop.payments.services.settlement_invoices import choose_invoices
from shop.payments.services.settlements import confirm
from shop.payments.services.terms import approve_terms, ask_for_terms
from shop.tally.models import Reevaluation, ReevaluationLine, RuleSet, Scheme, Verdict
from shop.tally.offline.life import Action
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.rules import Rules
from shop.tally.services.filings import return_filing
from shop.tally.services.offline.judging import verify
from shop.tally.services.offline.motions import agree, propose
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories import a_town, a_unit
from tests.factories.bank import Booked, code, uploaded
from tests.factories.catalogue import a_lot_source
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.monthly import an_issued_statement
from tests.factories.offline import an_offline_purchase
from tests.factories.payments import a_payment, a_source, share
from tests.factories.periods import locked_up_to
from tests.factories.photos import an_acceptance_photo
from tests.factories.rosters import a_household
from tests.factories.settlements import a_settlement
from tests.factories.standing import NOW, StandingWorld, for_one_test
from tests.factories.tally import a_scheme, a_target, superior_of
from tests.factories.targets import a_base, a_filed_base, a_split
from tests.factories.world import World

PDF = b"%PDF-1.7\n%%EOF\n"
BOOKS = sorted(AppendOnly.tables)


@pytest.fixture(scope="module")
def standing_books(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    """An application on a world in which every book has a row; nothing is written to it but inside transactions."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        write_books(for_one_test(standing_world.world))
    yield app
    disconnect(app)


@pytest.fixture
def books(standing_books: Flask, clock: SettableClock) -> Iterator[None]:
    """The world in which every book has a row; what a test does to it is rolled back."""
    clock.set(NOW)
    with in_transaction(standing_books), standing_books.app_context():
        yield


def write_books(world: World) -> None:
    """Something of every kind is done."""
    acceptance = an_acceptance(world)
    object_to(acceptance, "Two sacks more had come.", by=world.actor("coop.seller"))
    invoice = an_agreed_lower_invoice(world, acceptance, 850)
    add_file(invoice, b"<EInvoice/>", "invoice.xml", Side.SUPPLIER, by=world.actor("coop.seller"))
    order = db.session.get_one(Order, db.session.get_one(OrderLine, acceptance.lines[0].order_line_id).order_id)
    payment = a_payment(order, "100", shares=[share(order, "90")])
    uploaded(world, Booked("7.00", code(order)))
    refund(payment, [share(order, "1")], booked_on=shops_clock.today(), source=a_source(), by=None)
    finance, seller = world.actor("school.manager"), world.actor("coop.seller")
    terms = ask_for_terms(finance.organisation_id, 45, None, "The treasury pays late.", by=finance)
    approve_terms(terms, by=world.actor("operator.operator"))
    receive_by_hand(finance.organisation_id, Money.yuan(5), shops_clock.today(), "", [], by=seller)
    stand_by(acceptance, "We counted twice.", by=world.actor("school.receiver"))
    online = a_payment(order, "10", way=PaymentWay.STRIPE)
    pay_out(order.supplier_id, online.amount, shops_clock.today(), "T1", by=world.actor("operator.operator"))
    taken = Collected("pi_1", online.amount, "cny", shops_clock.now(), "shanhuo")
    compare(shops_clock.now(), [taken], [], "shanhuo")
    an_issued_statement(order.supplier_id)
    settlement = a_settlement(world, "school.manager", supplier="coop")
    confirm(settlement, by=seller)
    choose_invoices(settlement, [invoice.id], by=seller)
    coop = names_of([order.supplier_id])[order.supplier_id]
    bought = a_lot_source(db.session.scalars(select(Lot)).all()[0])
    a_lot_source(db.session.get_one(Lot, bought.lot_id), "-50", "-300", corrects=bought)
    keep(PDF, "licence.pdf", purpose="supplier.licence", by=seller)
    an_acceptance_photo(acceptance, by=world.actor("school.receiver"))
    supplier = db.session.get_one(Supplier, order.supplier_id)
    a_household(supplier, 1, by=seller)
    confirm_roster(supplier, shops_clock.today(), last_change(supplier.id), by=world.actor("office-530624.official"))
    bought_elsewhere = an_offline_purchase(world)
    verify(bought_elsewhere, by=world.actor("harbour.official"))
    motion = propose(bought_elsewhere, Action.DISPUTE, "Nobody delivered.", by=world.actor("harbour.official"))
    agree(motion, by=world.actor("cluster.official"))
    an_offline_purchase(world)
    issue(Head(PaperKind.STATEMENT, "M2611-1", None, coop, shops_clock.today()), {})
    _targets_filed_and_split()
    lock_and_judge_anew(world)
    db.session.commit()


def _targets_filed_and_split() -> None:
    town = a_town()
    unit, scheme = a_unit(town), a_scheme(town)
    a_target(town, 100, scheme=scheme)
    a_split(scheme, town, {unit: 60})
    returned = a_filed_base(unit)
    return_filing(returned, "of which year?", by=superior_of(unit, returned.year))
    a_base(unit, follows=returned)


def lock_and_judge_anew(world: World) -> None:
    """The month is locked in the next one, and a purchase put in dispute."""
    cluster = db.session.get_one(Unit, world.organisations["cluster"])
    with shops_clock.held_at(shops_clock.at_shanghai(date(2026, 12, 1))):
        locked_up_to(cluster, 2026, 11)
    verdict = db.session.execute(select(Verdict).limit(1)).scalar_one()
    db.session.add(
        Reevaluation(
            number="R1",
            cluster_id=cluster.id,
            scheme_id=verdict.scheme_id,
            aim=Aim.DISPUTE,
            reason="Nobody has seen the goods.",
            proposed_by_id=world.actor("cluster.official").person_id,
            proposed_at=shops_clock.now(),
            outcome=Outcome.DECLINED,
            decided_by_id=world.actor("harbour.official").person_id,
            decided_at=shops_clock.now(),
            lines=[
                ReevaluationLine(
                    cluster_id=cluster.id,
                    entry_id=verdict.entry_id,
                    before_id=verdict.id,
                    state=VerdictState.DISPUTED,
                    rule_set_id=verdict.rule_set_id,
                )
            ],
        )
    )


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def model_of(name: str) -> Any:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table_of(name))


def rows(name: str) -> list[Any]:
    return list(db.session.execute(select(table_of(name)).order_by(*table_of(name).primary_key)).all())


def another_column(table: Table) -> str:
    return next(column.name for column in table.c if not column.primary_key)


def one(name: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(rows(name)[0]._mapping)
    return row


def orm_bulk_update(name: str) -> None:
    column = another_column(table_of(name))
    values = {column: getattr(model_of(name), column)}
    db.session.execute(update(model_of(name)).values(values).execution_options(synchronize_session=False))


def orm_bulk_delete(name: str) -> None:
    db.session.execute(delete(model_of(name)).execution_options(synchronize_session=False))


def bulk_mappings(name: str) -> None:
    Session.bulk_update_mappings(db.session(), model_of(name), [one(name)])


def core_update(name: str) -> None:
    column = table_of(name).c[another_column(table_of(name))]
    db.session.connection().execute(update(table_of(name)).values({column: column}))


def core_delete(name: str) -> None:
    db.session.connection().execute(delete(table_of(name)))


def raw_update(name: str) -> None:
    column = another_column(table_of(name))
    db.session.execute(text(f"UPDATE {name} SET {column} = {column}"))


def raw_delete(name: str) -> None:
    last = rows(name)[-1]._mapping
    where = " AND ".join(f"{column.name} = :{column.name}" for column in table_of(name).primary_key)
    db.session.execute(text(f"DELETE FROM {name} WHERE {where}"), {key.name: last[key.name] for key in key_of(name)})


def key_of(name: str) -> list[Any]:
    return list(table_of(name).primary_key)


def upsert(name: str) -> None:
    dialect = db.session.get_bind().dialect.name
    statement: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table_of(name)).values(one(name))
    column = another_column(table_of(name))
    db.session.execute(
        statement.on_conflict_do_update(index_elements=key_of(name), set_={column: statement.excluded[column]})
    )


def empty_or_replace(name: str) -> None:
    """What only one of the databases knows."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"TRUNCATE {name} CASCADE"))
    else:
        db.session.execute(insert(table_of(name)).prefix_with("OR REPLACE").values(one(name)))


def replace_by_a_unique_key(name: str) -> None:
    """SQLite throws out whatever row stands in the way of a unique key; with `recursive_triggers` off, in silence."""
    others = unique_keys(table_of(name))[1:]
    if db.session.get_bind().dialect.name == "postgresql" or not others:
        raw_delete(name)
        return
    filled = [
        row._mapping for row in rows(name) if any(all(row._mapping[part] is not None for part in key) for key in others)
    ]
    row = {column: value for column, value in filled[0].items() if column != "id"}
    statement = insert(table_of(name)).prefix_with("OR REPLACE").values(row)
    db.session.execute(text("PRAGMA recursive_triggers=OFF"))
    try:
        db.session.execute(statement)
    finally:
        db.session.execute(text("PRAGMA recursive_triggers=ON"))


WAYS: list[Callable[[str], None]] = [
    orm_bulk_update,
    orm_bulk_delete,
    bulk_mappings,
    core_update,
    core_delete,
    raw_update,
    raw_delete,
    upsert,
    empty_or_replace,
    replace_by_a_unique_key,
]


def test_the_books_are_these() -> None:
    facts = {"acceptance", "acceptance_line", "entry", "verdict", "stock_movement", "target_revision"}
    assert facts | {"rule_set", "target_line", "target_purpose"} < set(BOOKS)


@pytest.mark.parametrize("book", BOOKS)
def test_the_guards_in_the_database_know_every_key_that_the_table_has(books: None, book: str) -> None:
    """A migration that gives a book another unique key writes its guards anew."""
    if db.session.get_bind().dialect.name == "postgresql":
        return
    stored = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :book"
    fills = model_of(book).filled_once
    others = [column.name for column in table_of(book).columns if column.name not in fills] if fills else []
    due = trigger_statements(book, "sqlite", unique_keys(table_of(book)), filled_once=fills, columns=others)
    assert {in_order(sql) for sql in db.session.execute(text(stored), {"book": book}).scalars()} == {
        in_order(sql) for sql in due
    }


def in_order(sql: str) -> tuple[str, ...]:
    """The conditions of a trigger stand in any order."""
    return tuple(sorted(sql.replace("(EXISTS", "EXISTS").replace(")) BEGIN", ") BEGIN").split(" OR ")))


@pytest.mark.parametrize("book", BOOKS)
def test_no_statement_changes_or_deletes_a_row(books: None, book: str) -> None:
    before = rows(book)
    assert before, f"the story writes nothing into {book}: let it"
    for way in WAYS:
        savepoint = db.session.begin_nested()
        with pytest.raises(DatabaseError, match="append-only"):
            way(book)
        savepoint.rollback()
        assert rows(book) == before, way.__name__


@pytest.mark.parametrize("book", BOOKS)
def test_the_session_refuses_with_a_clear_error_before_the_database_is_asked(books: None, book: str) -> None:
    row = db.session.execute(select(model_of(book)).limit(1)).scalar_one()
    db.session.delete(row)
    with pytest.raises(RowIsAppendOnly, match=type(row).__name__):
        db.session.flush()
    db.session.rollback()
    row = db.session.execute(select(model_of(book)).limit(1)).scalar_one()
    number = next(column.name for column in table_of(book).c if column.name.endswith("id") and not column.primary_key)
    setattr(row, number, 12_345)
    with pytest.raises((RowIsAppendOnly, InvalidRequestError), match=type(row).__name__):
        db.session.flush()
    db.session.rollback()


def test_a_row_that_was_only_looked_at_is_no_change(books: None) -> None:
    row = db.session.execute(select(model_of("entry")).limit(1)).scalar_one()
    row.amount = row.amount
    db.session.flush()


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
