"""What the register of invoices lets happen, and what it does not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.catalogue.words import TaxRate
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import events
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.payments import invoicing
from shop.payments.events import InvoiceMatched
from shop.payments.invoicing import InvoiceDeed, InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation, InvoiceReduction, LowerProposal, OrderBalance
from shop.payments.services import checking, lowering
from shop.payments.services.allocating import parts_of
from shop.payments.services.papers import PaperLine
from shop.tally.models import Entry, TotalByCounty
from shop.tally.words import EntryKind, Source, VerdictState
from tests.clocks import SettableClock
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    as_shipped,
    refused,
)
from tests.factories.invoices import a_red_letter, an_invoice, line_of, whole
from tests.factories.ordering import told
from tests.factories.world import World
from tests.payments.books import assert_invoices_add_up

NOTHING = Money(0)


@pytest.fixture(autouse=True)
def books_are_right(world: World) -> Iterator[None]:
    """Whatever a test of this module has done, the books are right after it."""
    yield
    assert_invoices_add_up()


def corrected(world: World, note: Acceptance, accepted: str) -> Acceptance:
    said = as_shipped(
        note.consignment, accepted=Quantity.of(accepted), refused_reason="" if accepted == "100" else "wet"
    )
    if accepted == "0":
        said = {
            line: weighing.__class__(net=weighing.net, accepted=Quantity(0), packs_accepted=0, refused_reason="wet")
            for line, weighing in said.items()
        }
    proposal = propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))
    return agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))


def lowered(world: World, invoice: Invoice, note: Acceptance, fen: int) -> InvoiceReduction:
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(fen), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    return lowering.agree_lower(proposal, Side.BUYER, by=world.actor("school.manager"))


def checked(world: World, invoice: Invoice) -> Invoice:
    checking.check(invoice, Side.BUYER, by=world.actor("school.manager"))
    return invoice


def withdrawn(world: World, invoice: Invoice) -> None:
    checking.withdraw(invoice, "mistyped", Side.SUPPLIER, by=world.actor("coop.seller"))


def assert_database_refuses(row: Any, column: str, value: Any) -> None:
    with pytest.raises(IntegrityError):
        write(row, column, value)
    db.session.expire_all()


def write(row: Any, column: str, value: Any) -> None:
    with db.session.begin_nested():
        setattr(row, column, value)


def entries() -> list[Entry]:
    return list(db.session.execute(select(Entry).order_by(Entry.id)).scalars())


def owed(note: Acceptance) -> Money:
    asked = select(func.sum(OrderBalance.charged)).join(Order, Order.id == OrderBalance.order_id)
    return Money(int(db.session.execute(asked.where(Order.unit_id == note.unit_id)).scalar_one().fen))


def test_an_invoice_of_all_that_was_accepted_leaves_nothing_open(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    assert (invoice.allocated, invoice.unallocated, line_of(note).open) == (Money.yuan("258.50"), NOTHING, NOTHING)
    assert (invoice.title, invoice.seller_name) == ("school", "coop")
    assert told(world.organisations["school"])[-1] == "invoice_registered"


@pytest.mark.parametrize("parts", [("100", "158.50"), ("258.50",), ("0.01", "0.01", "258.48")])
def test_a_line_is_invoiced_in_parts_and_never_a_fen_too_much(world: World, parts: tuple[str, ...]) -> None:
    note = an_acceptance(world)
    line = note.lines[0].id
    for part in parts:
        an_invoice(world, {line: Money.yuan(part)})
    with refused("¥0.01 more than the ¥0.00 that are left to be invoiced"):
        an_invoice(world, {line: Money(1)})


def test_the_parts_of_an_invoice_never_come_to_more_than_it(world: World) -> None:
    note = an_acceptance(world)
    with refused("come to ¥58.50 more than the invoice"):
        an_invoice(world, whole(note), Money.yuan(200))
    freight = an_invoice(world, whole(note), Money.yuan(300))
    assert freight.unallocated == Money.yuan("41.50")


@pytest.mark.parametrize("column", ["invoiced", "reduced"])
def test_the_database_itself_refuses_more_than_was_accepted(world: World, column: str) -> None:
    line = line_of(an_acceptance(world))
    assert_database_refuses(line, column, line.accepted + Money(1))


def test_the_database_itself_refuses_more_than_an_invoice_comes_to(world: World) -> None:
    invoice = an_invoice(world, {}, Money(100))
    assert_database_refuses(invoice, "allocated", Money(101))


def test_one_invoice_stands_in_the_register_once(world: World) -> None:
    note = an_acceptance(world)
    first = an_invoice(world, {}, Money(100), number="12345678", code="0440019001")
    with refused("in the register already"):
        an_invoice(world, {}, Money(100), number="１２３４５６７８", code=" 0440019001 ")
    an_invoice(world, {}, Money(100), number="12345678", code="0440019002")
    withdrawn(world, first)
    again = an_invoice(world, whole(note), number="12345678", code="0440019001")
    assert again.official == first.official


def test_the_database_itself_keeps_it_from_standing_twice(world: World) -> None:
    first = an_invoice(world, {}, Money(100))
    second = an_invoice(world, {}, Money(100))
    assert_database_refuses(second, "official_number", first.official_number)


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        ({"number": "1234567"}, "has 8 digits"),
        ({"number": "12345678"}, "10 or 12 digits"),
        ({"code": "0440019001"}, "no code"),
        ({"issued_on": date(2030, 1, 1)}, "in the future"),
        ({"lines": ()}, "enter the lines"),
        ({"kind": InvoiceKind.PURCHASE}, "registered by the other side"),
        ({"kind": InvoiceKind.RED}, "registered by the other side"),
        ({"kind": InvoiceKind.TAX_OFFICE, "seller_tax_number": "12"}, "15 to 20"),
        ({"kind": InvoiceKind.TAX_OFFICE, "seller_tax_number": "11010519491231002X"}, "a person’s ID number"),
        ({"lines": (PaperLine("a", Money(1), TaxRate.EXEMPT, NOTHING),)}, "The lines come to ¥0.01"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(world: World, paper: dict[str, Any], sentence: str) -> None:
    with refused(sentence):
        an_invoice(world, {}, Money(100), **paper)


def test_nothing_and_less_is_no_invoice(world: World) -> None:
    for fen in (0, -5):
        with refused("more than nothing"):
            an_invoice(world, {}, Money(fen))


def test_a_tax_office_invoice_names_the_tax_office(world: World) -> None:
    invoice = an_invoice(
        world, {}, Money(100), kind=InvoiceKind.TAX_OFFICE, seller_tax_number="91110000600037341l", seller_name="税务局"
    )
    assert (invoice.seller_tax_number, invoice.seller_name) == ("91110000600037341L", "税务局")


def test_a_purchase_invoice_is_the_buyers_and_the_seller_checks_it(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note), by="school.manager", kind=InvoiceKind.PURCHASE)
    assert invoice.side is Side.BUYER
    with refused("“Check and match” is not possible"):
        checked(world, invoice)
    checking.check(invoice, Side.SUPPLIER, by=world.actor("coop.seller"))
    assert invoice.status is InvoiceStatus.CHECKED


@pytest.mark.parametrize("other", ["organ", "clinic"])
def test_lines_of_others_do_not_exist_for_an_invoice(world: World, other: str) -> None:
    note = an_acceptance(world)
    with pytest.raises(NotYours), db.session.begin_nested():
        an_invoice(world, whole(note), unit=other)
    with pytest.raises(NotYours), db.session.begin_nested():
        an_invoice(world, whole(note), supplier="workshop", by="workshop.seller")


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("own", Side)
@pytest.mark.parametrize("status", InvoiceStatus)
@pytest.mark.parametrize("deed", InvoiceDeed)
def test_every_side_may_do_in_every_state_what_the_table_says(
    side: Side, own: Side, status: InvoiceStatus, deed: InvoiceDeed
) -> None:
    allowed = {
        (True, InvoiceStatus.REGISTERED): {InvoiceDeed.WITHDRAW},
        (True, InvoiceStatus.DISPUTED): {InvoiceDeed.WITHDRAW},
        (False, InvoiceStatus.REGISTERED): {InvoiceDeed.CHECK, InvoiceDeed.DISPUTE},
        (False, InvoiceStatus.DISPUTED): {InvoiceDeed.CHECK},
        (False, InvoiceStatus.CHECKED): {InvoiceDeed.DISPUTE},
    }
    assert (deed in invoicing.deeds_for(side, own, status)) is (deed in allowed.get((side is own, status), set()))


def test_nobody_checks_for_the_one_side_what_they_registered_for_the_other(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    with refused("acted for the other side"):
        checking.check(invoice, Side.BUYER, by=world.actor("coop.seller"))


def test_what_is_withdrawn_frees_its_lines_and_stays(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    withdrawn(world, invoice)
    assert (invoice.status, invoice.allocated, line_of(note).open) == (
        InvoiceStatus.WITHDRAWN,
        NOTHING,
        Money.yuan("258.50"),
    )
    with refused("not possible"):
        withdrawn(world, invoice)


def test_what_was_checked_is_disputed_before_it_is_withdrawn(world: World) -> None:
    invoice = checked(world, an_invoice(world, whole(an_acceptance(world))))
    with refused("“Withdraw” is not possible"):
        withdrawn(world, invoice)
    checking.dispute(invoice, "wrong", Side.BUYER, by=world.actor("school.manager"))
    withdrawn(world, invoice)


def test_an_agreed_lower_invoice_lowers_the_count_and_what_is_owed(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    reduction = lowered(world, invoice, note, 850)
    first, correction = entries()
    assert (correction.kind, correction.source, correction.source_id) == (
        EntryKind.CORRECTION,
        Source.INVOICE,
        reduction.id,
    )
    assert (correction.amount, correction.quantity) == (Money(-850), Quantity(0))
    assert correction.corrects_id == first.id
    assert owed(note) == Money.yuan(250)
    assert line_of(note).open == NOTHING


def test_it_counts_in_the_year_of_its_purchase(world: World, clock: SettableClock) -> None:
    note = an_acceptance(world)
    clock.at(2027, 2, 1)
    lowered(world, an_invoice(world, {note.lines[0].id: Money.yuan(250)}), note, 850)
    first, correction = entries()
    assert (correction.counts_on, correction.counts_year) == (first.counts_on, 2026)
    asked = select(func.sum(TotalByCounty.amount)).where(
        TotalByCounty.year == 2026, TotalByCounty.verdict == VerdictState.COUNTED
    )
    assert db.session.execute(asked).scalar_one() == Money.yuan(250)


@pytest.mark.parametrize("fen", [0, -1, 851, 10**9])
def test_no_more_is_given_away_than_is_not_invoiced(world: World, fen: int) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    with refused(r"more than nothing|Only ¥8.50"):
        lowered(world, invoice, note, fen)


def test_what_was_invoiced_meanwhile_is_not_given_away(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(850), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    an_invoice(world, {note.lines[0].id: Money(100)})
    with refused("Only ¥7.50"):
        lowering.agree_lower(proposal, Side.BUYER, by=world.actor("school.manager"))
    assert len(entries()) == 1


@pytest.mark.parametrize("own", [Side.SUPPLIER, Side.BUYER])
def test_one_side_alone_lowers_nothing(world: World, own: Side) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    who = {Side.SUPPLIER: "coop.seller", Side.BUYER: "school.manager"}
    other = Side.BUYER if own is Side.SUPPLIER else Side.SUPPLIER
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(850), "small", own, by=world.actor(who[own]))
    with refused("by the other side"):
        lowering.agree_lower(proposal, own, by=world.actor(who[own]))
    with refused("acted for the other side"):
        lowering.agree_lower(proposal, other, by=world.actor(who[own]))
    with refused("waiting for an answer"):
        lowering.propose_lower(invoice, chain, Money(1), "more", own, by=world.actor(who[own]))
    lowering.reject_lower(proposal, "no", other, by=world.actor(who[other]))
    with refused("answered already"):
        lowering.agree_lower(proposal, other, by=world.actor(who[other]))
    assert len(entries()) == 1


def test_a_withdrawn_invoice_takes_the_agreement_along(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    lowered(world, invoice, note, 850)
    withdrawn(world, invoice)
    assert [entry.amount for entry in entries()][1:] == [Money(-850), Money(850)]
    assert (line_of(note).open, owed(note)) == (Money.yuan("258.50"), Money.yuan("258.50"))


@pytest.mark.parametrize(
    ("accepted", "invoiced", "reduced"), [("98", "244.83", "8.50"), ("50", "120.75", "8.50"), ("0", "0", "0")]
)
def test_a_corrected_acceptance_takes_off_the_invoice_what_is_not_accepted_any_more(
    world: World, accepted: str, invoiced: str, reduced: str
) -> None:
    note = an_acceptance(world)
    invoice = checked(world, an_invoice(world, {note.lines[0].id: Money.yuan(250)}))
    lowered(world, invoice, note, 850)
    corrected(world, note, accepted)
    line = line_of(note)
    assert (line.invoiced, line.reduced) == (Money.yuan(invoiced), Money.yuan(reduced))
    assert invoice.allocated == Money.yuan(invoiced)
    assert "invoice_parts_freed" in told(world.organisations["coop"])


def test_the_newest_invoice_loses_its_part_first(world: World) -> None:
    note = an_acceptance(world)
    line = note.lines[0].id
    first = an_invoice(world, {line: Money.yuan(100)})
    second = an_invoice(world, {line: Money.yuan("158.50")})
    corrected(world, note, "50")
    assert (first.allocated, second.allocated) == (Money.yuan(100), Money.yuan("29.25"))


def test_what_is_accepted_after_all_can_be_invoiced_after_all(world: World) -> None:
    note = an_acceptance(world)
    an_invoice(world, whole(note))
    again = corrected(world, corrected(world, note, "90"), "100")
    assert line_of(note).open == Money.yuan("25.85")
    an_invoice(world, {again.lines[0].id: Money.yuan("25.85")})
    assert line_of(note).open == NOTHING


def test_a_red_letter_takes_first_what_belongs_to_nothing(world: World) -> None:
    note = an_acceptance(world)
    invoice = checked(world, an_invoice(world, whole(note)))
    corrected(world, note, "90")
    red = a_red_letter(world, invoice, Money.yuan("25.85"))
    assert (invoice.worth, invoice.allocated, invoice.unallocated) == (
        Money.yuan("232.65"),
        Money.yuan("232.65"),
        NOTHING,
    )
    assert red.total == Money.yuan("-25.85")


def test_a_red_letter_over_all_of_it_frees_every_line(world: World) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    invoice = an_invoice(world, whole(note))
    total = invoice.total
    with refused("Please say from which accepted lines"):
        a_red_letter(world, invoice, total)
    a_red_letter(world, invoice, total, whole(note))
    assert (invoice.worth, parts_of(invoice.id)) == (NOTHING, {})
    with refused("Only ¥0.00 of the invoice are left"):
        a_red_letter(world, invoice, Money(1))
    an_invoice(world, whole(note))


@pytest.mark.parametrize("by", ["school.manager", "coop.seller"])
def test_a_red_letter_is_the_sides_that_registered_the_invoice(world: World, by: str) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, whole(note))
    red = a_red_letter(world, invoice, Money(100), {note.lines[0].id: Money(100)})
    with refused("cannot be taken back by another"):
        a_red_letter(world, red, Money(1))
    with refused("withdraw them first"):
        withdrawn(world, invoice)
    withdrawn(world, red)
    assert (invoice.taken_back, invoice.unallocated) == (NOTHING, Money(100))
    withdrawn(world, invoice)


def test_no_more_of_a_line_is_taken_back_than_stands_there(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money(100)}, Money(200))
    with refused("Only ¥1.00 of the invoice belong to this line"):
        a_red_letter(world, invoice, Money(150), {note.lines[0].id: Money(101)})


def test_what_is_checked_is_told_as_differences_that_sum_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[int, int] = defaultdict(int)

    def hear(matched: InvoiceMatched) -> None:
        for part in matched.parts:
            heard[part.consignment_line_id] += part.amount.fen

    board = events.switchboard
    handlers = {**board._handlers, InvoiceMatched: (hear,)}
    monkeypatch.setattr(board, "_handlers", handlers)
    note = an_acceptance(world)
    chain = note.lines[0].consignment_line_id
    invoice = an_invoice(world, whole(note))
    assert heard == {}
    checked(world, invoice)
    assert heard == {chain: 25_850}
    note = corrected(world, note, "90")
    assert heard == {chain: 23_265}
    a_red_letter(world, invoice, Money(2_585 + 265), {note.lines[0].id: Money(265)})
    assert heard == {chain: 23_000}
    checking.dispute(invoice, "wrong", Side.BUYER, by=world.actor("school.manager"))
    assert heard == {chain: 0}


def test_an_invoice_without_parts_cannot_be_matched(world: World) -> None:
    with refused("nothing to check"):
        checked(world, an_invoice(world, {}, Money(100)))


def test_offline_purchases_rest_on_the_same_register(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money(100)}, Money(300))
    finance = world.actor("school.manager")
    assert checking.allocate_offline(invoice.id, 7, Money(150), by=finance) == Money(150)
    with refused("not left"):
        checking.allocate_offline(invoice.id, 8, Money(51), by=finance)
    with refused("take it off them first"):
        withdrawn(world, invoice)
    assert checking.allocate_offline(invoice.id, 7, Money(-150), by=finance) == NOTHING
    withdrawn(world, invoice)


def test_parts_change_while_nobody_has_checked(world: World) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    first, second = note.lines
    invoice = an_invoice(world, {first.id: Money(1_000)})
    seller = world.actor("coop.seller")
    checking.allocate(invoice, {second.id: Money(1_000)}, Side.SUPPLIER, by=seller)
    assert parts_of(invoice.id) == {second.consignment_line_id: Money(1_000)}
    checked(world, invoice)
    with refused("its parts stand"):
        checking.allocate(invoice, {first.id: Money(1_000)}, Side.SUPPLIER, by=seller)
    rows = db.session.execute(select(InvoiceAllocation.n).where(InvoiceAllocation.invoice_id == invoice.id)).scalars()
    assert sorted(rows) == [1, 2, 3]


def test_a_proposal_on_a_line_that_has_left_the_invoice_is_over(world: World) -> None:
    note = an_acceptance(world)
    invoice = an_invoice(world, {note.lines[0].id: Money.yuan(250)})
    chain = note.lines[0].consignment_line_id
    lowering.propose_lower(invoice, chain, Money(850), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    withdrawn(world, invoice)
    assert db.session.execute(select(LowerProposal.status)).scalar_one() == "withdrawn"


@pytest.mark.parametrize(
    ("net", "rate", "tax", "off"),
    [
        ("100", TaxRate.NINE, "9.00", "0"),
        ("100", TaxRate.NINE, "9.01", "0"),
        ("100", TaxRate.NINE, "8.99", "0"),
        ("100", TaxRate.NINE, "9.02", "0.02"),
        ("100", TaxRate.THIRTEEN, "0", "-13"),
        ("0.05", TaxRate.ONE, "0", "0"),
        ("100", TaxRate.EXEMPT, "3", "3"),
        ("-100", TaxRate.THREE, "-3", "0"),
    ],
)
def test_the_tax_of_a_line_may_be_a_fen_off(net: str, rate: TaxRate, tax: str, off: str) -> None:
    assert invoicing.tax_off(Money.yuan(net), rate, Money.yuan(tax)) == Money.yuan(off)


@pytest.mark.parametrize("rate", TaxRate)
@pytest.mark.parametrize("fen", [1, 99, 25_850, 10**9 + 7])
def test_a_price_with_tax_splits_into_net_and_tax_that_agree(rate: TaxRate, fen: int) -> None:
    net = invoicing.net_of(Money(fen), rate)
    assert invoicing.tax_off(net, rate, Money(fen) - net) == NOTHING
