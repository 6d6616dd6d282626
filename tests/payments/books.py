"""What must hold of invoices whatever is done to them, reckoned anew from their rows."""

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine, InvoiceReduction
from shop.payments.verify import Read, differences
from shop.tally.models import Entry
from shop.tally.verify import first_difference


def assert_invoices_add_up() -> None:
    """No invoice is used beyond its total, no line beyond what was accepted; and the book is right."""
    db.session.flush()
    db.session.expire_all()
    of_invoice, of_line, reduced = (defaultdict[int, int](int) for _ in range(3))
    for row in db.session.execute(select(InvoiceAllocation)).scalars():
        of_invoice[row.invoice_id] += row.amount.fen
        if row.consignment_line_id is not None:
            of_line[row.consignment_line_id] += row.amount.fen
    for agreed in db.session.execute(select(InvoiceReduction)).scalars():
        reduced[agreed.consignment_line_id] += agreed.amount.fen
    invoices = list(db.session.execute(select(Invoice)).scalars())
    for invoice in invoices:
        assert invoice.allocated.fen == of_invoice[invoice.id], invoice.number
        if invoice.status is InvoiceStatus.WITHDRAWN:
            assert of_invoice[invoice.id] == 0
        reds = [red for red in invoices if red.original_id == invoice.id and red.status is not InvoiceStatus.WITHDRAWN]
        taken = -sum(red.total.fen for red in reds)
        assert invoice.taken_back.fen == taken, invoice.number
        assert invoice.total.fen < 0 or of_invoice[invoice.id] <= invoice.total.fen - taken, invoice.number
    accepted = _accepted()
    counted = _counted()
    for line in db.session.execute(select(InvoicedLine)).scalars():
        chain = line.consignment_line_id
        assert line.accepted == accepted[chain]
        assert (line.invoiced.fen, line.reduced.fen) == (of_line[chain], reduced[chain])
        assert 0 <= of_line[chain] + reduced[chain] <= accepted[chain].fen
        assert counted[chain] == accepted[chain].fen - reduced[chain]
    assert first_difference() is None
    assert next(differences(Read()), None) is None


def _accepted() -> dict[int, Money]:
    asked = select(AcceptanceLine).join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
    rows = db.session.execute(asked.order_by(Acceptance.n)).scalars()
    return {line.consignment_line_id: line.amount for line in rows}


def _counted() -> dict[int, int]:
    """What the entries of each chain come to."""
    chains = dict(list(db.session.execute(select(AcceptanceLine.id, AcceptanceLine.consignment_line_id))))
    agreed = dict(list(db.session.execute(select(InvoiceReduction.id, InvoiceReduction.consignment_line_id))))
    sums = defaultdict[int, int](int)
    for entry in db.session.execute(select(Entry).where(Entry.source != "offline")).scalars():
        chain = agreed[entry.source_id] if entry.source == "invoice" else chains[entry.source_id]
        sums[chain] += entry.amount.fen
    return sums


def assert_database_refuses(row: Any, column: str, value: Any) -> None:
    """No code is asked: the database itself keeps such a row from being written."""
    with pytest.raises(IntegrityError):
        _write(row, column, value)
    db.session.expire_all()


def _write(row: Any, column: str, value: Any) -> None:
    with db.session.begin_nested():
        setattr(row, column, value)
