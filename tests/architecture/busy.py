"""The small world in the middle of its business: orders, consignments and notes at every stage, by short names."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import current_app
from sqlalchemy import literal, select

from shop.catalogue.models import Category, Certification, LotSource, Product
from shop.catalogue.queries.photos import photos_of
from shop.catalogue.services.certificates import renew_certificate
from shop.catalogue.services.copies import duplicate
from shop.catalogue.services.goods_papers import Shown, add_paper
from shop.catalogue.services.imports import receive_sheet
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.moves import approve, submit, take_off
from shop.catalogue.services.photos import add_photos
from shop.catalogue.services.recalls import begin_recall
from shop.catalogue.services.sources import document
from shop.catalogue.sourcing import Bought
from shop.catalogue.words import CapacityStatus, GoodsPaperKind
from shop.documents.pdf import Column, Paper
from shop.documents.photos import make
from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, Consignment
from shop.fulfilment.queries.photos import photos_beside
from shop.fulfilment.services.corrections import propose_correction
from shop.fulfilment.services.photos import add_photos as add_acceptance_photos
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.mail.models import OutgoingMail
from shop.mail.services import put_out
from shop.mail.words import Group, MailState, Why
from shop.notices.models import Notice
from shop.ordering.models import Order, OrderLine, Purchase
from shop.ordering.paying import PayBy
from shop.ordering.services.approvals import reject
from shop.ordering.services.checkout import place_purchase
from shop.organisations.models import AidStatus, DeliveryAddress, InvoiceProfile, Pairing, Supervision, Supplier
from shop.organisations.queries import names_of
from shop.organisations.services import confirm_roster, join, leave, place_under
from shop.organisations.services.changes import propose_change
from shop.organisations.services.producers import name_producer
from shop.organisations.services.roster import last_change, people_of
from shop.organisations.services.roster_sheets import receive_roster
from shop.organisations.words import DocumentKind
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
from shop.payments.services.terms import ask_for_terms
from shop.tally.models import Entry
from tests.architecture.busy_targets import targets_filed
from tests.factories import a_person, invoices
from tests.factories import fulfilment as goods
from tests.factories.bank import Booked, a_sheet, only_line, uploaded_by
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_lot
from tests.factories.identities import an_id_number
from tests.factories.joining import a_document
from tests.factories.monthly import an_issued_statement
from tests.factories.payments import a_payment, share
from tests.factories.photos import an_acceptance_photo
from tests.factories.pictures import jpeg
from tests.factories.rosters import a_household
from tests.factories.settlements import a_settlement
from tests.factories.sheets import listings_sheet
from tests.factories.world import World
from tests.peers.paying import paid, set_up
from tests.peers.twin import Twin


@dataclass
class Business:
    """Numbers of the school's orders at the cooperative (and of what belongs to them), by what they are."""

    numbers: dict[str, str] = field(default_factory=dict)
    entry_id: int = 0
    proposal_id: int = 0


