"""What is owed, paid, invoiced and settled, and what banks say of it."""

from flask import current_app
from sqlalchemy import literal, select

from shop.documents.pdf import Column, Paper
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.kernel import clock
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.organisations.queries import names_of
from shop.payments.gateway import EXTENSION
from shop.payments.models import InboxEvent, OrderBalance, Payment, Settlement
from shop.payments.models.bank import PayerAlias
from shop.payments.queries.statements import series_of
from shop.payments.remittance import code_of
from shop.payments.services.aliases import add_alias
from shop.payments.services.files import add_file
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.lowering import propose_lower
from shop.payments.services.payees import propose_payee
from shop.payments.services.settlements import confirm
from shop.payments.services.statements import receive_statement
from tests.factories import fulfilment as goods
from tests.factories.bank import Booked, a_sheet, only_line, uploaded_by
from tests.factories.invoices import an_invoice
from tests.factories.payments import a_payment, share
from tests.factories.world import World
from tests.peers.paying import paid, set_up
from tests.peers.twin import Twin


def paid_in_part(acceptance: Acceptance) -> tuple[str, str]:
    """The order that was accepted is paid in part, and something waits for another order."""
    line = db.session.get_one(OrderLine, acceptance.lines[0].order_line_id)
    order = db.session.get_one(Order, line.order_id)
    return order.number, a_payment(order, "150", shares=[share(order, "50")]).number


def paid_online(world: World) -> dict[str, str]:
    """An order paid on a page of Stripe's, and the report of it; the application keeps the way to Stripe's twin."""
    order, app = goods.a_confirmed_order(world, {"bag": 2}), current_app._get_current_object()  # type: ignore[attr-defined]
    with set_up(app):
        app.extensions[EXTENSION] = twin = Twin(pages="/products?stripe=")
        attempt = paid(world, twin, order)
    app.extensions[EXTENSION] = twin
    event = db.session.execute(select(InboxEvent.id).order_by(InboxEvent.id).limit(1)).scalar_one()
    number = db.session.execute(select(Payment.number).where(Payment.id == attempt.payment_id)).scalar_one()
    return {"paid order": order.number, "attempt": attempt.key, "report": str(event), "online payment": number}


def agreed(world: World, number: str) -> None:
    settlement = db.session.execute(select(Settlement).where(Settlement.number == number)).scalar_one()
    confirm(settlement, by=world.actor("coop.seller"))


def issued_paper(world: World) -> dict[str, str]:
    """A statement that the cooperative has issued, and the part of its check page's address that nobody guesses."""
    coop = world.organisations["coop"]
    head = Head(
        kind=PaperKind.STATEMENT,
        series=series_of(coop, clock.today()),
        unit=None,
        supplier=names_of([coop])[coop],
        day=clock.today(),
        total=Money.yuan(100),
    )
    paper = Paper("Monthly statement", head.series, facts=[], columns=[Column("Unit")], rows=[])
    issued = issue(head, paper.packed(), keep=True)
    return {"issued paper": issued.token, "issued statement": issued.number}


def invoices(world: World, note: Acceptance, other: Acceptance) -> dict[str, str]:
    """An invoice that waits to be checked, a lower amount that waits to be agreed, and the file of the invoice."""
    seller, line = world.actor("coop.seller"), note.lines[0]
    parts = {line.id: Money.yuan(100), other.lines[0].id: Money.yuan(100)}
    invoice = an_invoice(world, parts, number="12345678", code="0440019001")
    propose_lower(invoice, line.consignment_line_id, Money(50), "small", Side.SUPPLIER, by=seller)
    file = add_file(invoice, b"<EInvoice/>", "invoice.xml", Side.SUPPLIER, by=seller)
    return {
        "invoice": invoice.number,
        "invoice file": file.name,
        "accepted line": str(line.id),
        "school itself": str(world.organisations["school"]),
        "agree": "agree",
        "reject": "reject",
    }


def bank(world: World) -> dict[str, str]:
    """The cooperative's statements and their lines, an account of it that waits, and a name the school pays under."""
    much = OrderBalance.charged > OrderBalance.paid + literal(Money.yuan(10), MoneyColumn)
    newest = select(OrderBalance).where(much).order_by(OrderBalance.order_id.desc()).limit(1)
    owed = db.session.execute(newest).scalar_one()
    number = db.session.get_one(Order, owed.order_id).number
    seller, second = world.actor("coop.seller"), world.actor("coop.second")
    matched = uploaded_by(seller, a_sheet([Booked("5.00", code_of(number))]))
    likely = uploaded_by(seller, a_sheet([Booked(str(owed.open - Money.yuan(5)), "goods")]))
    refund = uploaded_by(seller, a_sheet([Booked("-3.00", code_of(number))]))
    ours = a_sheet([Booked("-4.00", code_of(number), name="coop")])
    announced = uploaded_by(world.actor("school.manager"), ours)
    entered = receive_by_hand(owed.unit_id, Money.yuan(6), clock.today(), "by hand", [], by=seller)
    unread, _is_new = receive_statement("other.csv", b"date,amount\n2026-11-20,1.00\n", by=seller)
    account = propose_payee(owed.supplier_id, account_name="coop", bank="bank", account_number="62220001", by=second)
    add_alias("treasury", "", by=world.actor("school.manager"))
    return {
        "bank statement": str(matched.id),
        "unread statement": str(unread.id),
        "matched line": str(only_line(matched).line_id),
        "bank line": str(only_line(likely).line_id),
        "refund line": str(only_line(refund).line_id),
        "announced payment": str(only_line(announced).line_id),
        "entered payment": entered.number,
        "payee account": str(account.id),
        "payer alias": str(db.session.execute(select(PayerAlias.id)).scalar_one()),
    }
