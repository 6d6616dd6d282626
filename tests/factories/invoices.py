"""Invoices in the small world: of what was accepted, with as many lines and parts as a test asks for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from shop.catalogue.words import TaxRate
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel import clock, money
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import InvoiceKind
from shop.payments.models import Invoice, InvoicedLine, InvoiceReduction
from shop.payments.paper import Paper, PaperLine
from shop.payments.services import checking, lowering
from shop.payments.services.lowering import agree_lower, propose_lower
from shop.payments.services.registering import register, register_red
from tests.factories.counting import next_number
from tests.factories.fulfilment import as_shipped
from tests.factories.world import World


def official_number() -> str:
    """The number of a fully digital invoice that no other has."""
    return f"26{next_number():018d}"


def a_paper(total: Money, kind: InvoiceKind = InvoiceKind.ORDINARY, **changes: Any) -> Paper:
    """A paper of one exempt line."""
    line = PaperLine("农产品", total, TaxRate.EXEMPT, Money(0))
    usual: dict[str, Any] = {"number": official_number(), "issued_on": clock.today(), "total": total, "lines": (line,)}
    return Paper(kind=kind, **(usual | changes))


def whole(note: Acceptance) -> dict[int, Money]:
    """Every line of a note with all that was accepted of it."""
    return {line.id: line.amount for line in note.lines if line.amount}


def an_invoice(
    world: World,
    parts: Mapping[int, Money],
    total: Money | None = None,
    *,
    unit: str = "school",
    supplier: str = "coop",
    by: str = "coop.seller",
    **paper: Any,
) -> Invoice:
    """The seller registers an invoice of these parts (of their sum, unless told otherwise)."""
    amount = money.total(parts.values()) if total is None else total
    return register(
        a_paper(amount, **paper),
        parts,
        unit_id=world.organisations[unit],
        profile_id=world.profiles[unit],
        supplier_id=world.organisations[supplier],
        side=Side.SUPPLIER if by.startswith(supplier) else Side.BUYER,
        by=world.actor(by),
    )


def a_red_letter(
    world: World, original: Invoice, amount: Money, back: Mapping[int, Money] | None = None, by: str = "coop.seller"
) -> Invoice:
    """The seller takes so much of an invoice back."""
    return register_red(original, a_paper(-amount), back or {}, original.side, by=world.actor(by))


def an_agreed_lower_invoice(world: World, note: Acceptance, fen: int) -> Invoice:
    """The seller invoices so much less of the first line than was accepted, and both sides agree to that."""
    line = note.lines[0]
    invoice = an_invoice(world, {line.id: line.amount - Money(fen)})
    seller, finance = world.actor("coop.seller"), world.actor("school.manager")
    chain = line.consignment_line_id
    proposal = propose_lower(invoice, chain, Money(fen), "smaller than usual", Side.SUPPLIER, by=seller)
    agree_lower(proposal, Side.BUYER, by=finance)
    return invoice


def line_of(note: Acceptance, position: int = 0) -> InvoicedLine:
    """Where a line of a note stands now."""
    asked = select(InvoicedLine).where(InvoicedLine.consignment_line_id == note.lines[position].consignment_line_id)
    return db.session.execute(asked.execution_options(populate_existing=True)).scalar_one()


def corrected(world: World, note: Acceptance, accepted: str) -> Acceptance:
    """So many kilograms of each line of a note were accepted, both sides say now."""
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
    """The first line of a note is worth so many fen less, both sides say."""
    chain = note.lines[0].consignment_line_id
    proposal = lowering.propose_lower(invoice, chain, Money(fen), "small", Side.SUPPLIER, by=world.actor("coop.seller"))
    return lowering.agree_lower(proposal, Side.BUYER, by=world.actor("school.manager"))


def checked(world: World, invoice: Invoice) -> Invoice:
    """The school has checked it."""
    checking.check(invoice, Side.BUYER, by=world.actor("school.manager"))
    return invoice


def withdrawn(world: World, invoice: Invoice) -> None:
    """The cooperative takes it out again."""
    checking.withdraw(invoice, "mistyped", Side.SUPPLIER, by=world.actor("coop.seller"))