def do_business(world: World) -> Business:
    """All of it is the school's; the cooperative sells, but for the second order of a purchase at two suppliers."""
    business = Business()
    keep = business.numbers
    keep["waiting purchase"], keep["waiting order"] = _waiting(world)
    keep["rejected purchase"], keep["rejected order"] = _waiting(world)
    _reject(world, keep["rejected purchase"])
    first, second = goods.placed_orders(world, {"sack": 4, "tray": 2})
    keep["purchase"], keep["order"], keep["order elsewhere"] = _purchase(first), first.number, second.number
    keep["unpaid order"] = goods.placed_orders(world, {"bag": 3}, pay_by=PayBy.TRANSFER)[0].number
    keep["confirmed order"] = goods.a_confirmed_order(world, {"sack": 6}).number
    keep["packed"] = goods.a_packed_consignment(world, goods.a_confirmed_order(world)).number
    keep["shipped"] = goods.a_shipped_consignment(world, goods.a_confirmed_order(world)).number
    keep["arrived"] = goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 10})).number
    finance = world.actor("organ.manager")
    asked = ask_for_terms(finance.organisation_id, 45, None, "The treasury pays late.", by=finance)
    keep["asked terms"] = str(asked.id)
    settled = goods.an_acceptance(world)
    keep["settled"] = settled.number
    keep["paid order"], keep["payment"] = _paid(settled)
    acceptance = goods.an_acceptance(world)
    keep["acceptance"] = acceptance.number
    less = goods.as_shipped(acceptance.consignment, accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(acceptance, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    business.proposal_id = proposal.id
    keep |= _photos(world, acceptance, keep["arrived"])
    keep |= _invoices(world, acceptance, settled)
    keep["agreed settlement"] = a_settlement(world, "school.manager", supplier="coop").number
    _agree(world, keep["agreed settlement"])
    goods.an_acceptance(world, goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 4})))
    keep["settlement"] = a_settlement(world, "school.manager", supplier="coop").number
    goods.an_acceptance(world, goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 2})))
    keep |= {word: word for word in ("confirm", "dispute", "clear", "take-out", "check")}
    keep["to invoice"] = "invoice"
    keep["coop number"], keep["school number"] = (str(world.organisations[name]) for name in ("coop", "school"))
    keep |= {word: word for word in ("school", "organ", "harbour", "coop", "suspend", "recommend", "delete")}
    keep |= {
        word: word for word in ("potatoes", "pairing", "aid", "approve", "approve-end", "withdraw", "end", "reject")
    }
    keep |= _facts(world)
    school = world.organisations["school"]
    addresses = select(DeliveryAddress.id).where(DeliveryAddress.unit_id == school).limit(1)
    profiles = select(InvoiceProfile.id).where(InvoiceProfile.unit_id == school).limit(1)
    keep["school address"] = str(db.session.execute(addresses).scalar_one())
    keep["school profile"] = str(db.session.execute(profiles).scalar_one())
    keep["back"] = "back"
    supervisions = select(Supervision.id).where(Supervision.unit_id == school)
    keep["supervision"] = str(db.session.execute(supervisions).scalar_one())
    keep["former colleague"] = _leave(world)
    keep |= _paid_online(world)
    keep |= _bank(world) | _papers(world) | _mail(world) | _lots(world)
    keep["statement"] = an_issued_statement(world.organisations["coop"]).number
    keep |= (
        _capacity(world)
        | _certificates(world)
        | _profiles(world)
        | _listings(world)
        | _rosters(world)
        | _imports(world)
        | targets_filed(world)
    )
    business.entry_id = db.session.execute(select(Entry.id).limit(1)).scalar_one()
    return business


def _profiles(world: World) -> dict[str, str]:
    """The cooperative shows a document and sells for a producer; the workshop wants to be called otherwise."""
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    workshop = db.session.get_one(Supplier, world.organisations["workshop"])
    document = a_document(coop, DocumentKind.FOOD_PERMIT, number="P-1")
    words = {"english": "", "credit_code": "", "township_code": None}
    producer = name_producer(coop, name="producer", **words, by=world.actor("coop.seller"))  # type: ignore[arg-type]
    change = propose_change(
        workshop,
        name="another name",
        english="",
        credit_code=workshop.credit_code or "",
        reason="renamed",
        by=world.actor("workshop.seller"),
    )
    numbers = {"document": document.id, "producer": producer.id, "change": change.id}
    return {word: str(number) for word, number in numbers.items()} | {"workshop": "workshop", "terms": "terms"}


def _listings(world: World) -> dict[str, str]:
    """The cooperative's listings in every state: a draft, one handed in, on sale, off, and one whose change waits."""
    seller, office = world.actor("coop.seller"), world.actor("office-530624.official")
    shoots = db.session.get_one(Product, world.products["shoots"])
    made = {name: duplicate(shoots, by=seller) for name in ("draft", "submitted", "changed", "off")}
    for name in ("submitted", "changed", "off"):
        submit(made[name], by=seller)
    for name in ("changed", "off"):
        approve(made[name], by=office)
    change_listing(made["changed"], replace(made["changed"].said, name="冬笋"), by=seller)
    take_off(made["off"], "", by=seller)
    report = Shown(GoodsPaperKind.REPORT, "R-1")
    paper = add_paper(shoots, report, b"%PDF-1.4\n%%EOF\n", "report.pdf", by=seller)
    first = shoots.packs[0].id
    deeds = "submit take-off put-back return-change approve-change withdraw-change retire up".split()
    return {
        "listing": str(shoots.id),
        "listed pack": str(first),
        "goods paper": str(paper.id),
        **{f"{name} listing": str(product.id) for name, product in made.items()},
        **{deed: deed for deed in deeds},
    }


