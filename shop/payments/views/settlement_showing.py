"""Drawing a settlement, for those who look at it and for those whose form came back."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import render_template

from shop.audit.acts import told
from shop.audit.queries import trail_of
from shop.ordering.policies import may_pay
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.settlements import StepForm
from shop.payments.gateway import is_set_up
from shop.payments.models import Settlement
from shop.payments.queries import settled_parts
from shop.payments.queries import settlements as queries
from shop.payments.queries.how_to_pay import how_to_pay
from shop.payments.queries.settlement_bills import billing_of
from shop.payments.settling import LineKind, SettlementState, SettlementStep
from shop.web import filters
from shop.web.guards import actor
from shop.web.language import current


def settlement_page(settlement: Settlement, *, step: SettlementStep | None = None, form: StepForm | None = None) -> str:
    """A settlement with everything that became of it, and what the reader may do with it now."""
    lines, disputes = queries.lines_of(settlement), queries.disputes_of(settlement)
    parts = settled_parts.parts_of([settlement]).get(settlement.id, [])
    left = settled_parts.open_of(parts)
    return render_template(
        "payments/settlement.html",
        settlement=settlement,
        orders=[(order, list(rows)) for order, rows in groupby(lines, key=lambda row: row[1])],
        sums=settled_parts.sums_by_kind(line for line, _order, stays in lines if stays),
        Kind=LineKind,
        questioned={row.line_id: row for row in disputes if row.closed_at is None},
        steps=policies.settling_steps(actor(), settlement),
        Step=SettlementStep,
        step=step,
        form=form or StepForm(formdata=None),
        line_in_hand=form.settled_line.data if form else None,
        parts=sorted(parts, key=lambda part: not part.open),
        left=left,
        paid=settlement.total - left,
        names=names_of([settlement.unit_id, settlement.supplier_id]),
        history=[told(entry) for entry in trail_of("settlement", settlement.id)],
        **(_agreed(settlement, [part.order_id for part in parts]) if parts else {}),
    )


def _agreed(settlement: Settlement, order_ids: list[int]) -> dict[str, Any]:
    """What an agreed settlement has beside its lines: invoices, where it is paid, and by which payments it was."""
    if settlement.state is not SettlementState.CONFIRMED:
        return {}
    billing = billing_of(settlement)
    pays = may_pay(actor()) and actor().organisation_id == settlement.unit_id
    return {
        "billing": billing,
        "findings": billing.findings(written=filters.money, language=current()) if billing.chosen else [],
        "payee": how_to_pay(settlement.supplier_id, settlement.number),
        "payments": settled_parts.payments_for(order_ids),
        "opens_payments": policies.may_open_payments(actor()),
        "pays_online": pays and is_set_up(),
    }
