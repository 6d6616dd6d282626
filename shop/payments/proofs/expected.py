"""What each source of money should be posted as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.money import Money
from shop.ordering.models import OrderLine
from shop.payments.books import ALLOCATION, GOODS, PAID_OUT, Flow, PostingSource, given_back, taken
from shop.payments.models import InvoicedLine, InvoiceReduction, Payment, PaymentShare, PayOutPart, Refund


class Expected(NamedTuple):
    """What a source should be posted as: a posting without its moment."""

    flow: Flow
    amount: Money
    unit_id: int
    supplier_id: int
    order_id: int | None


Key = tuple[PostingSource, int, int]


def expected_of(ids: Mapping[PostingSource, set[int]]) -> dict[Key, Expected]:
    """What the rows of these ids call for, whatever they are; freight is reckoned by itself."""
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
