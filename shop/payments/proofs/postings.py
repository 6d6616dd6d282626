"""Sources → postings: each is posted as what it says, and nothing is posted that no source says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING
from shop.ordering.models import ChargeLine, Order, OrderLine
from shop.payments.books import ALLOCATION, CHARGE, GOODS, PAID_OUT, Flow, PostingSource, given_back, taken
from shop.payments.models import (
    InvoicedLine,
    InvoiceReduction,
    Payment,
    PaymentShare,
    PayOutPart,
    Posting,
    Refund,
)
from shop.payments.proofs.reading import Read
from shop.payments.services.books import charges_as_posted

PAGE = 2_000


class Expected(NamedTuple):
    """What a source should be posted as: a posting without its moment."""

    flow: Flow
    amount: Money
    unit_id: int
    supplier_id: int
    order_id: int | None


Key = tuple[PostingSource, int, int]


def postings_against_sources(read: Read) -> Iterator[Difference]:
    """Every posting beside what its source says, a page at a time; then sources that were never posted."""
    last = 0
    while True:
        statement = select(Posting).where(Posting.id > last).order_by(Posting.id).limit(PAGE)
        page = list(db.session.execute(statement).scalars())
        if not page:
            break
        last = page[-1].id
        read.postings += len(page)
        yield from _differences(page)
        db.session.expunge_all()
    yield from _never_posted()
    yield from _charges(read)


def _differences(page: list[Posting]) -> Iterator[Difference]:
    expected = _expected({source: {row.source_id for row in page if row.source is source} for source in PostingSource})
    for row in page:
        if row.source is PostingSource.CHARGE_LINE:
            yield from _charge_flow(row)
            continue
        found = Expected(Flow(row.kind, row.debit, row.credit), row.amount, row.unit_id, row.supplier_id, row.order_id)
        should = expected.get((row.source, row.source_id, row.n))
        if found != should:
            yield Difference(f"Posting {row.id} of {row.source.value} {row.source_id}", _told(found), _told(should))


def _charge_flow(row: Posting) -> Iterator[Difference]:
    flow = Flow(row.kind, row.debit, row.credit)
    if flow not in (CHARGE, CHARGE.turned()):
        yield Difference(f"Posting {row.id} of a charge", _told_flow(flow), _told_flow(CHARGE))


def _told(expected: Expected | None) -> str:
    if expected is None:
        return "nothing"
    order = f" for order {expected.order_id}" if expected.order_id else ""
    return (
        f"{_told_flow(expected.flow)} {expected.amount} yuan of unit {expected.unit_id} "
        f"at supplier {expected.supplier_id}{order}"
    )


def _told_flow(flow: Flow) -> str:
    return f"{flow.kind.value} from {flow.credit.value} to {flow.debit.value}"


def _expected(ids: Mapping[PostingSource, set[int]]) -> dict[Key, Expected]:
    return {
        **_of_acceptances(ids[PostingSource.ACCEPTANCE_LINE]),
        **_of_payments(ids[PostingSource.PAYMENT]),
        **_of_shares(ids[PostingSource.SHARE]),
        **_of_refunds(ids[PostingSource.REFUND]),
        **_of_pay_outs(ids[PostingSource.PAYOUT]),
        **_of_reductions(ids[PostingSource.REDUCTION]),
    }


def _signed(flow: Flow, amount: Money, *owners: Any) -> Expected:
    return Expected(flow if amount.fen > 0 else flow.turned(), Money(abs(amount.fen)), *owners)


def accepted_differences() -> Any:
    """Acceptance lines with the amount of the line they correct, if they correct one, and whose they are."""
    before, earlier = aliased(AcceptanceLine), aliased(Acceptance)
    return (
        select(
            AcceptanceLine.id,
            AcceptanceLine.amount,
            before.amount.label("before"),
            Acceptance.number,
            Acceptance.unit_id,
            Acceptance.supplier_id,
            OrderLine.order_id,
        )
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(earlier, earlier.id == Acceptance.corrects_id)
        .outerjoin(
            before,
            (before.acceptance_id == earlier.id) & (before.consignment_line_id == AcceptanceLine.consignment_line_id),
        )
    )


def _of_acceptances(ids: set[int]) -> dict[Key, Expected]:
    found: dict[Key, Expected] = {}
    if ids:
        for row in db.session.execute(accepted_differences().where(AcceptanceLine.id.in_(sorted(ids)))):
            amount = row.amount - (row.before or Money(0))
            if amount:
                key = (PostingSource.ACCEPTANCE_LINE, row.id, 1)
                found[key] = _signed(GOODS, amount, row.unit_id, row.supplier_id, row.order_id)
    return found


def _of_payments(ids: set[int]) -> dict[Key, Expected]:
    rows = db.session.execute(select(Payment).where(Payment.id.in_(sorted(ids)))).scalars() if ids else ()
    return {
        (PostingSource.PAYMENT, row.id, n): Expected(flow, row.amount, row.unit_id, row.supplier_id, None)
        for row in rows
        for n, flow in enumerate(taken(row.way), start=1)
    }


def _of_shares(ids: set[int]) -> dict[Key, Expected]:
    statement = select(PaymentShare, Payment).join(Payment, Payment.id == PaymentShare.payment_id)
    rows = db.session.execute(statement.where(PaymentShare.id.in_(sorted(ids)))).all() if ids else ()
    return {
        (PostingSource.SHARE, share.id, 1): _signed(
            ALLOCATION, share.amount, payment.unit_id, payment.supplier_id, share.order_id
        )
        for share, payment in rows
    }


def _of_refunds(ids: set[int]) -> dict[Key, Expected]:
    statement = select(Refund, Payment).join(Payment, Payment.id == Refund.payment_id)
    rows = db.session.execute(statement.where(Refund.id.in_(sorted(ids)))).all() if ids else ()
    return {
        (PostingSource.REFUND, refund.id, n): _signed(
            flow, refund.amount, payment.unit_id, payment.supplier_id, refund.order_id
        )
        for refund, payment in rows
        for n, flow in enumerate(given_back(payment.way, of_order=refund.order_id is not None), start=1)
    }


def _of_pay_outs(ids: set[int]) -> dict[Key, Expected]:
    rows = db.session.execute(select(PayOutPart).where(PayOutPart.id.in_(sorted(ids)))).scalars() if ids else ()
    return {
        (PostingSource.PAYOUT, row.id, n): Expected(flow, row.amount, row.unit_id, row.supplier_id, None)
        for row in rows
        for n, flow in enumerate(PAID_OUT, start=1)
    }


def _of_reductions(ids: set[int]) -> dict[Key, Expected]:
    statement = select(InvoiceReduction, InvoicedLine).join(
        InvoicedLine, InvoicedLine.consignment_line_id == InvoiceReduction.consignment_line_id
    )
    rows = db.session.execute(statement.where(InvoiceReduction.id.in_(sorted(ids)))).all() if ids else ()
    return {
        (PostingSource.REDUCTION, reduction.id, 1): _signed(
            GOODS, -reduction.amount, line.unit_id, line.supplier_id, line.order_id
        )
        for reduction, line in rows
    }


def _never_posted() -> Iterator[Difference]:
    """Sources that say something and have no posting."""
    lines = accepted_differences().outerjoin(Posting, _posted(PostingSource.ACCEPTANCE_LINE, AcceptanceLine.id))
    for row in db.session.execute(lines.where(Posting.id.is_(None))):
        amount = row.amount - (row.before or Money(0))
        if amount:
            yield Difference(f"Acceptance {row.number}, line {row.id}, charged", "nothing", amount)
    payments = select(Payment.id, Payment.way, Payment.amount)
    yield from _posted_in_part(payments, PostingSource.PAYMENT, Payment.id, lambda row: len(taken(row.way)))
    shares = select(PaymentShare.id, PaymentShare.amount)
    yield from _posted_in_part(shares, PostingSource.SHARE, PaymentShare.id, lambda row: 1)
    reductions = select(InvoiceReduction.id, InvoiceReduction.amount)
    yield from _posted_in_part(reductions, PostingSource.REDUCTION, InvoiceReduction.id, lambda row: 1)
    refunds = select(Refund.id, Payment.way, Refund.amount).join(Payment, Payment.id == Refund.payment_id)
    yield from _posted_in_part(
        refunds, PostingSource.REFUND, Refund.id, lambda row: len(given_back(row.way, of_order=True))
    )
    parts = select(PayOutPart.id, PayOutPart.amount)
    yield from _posted_in_part(parts, PostingSource.PAYOUT, PayOutPart.id, lambda row: len(PAID_OUT))


def _posted_in_part(
    statement: Any, source: PostingSource, column: Any, wanted: Callable[[Any], int]
) -> Iterator[Difference]:
    """Rows with fewer postings than they call for."""
    counted = statement.add_columns(func.count(Posting.id).label("postings")).outerjoin(
        Posting, _posted(source, column)
    )
    for row in db.session.execute(counted.group_by(*statement.selected_columns)):
        if row.postings != wanted(row):
            yield Difference(f"{source.value} {row.id} of {row.amount} yuan, postings", row.postings, wanted(row))


def _posted(source: PostingSource, column: Any) -> Any:
    return (Posting.source == source) & (Posting.source_id == column)


def _charges(read: Read) -> Iterator[Difference]:
    """Freight is owed once anything of the order is accepted, by the order's own unit to its own supplier."""
    last = 0
    while True:
        statement = charges_as_posted(ChargeLine.id > last).limit(PAGE)
        page = db.session.execute(statement).all()
        if not page:
            break
        last = page[-1].id
        for row in page:
            should = row.amount if row.accepted and row.accepted > NOTHING else Money(0)
            if Money(int(row.posted or 0)) != should:
                yield Difference(f"Freight {row.id} of order {row.order_id}", Money(int(row.posted or 0)), should)
    mixed = (
        select(Posting.id, Posting.unit_id, Posting.supplier_id, Order.unit_id, Order.supplier_id)
        .join(Order, Order.id == Posting.order_id)
        .where((Posting.unit_id != Order.unit_id) | (Posting.supplier_id != Order.supplier_id))
    )
    for posting_id, *owners in db.session.execute(mixed):
        yield Difference(f"Posting {posting_id}, whose", tuple(owners[:2]), tuple(owners[2:]))
    missing = select(Posting.id).outerjoin(ChargeLine, ChargeLine.id == Posting.source_id)
    missing = missing.where(Posting.source == PostingSource.CHARGE_LINE, ChargeLine.id.is_(None))
    for (posting_id,) in db.session.execute(missing):
        yield Difference(f"Posting {posting_id} of a charge", "no such charge", "a charge of an order")
