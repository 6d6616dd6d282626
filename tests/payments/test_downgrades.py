"""A shop that trades goes back step by step and loses nothing that the older schema has a place for; or it refuses."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, inspect, select, text

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.ordering.paying import PayBy
from shop.payments.books import PaymentWay
from shop.payments.models import Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import BankLineState
from shop.payments.services.announcements import deny
from shop.payments.services.bank_lines import match_refund, undo
from shop.payments.services.checking import check
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.settlement_invoices import choose_invoices
from shop.payments.services.settlements import confirm
from shop.payments.services.terms import approve_terms, ask_for_terms
from shop.payments.verify import Read, differences
from shop.tally.verify import first_difference
from tests.factories.bank import Booked, code, only_line, uploaded
from tests.factories.fulfilment import an_acceptance, placed_orders
from tests.factories.invoices import an_agreed_lower_invoice, an_invoice, whole
from tests.factories.monthly import an_issued_statement
from tests.factories.payments import a_payment, share
from tests.factories.settlements import a_settlement
from tests.factories.standing import CommittingWorld
from tests.factories.world import World

pytestmark = pytest.mark.commits

BEFORE_MONEY = "0012"
Rows = dict[str, tuple[list[str], Counter[Any]]]


def trade(world: World) -> Order:
    """Money of every kind that was known before orders were paid ahead, and lines of both banks. Returns the order."""
    note = an_acceptance(world)
    order = db.session.get_one(Order, db.session.get_one(OrderLine, note.lines[0].order_line_id).order_id)
    seller, finance = world.actor("coop.seller"), world.actor("school.manager")
    invoice = an_invoice(world, whole(note))
    check(invoice, Side.BUYER, by=finance)
    settlement = a_settlement(world, "school.manager", supplier="coop")
    confirm(settlement, by=seller)
    choose_invoices(settlement, [invoice.id], by=seller)
    uploaded(world, Booked("100.00", code(order)))
    uploaded(world, Booked("-100.00", code(order), name="coop"), by="school.manager")
    receive_by_hand(finance.organisation_id, Money.yuan(5), clock.today(), "", [], by=seller)
    a_payment(order, "10", way=PaymentWay.STRIPE, shares=[share(order, "10")])
    terms = ask_for_terms(finance.organisation_id, 45, None, "The treasury pays late.", by=finance)
    approve_terms(terms, by=world.actor("operator.operator"))
    placed_orders(world, {"tray": 1})
    db.session.flush()
    return order


def everything() -> Rows:
    """The columns and the rows of every table."""
    db.session.remove()
    with db.engine.connect() as connection:
        found: Rows = {}
        for name in sorted(set(inspect(connection).get_table_names()) - {"alembic_version"}):
            rows = connection.execute(text(f'SELECT * FROM "{name}"'))
            columns = list(rows.keys())
            found[name] = columns, Counter(tuple(map(repr, row)) for row in rows)
        return found


def what_both_know(rows: Rows, others: Rows) -> dict[str, Counter[Any]]:
    """Of tables and columns that there are on both sides, the rows of the first."""
    common = {}
    for name in rows.keys() & others.keys():
        columns = rows[name][0]
        kept = [columns.index(column) for column in columns if column in others[name][0]]
        counted: Counter[Any] = Counter()
        for row, number in rows[name][1].items():
            counted[tuple(f"{columns[place]}={row[place]}" for place in kept)] += number
        common[name] = counted
    return common


def in_order(counted: dict[str, Counter[Any]]) -> dict[str, Counter[Any]]:
    return {name: Counter({tuple(sorted(row)): n for row, n in rows.items()}) for name, rows in counted.items()}


def steps() -> list[str]:
    """All revisions since there is money, the oldest first."""
    line = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config()).walk_revisions()
    revisions = [script.revision for script in line][::-1]
    return revisions[revisions.index(BEFORE_MONEY) :]


def lost(before: Rows, after: Rows) -> list[str]:
    """The tables that do not say any more what they said."""
    was, now = in_order(what_both_know(before, after)), in_order(what_both_know(after, before))
    return sorted(name for name in was if was[name] != now[name])


def test_every_step_back_and_forth_keeps_what_both_schemas_know(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        an_issued_statement(trade(world).supplier_id)
        db.session.commit()
        line, before = steps(), everything()
        for revision in line[:-1][::-1]:
            flask_migrate.downgrade(revision=revision)
            after = everything()
            assert lost(before, after) == [], f"down to {revision}"
            before = after
        for revision in line[1:]:
            flask_migrate.upgrade(revision=revision)
            after = everything()
            assert lost(before, after) == [], f"up to {revision}"
            before = after
        assert [str(difference) for difference in differences(Read())] == []
        assert first_difference() is None


def test_what_payers_announced_and_payees_saw_is_read_again_from_their_lines(committing_world: CommittingWorld) -> None:
    app, world = committing_world
    with app.app_context(), dialects.writing():
        trade(world)
        db.session.commit()
        flask_migrate.downgrade(revision="0022")
        flask_migrate.upgrade()
        assert [str(difference) for difference in differences(Read())] == []
        assert db.session.execute(select(AnnouncedPayment.state)).scalars().all() == [AnnouncedState.SEEN]


def waits(world: World, order: Order) -> BankLineState:
    return only_line(uploaded(world, Booked("-33.00", code(order), name="coop"), by="school.manager"))


def did_not_arrive(world: World, order: Order) -> None:
    deny(waits(world, order).line_id, "nothing there", by=world.actor("coop.seller"))


def given_back(world: World, order: Order) -> BankLineState:
    state = only_line(uploaded(world, Booked("-5.00", code(order), name="school")))
    payment_id = db.session.execute(select(func.min(Payment.id))).scalar_one()
    match_refund(state, payment_id, by=world.actor("coop.seller"))
    return state


def kept_after_all(world: World, order: Order) -> None:
    undo(given_back(world, order), by=world.actor("coop.seller"))


def paid_ahead(world: World, order: Order) -> None:
    placed_orders(world, {"tray": 1}, pay_by=PayBy.TRANSFER)


def invoiced_lower(world: World, order: Order) -> None:
    an_agreed_lower_invoice(world, an_acceptance(world), 850)


@pytest.mark.parametrize(
    ("row", "step", "sentence"),
    [
        (waits, "0023", "1 payments are announced"),
        (did_not_arrive, "0023", "1 payments are announced"),
        (given_back, "0023", "1 bank lines tell of money given back"),
        (kept_after_all, "0022", "1 refunds did not arrive"),
        (paid_ahead, "0022", "1 orders are paid before delivery"),
        (invoiced_lower, "0014", "1 entries say that less was invoiced"),
    ],
)
def test_what_the_older_shop_has_no_place_for_is_not_forgotten(
    committing_world: CommittingWorld,
    caplog: pytest.LogCaptureFixture,
    row: Callable[[World, Order], Any],
    step: str,
    sentence: str,
) -> None:
    """Nothing is changed then, also of the steps that went before."""
    app, world = committing_world
    with app.app_context(), dialects.writing():
        row(world, trade(world))
        db.session.commit()
        before = everything()
        with pytest.raises(SystemExit):
            flask_migrate.downgrade(revision=step)
        assert sentence in caplog.text
        assert "Nothing was changed" in caplog.text
        assert everything() == before
        assert db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == steps()[-1]