def _photos(world: World, note: Acceptance, arrived: str) -> dict[str, str]:
    """A photo of the potatoes, one beside the note, one of the goods at the gate."""
    coop, receiver = world.actor("coop.seller"), world.actor("school.receiver")
    product = db.session.get_one(Product, world.products["potatoes"])
    add_photos(product, [make(jpeg(60, 40))], by=coop)
    gate = db.session.execute(select(Consignment).where(Consignment.number == arrived)).scalar_one()
    waiting = add_acceptance_photos(gate, [make(jpeg(50, 40))], Side.BUYER, by=receiver)
    assert waiting == 1
    return {
        "photographed": str(product.id),
        "product photo": photos_of(product.id)[0].photo.name,
        "acceptance photo": an_acceptance_photo(note, by=receiver).photo.name,
        "arrival photo": photos_beside(gate.id)[0].photo.name,
        "size": "640.webp",
    }


def _imports(world: World) -> dict[str, str]:
    """Two sheets of the cooperative's listings: one that can be applied, and one with something wrong."""
    seller = world.actor("coop.seller")
    category = db.session.execute(select(Category.code).order_by(Category.id).limit(1)).scalar_one()
    sheets = {"import": {}, "wrong import": {"价格": "dear"}}
    made = {
        name: receive_sheet(f"{name}.xlsx", listings_sheet({"类别": category} | row), submits=False, by=seller)[0].id
        for name, row in sheets.items()
    }
    return {name: str(number) for name, number in made.items()}


def _capacity(world: World) -> dict[str, str]:
    """What the cooperative says it can grow waits for its county, and what it said last year was returned."""
    a_commodity()
    coop, last_year = world.organisations["coop"], clock.today().year - 1
    waits = a_capacity(coop, status=CapacityStatus.DECLARED)
    returned = a_capacity(coop, year=last_year, status=CapacityStatus.RETURNED)
    return {"capacity": str(waits.id), "returned capacity": str(returned.id), "return": "return"}


def _rosters(world: World) -> dict[str, str]:
    """The cooperative links two households, of which the county has seen one, and has uploaded a sheet with a third."""
    seller, coop = world.actor("coop.seller"), db.session.get_one(Supplier, world.organisations["coop"])
    since = clock.today() - timedelta(days=900)
    household = a_household(coop, 1, 2, 3, since=since, by=seller)
    confirm_roster(
        coop, clock.today() - timedelta(days=30), last_change(coop.id), by=world.actor("office-530624.official")
    )
    a_household(coop, 4, since=since, by=seller)
    sheet = f"户号,户主,姓名,身份证号,开始联结日期\n9,是,赵六,{an_id_number(9)},2024-03-01\n".encode()
    return {
        "household": str(household.number),
        "linked person": str(people_of(household.id)[1].id),
        "roster sheet": str(receive_roster("roster.csv", sheet, by=seller).id),
    }


def _certificates(world: World) -> dict[str, str]:
    """The cooperative's potatoes are certified, and a certificate to follow waits for the operator."""
    product = db.session.get_one(Product, world.products["potatoes"])
    held = db.session.execute(select(Certification).where(Certification.product_id == product.id)).scalar_one()
    held.valid_to = clock.today() + timedelta(days=40)
    renewed = renew_certificate(held, "N-potatoes-2", valid_to=None, by=world.actor("office-530624.official"))
    return {"certificate": str(held.id), "waiting certificate": str(renewed.id)}


def _paid(acceptance: Acceptance) -> tuple[str, str]:
    """The order that was accepted is paid in part, and something waits for another order."""
    line = db.session.get_one(OrderLine, acceptance.lines[0].order_line_id)
    order = db.session.get_one(Order, line.order_id)
    return order.number, a_payment(order, "150", shares=[share(order, "50")]).number


def _paid_online(world: World) -> dict[str, str]:
    """An order paid on a page of Stripe's, and the report of it; the application keeps the way to Stripe's twin."""
    order, app = goods.a_confirmed_order(world, {"bag": 2}), current_app._get_current_object()  # type: ignore[attr-defined]
    with set_up(app):
        app.extensions[EXTENSION] = twin = Twin(pages="/products?stripe=")
        attempt = paid(world, twin, order)
    app.extensions[EXTENSION] = twin
    event = db.session.execute(select(InboxEvent.id).order_by(InboxEvent.id).limit(1)).scalar_one()
    number = db.session.execute(select(Payment.number).where(Payment.id == attempt.payment_id)).scalar_one()
    return {"paid order": order.number, "attempt": attempt.key, "report": str(event), "online payment": number}


