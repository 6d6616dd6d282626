"""Drawing a purchase and an order, for those who look at them and for those whose form came back."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_babel import force_locale

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue.labels import labels_of
from shop.documents.handing import hand_over
from shop.kernel import clock, money
from shop.kernel.actor import Role
from shop.kernel.questions import BookedAs, ConsignmentsOf, HowToPay, WillItCount, ask
from shop.ordering import policies, printing, queries
from shop.ordering.forms import PacksForm, packs_form
from shop.ordering.lifecycle import Action, Status
from shop.ordering.lowering import Lowered, charges_of, comes_to
from shop.ordering.models import Approval, Order, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.progress import NEVER_CAME, amounts_of, stages_of
from shop.ordering.shortages import shortages_of
from shop.organisations.queries import known_names, names_of, who_to_call
from shop.web.forms import ReasonForm
from shop.web.guards import actor
from shop.web.language import current


def order_page(
    order: Order,
    *,
    lower_form: PacksForm | None = None,
    lowered: Lowered | None = None,
    ending: str | None = None,
    ending_form: ReasonForm | None = None,
) -> str:
    """An order with everything that became of it, and what the reader may do with it now."""
    names = names_of([order.supplier_id, order.unit_id])
    history = trail_of("order", order.id)
    approval = queries.approval_of(order.purchase_id)
    return render_template(
        "ordering/order.html",
        order=order,
        supplier=names[order.supplier_id],
        unit=names[order.unit_id],
        seller=who_to_call(order.supplier_id, Role.SELLER) if policies.is_party(actor(), order) else None,
        is_party=policies.is_party(actor(), order),
        placed_by=next((entry.person_name for entry in history if entry.action == "order.placed"), None),
        approval=approval,
        labels=labels_of(line.product_id for line in order.lines),
        stages=stages_of(order, approval),
        short=shortages_of(order),
        amounts=amounts_of(order.lines),
        charges=charges_of(order),
        total=comes_to(order),
        answers=_answers(order),
        never_came=order.status in NEVER_CAME,
        settled=order.status is Status.CLOSED and not any(line.in_transit for line in order.lines),
        consignments=ask(ConsignmentsOf(order.id)),
        payee=ask(HowToPay((order.id,))).get(order.id),
        history=told_all(history, known_names(names.values(), current())),
        lower_form=lower_form or lower_form_for(order),
        lowering=lower_form is not None,
        lowered=lowered,
        ending=ending,
        ending_form=ending_form or ReasonForm(formdata=None),
        now=clock.now(),
        **_possible(order),
    )


def order_pdf(order: Order) -> Response:
    """The order's paper as a PDF in Chinese: the same one whoever asks for it."""
    names = names_of([order.supplier_id, order.unit_id])
    unit, supplier = names[order.unit_id], names[order.supplier_id]
    placed = next((entry for entry in trail_of("order", order.id) if entry.action == "order.placed"), None)
    with force_locale("zh"):
        paper = printing.order_paper(order, unit, supplier, (placed.person_name if placed else "") or "")
    return hand_over(printing.order_head(order, unit, supplier), paper)


def order_paper(order: Order, crumbs: list[tuple[Any, str]], pdf: str) -> str:
    """The order as a paper that both parties sign; ``crumbs`` lead back to the reader's own page of it.

    ``pdf`` is where the same paper is to be had as a PDF.
    """
    names = names_of([order.supplier_id, order.unit_id])
    is_party = policies.is_party(actor(), order)
    placed = next((entry for entry in trail_of("order", order.id) if entry.action == "order.placed"), None)
    return render_template(
        "ordering/order_paper.html",
        order=order,
        crumbs=crumbs,
        pdf=pdf,
        supplier=names[order.supplier_id],
        unit=names[order.unit_id],
        is_party=is_party,
        seller=who_to_call(order.supplier_id, Role.SELLER) if is_party else None,
        placed_by=placed.person_name if placed else None,
        charges=charges_of(order),
        total=comes_to(order),
        weighed=any(line.weighed for line in order.lines),
    )


def lower_form_for(order: Order) -> PacksForm:
    """How many packs of each line are still wanted, beginning with what is due."""
    return packs_form((line.id, line.named(current()), line.packs_due) for line in order.lines)


def purchase_page(purchase: Purchase, *, reason_form: ReasonForm | None = None) -> str:
    """A purchase with its orders, and for an approver the question whether the unit stands by it."""
    orders = queries.orders_of_purchase(purchase)
    approval = queries.approval_of(purchase.id)
    history = trail_of("purchase", purchase.id)
    standing = [order for order in orders if order.status not in NEVER_CAME] or orders
    return render_template(
        "ordering/purchase.html",
        purchase=purchase,
        orders=orders,
        is_party=purchase.unit_id == actor().organisation_id,
        names=names_of([purchase.unit_id, *(order.supplier_id for order in orders)]),
        placed_by=next((entry.person_name for entry in history if entry.action == "purchase.placed"), None),
        goods=money.total(line.estimate for order in standing for line in order.lines),
        charges=money.total(charge.amount for order in standing for charge in order.charges),
        estimated=any(line.weighed for order in standing for line in order.lines),
        approval=approval,
        waits=approval is not None and approval.decision is Decision.WAITING,
        effect=queries.effect_of_purchase(purchase, orders),
        reason_form=reason_form or ReasonForm(formdata=None),
        rejecting=reason_form is not None,
        history=told_all(history),
        now=clock.now(),
        **_deciding(purchase, approval),
    )


def _answers(order: Order) -> dict[int, Any]:
    """Of each line whether what was accepted counts, as the book says; or whether it would on its day, by its facts."""
    on = max(order.promised_on or order.deliver_on, clock.today())
    judged = ask(WillItCount(order.cluster_id, on, tuple(line.facts for line in order.lines)))
    booked = ask(BookedAs(tuple(line.id for line in order.lines)))
    return {line.id: booked.get(line.id, answer) for line, answer in zip(order.lines, judged, strict=True)}


def _possible(order: Order) -> dict[str, bool]:
    """What the reader may do with the order, and what of it makes sense now."""
    actions = policies.actions_of(actor(), order) if policies.may_act_as_buyer(actor(), order) else []
    shipped = any(line.packs_shipped for line in order.lines)
    is_open = any(line.packs_open for line in order.lines)
    return {
        "may_lower": Action.LOWER in actions and any(line.packs_due and not line.packs_shipped for line in order.lines),
        "may_cancel": Action.CANCEL in actions and not shipped,
        "may_close": Action.CLOSE_SHORT in actions and shipped and is_open,
        "may_pay": policies.may_pay_for(actor(), order) and order.confirm_by is not None,
        "may_order_again": policies.may_act_as_buyer(actor(), order),
    }


def _deciding(purchase: Purchase, approval: Approval | None) -> dict[str, bool]:
    """Whether the reader may decide about the purchase now, and if not, whether that is because it is their own."""
    waits = approval is not None and approval.decision is Decision.WAITING and approval.held_until > clock.now()
    may_decide = policies.may_decide(actor(), purchase)
    return {
        "may_decide": waits and may_decide,
        "is_own": waits and policies.may_answer_for(actor(), purchase) and not may_decide,
    }
