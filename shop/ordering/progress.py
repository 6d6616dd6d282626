"""How far an order has come, derived from its quantities and never stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.kernel import money
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Approval, Order, OrderLine
from shop.ordering.models.purchases import Decision

DONE, CURRENT, TODO, STOPPED = "done", "current", "todo", "stopped"
NEVER_CAME = frozenset({Status.DECLINED, Status.CANCELLED, Status.LAPSED})


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an order's life: ``state`` is done, current, todo or stopped."""

    label: Any
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """The goods of an order at its four steps, in fen; ``confirmed`` is empty until the supplier has answered."""

    ordered: Money
    confirmed: Money | None
    shipped: Money
    accepted: Money


def amounts_of(lines: Iterable[OrderLine]) -> Amounts:
    """What was ordered, promised, shipped and accepted comes to."""
    lines = list(lines)
    promised = [line for line in lines if line.confirmed is not None]
    return Amounts(
        ordered=money.total(line.estimate for line in lines),
        confirmed=money.total(line.amount(line.confirmed) for line in promised if line.confirmed) if promised else None,
        shipped=money.total(line.amount(line.shipped) for line in lines),
        accepted=money.total(line.accepted_amount for line in lines),
    )


def stages_of(order: Order, approval: Approval | None) -> list[Stage]:
    """The stages from placing to acceptance, as far as they go: an order that ended early says where."""
    stages = [Stage(_l("Placed"), DONE, order.placed_at)]
    if approval is not None:
        stages.append(_approval(approval))
    if order.waits_for_money:
        stages.append(Stage(_l("To be paid"), CURRENT))
    if order.status in NEVER_CAME:
        if order.confirmed_at is not None:
            stages.append(Stage(_l("Confirmed"), DONE, order.confirmed_at))
        return [*_without_open(stages), Stage(order.status.label, STOPPED, order.ended_at)]
    return [*stages, *_to_come(order)]


def _approval(approval: Approval) -> Stage:
    if approval.decision is Decision.APPROVED:
        return Stage(_l("Approved"), DONE, approval.decided_at)
    return Stage(_l("To be approved"), CURRENT)


def _without_open(stages: list[Stage]) -> list[Stage]:
    return [stage for stage in stages if stage.state == DONE]


def _to_come(order: Order) -> list[Stage]:
    lines = order.lines
    any_shipped = any(line.packs_shipped for line in lines)
    all_shipped = any_shipped and not any(line.packs_open for line in lines)
    in_transit = any(line.in_transit for line in lines)
    closed_short = order.status is Status.CLOSED and not all_shipped
    stages = [_confirmed(order)]
    if any_shipped or not closed_short:
        shipped = all_shipped or (closed_short and any_shipped)
        stages.append(Stage(_l("Shipped") if shipped else _l("To be shipped"), DONE if shipped else TODO))
        accepted = shipped and not in_transit
        at = order.ended_at if accepted and not closed_short else None
        stages.append(Stage(_l("Accepted") if accepted else _l("To be accepted"), DONE if accepted else TODO, at))
    if closed_short:
        stages.append(Stage(_l("Closed short"), STOPPED, order.ended_at))
    return _with_current(stages, waits=order.status is Status.AWAITING_APPROVAL or order.waits_for_money)


def _confirmed(order: Order) -> Stage:
    if order.confirmed_at is None:
        return Stage(_l("To be confirmed"), TODO)
    return Stage(_l("Confirmed"), DONE, order.confirmed_at)


def _with_current(stages: list[Stage], *, waits: bool) -> list[Stage]:
    """The first stage still to be done is where the order stands, unless it waits for something before."""
    first = next((at for at, stage in enumerate(stages) if stage.state == TODO), None)
    if first is None or waits:
        return stages
    return [*stages[:first], replace(stages[first], state=CURRENT), *stages[first + 1 :]]