def _agree(world: World, number: str) -> None:
    settlement = db.session.execute(select(Settlement).where(Settlement.number == number)).scalar_one()
    confirm(settlement, by=world.actor("coop.seller"))


def _papers(world: World) -> dict[str, str]:
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


def _facts(world: World) -> dict[str, str]:
    """A place that waits for a second person, and what holds of the cooperative's county."""
    lead, next_year = world.actor("cluster.deputy"), clock.today().year + 1
    place = place_under(world.organisations["school"], next_year, world.organisations["delta"], by=lead)
    pairing = select(Pairing.id).where(Pairing.county_code == "530624")
    aid = select(AidStatus.id).where(AidStatus.county_code == "530624")
    return {
        "place": str(place.id),
        "pairing fact": str(db.session.execute(pairing).scalar_one()),
        "aid fact": str(db.session.execute(aid).scalar_one()),
    }


def _invoices(world: World, note: Acceptance, other: Acceptance) -> dict[str, str]:
    """An invoice that waits to be checked, a lower amount that waits to be agreed, and the file of the invoice."""
    seller, line = world.actor("coop.seller"), note.lines[0]
    parts = {line.id: Money.yuan(100), other.lines[0].id: Money.yuan(100)}
    invoice = invoices.an_invoice(world, parts, number="12345678", code="0440019001")
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


def _bank(world: World) -> dict[str, str]:
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


def _mail(world: World) -> dict[str, str]:
    """A mail to the school's buyer that was given up; nothing is sent here."""
    buyer = world.actor("school.buyer")
    to_all = select(Notice.id).where(Notice.organisation_id == buyer.organisation_id, Notice.role.is_(None))
    row = {"key": "notice-1", "person_id": buyer.person_id, "kind": Group.ORDERS, "notice_id": 1}
    put_out([row | {"state": MailState.FAILED, "why": Why.REFUSED, "next_try_at": None}])
    return {
        "failed mail": str(db.session.execute(select(OutgoingMail.id)).scalar_one()),
        "buyer themselves": str(buyer.person_id),
        "notice of the school": str(db.session.execute(to_all.limit(1)).scalar_one()),
    }


def _lots(world: World) -> dict[str, str]:
    """A lot of which something is documented, a harvest that is promised, and a recall that the school is told of."""
    seller, today = world.actor("coop.seller"), clock.today()
    lot_id = world.lots["potatoes.2"]
    document(lot_id, [Bought(None, "Li", Quantity.of(10), Money.yuan(15), today)], by=seller)
    ahead = a_lot(db.session.get_one(Product, world.products["potatoes"]), "100", harvested=today + timedelta(days=60))
    first = a_lot(db.session.get_one(Product, world.products["shoots"]), "5", best_before=today + timedelta(days=5))
    goods.a_confirmed_order(world, {"bag": 2})
    recall = begin_recall(first.id, "mould", "Keep it apart.", by=seller)
    return {
        "lot": str(lot_id),
        "promised lot": str(ahead.id),
        "recalled lot": str(first.id),
        "recall": recall.number,
        "bought row": str(db.session.execute(select(LotSource.id).where(LotSource.lot_id == lot_id)).scalar_one()),
    } | {word: word for word in ("correct", "release", "hold")}


def _waiting(world: World) -> tuple[str, str]:
    """The clerk buys more than they may."""
    terms = world.terms(deliver_on=clock.today() + timedelta(days=9))
    purchase = place_purchase({world.packs["sack"]: 20}, terms, by=world.actor("school.clerk"))
    order = db.session.execute(select(Order).where(Order.purchase_id == purchase.id)).scalar_one()
    return purchase.number, order.number


def _reject(world: World, number: str) -> None:
    purchase = db.session.execute(select(Purchase).where(Purchase.number == number)).scalar_one()
    reject(purchase, "too much", by=world.actor("school.approver"))


def _purchase(order: Order) -> str:
    return db.session.get_one(Purchase, order.purchase_id).number


def _leave(world: World) -> str:
    """Somebody who worked for the school does so no more."""
    former = join(a_person().id, world.organisations["school"], {Role.RECEIVER}, by=None)
    leave(former, by=None)
    return str(former.id)
