"""Sources → postings: each is posted as what it says, and nothing is posted that no source says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import CHARGE, PAID_OUT, Flow, PostingSource, given_back, taken
from shop.payments.models import InvoiceReduction, Payment, PaymentShare, PayOutPart, Posting, Refund
from shop.payments.proofs.expected import Expected, accepted_differences, expected_of
from shop.payments.proofs.reading import Read

PAGE = 2_000


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


def _differences(page: list[Posting]) -> Iterator[Difference]:
    expected = expected_of(
        {source: {row.source_id for row in page if row.source is source} for source in PostingSource}
    )
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
