"""What stands in the forms at the scale before anybody has typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shop.fulfilment.forms.lines import CELLS
from shop.fulfilment.models import Acceptance, ConsignmentLine
from shop.fulfilment.weighing import Weighing


def counted_as_shipped(lines: Sequence[ConsignmentLine]) -> dict[str, Any]:
    """Counted packs came as they were shipped; what is weighed waits for the scale."""
    start: dict[str, Any] = {}
    for line in lines:
        start[f"packs_accepted_{line.id}"] = line.packs
        if not line.order_line.weighed:
            start[f"net_{line.id}"] = line.packs
    return start


def as_shipped(lines: Sequence[ConsignmentLine]) -> dict[str, Any]:
    """Everything came as it was shipped; what is accepted stays empty, which means all of it."""
    weighed = {f"net_{line.id}": line.quantity for line in lines if line.order_line.weighed}
    return counted_as_shipped(lines) | weighed


def as_noted(acceptance: Acceptance) -> dict[str, Any]:
    """Everything as a note says it: the start of its correction."""
    start: dict[str, Any] = {}
    for row in acceptance.lines:
        line, said = row.consignment_line, Weighing.of(row, row.consignment_line.order_line.unit_price)
        content = line.order_line.content.thousandths
        cells: dict[str, Any] = {name: getattr(said, name) for name in CELLS if hasattr(said, name)}
        cells["tare"] = said.tare if said.gross is not None else None
        cells["temperature"] = None if said.temperature is None else Decimal(said.temperature) / 10
        cells["certificate_kind"] = said.certificate_kind.value if said.certificate_kind else ""
        if not line.order_line.weighed:
            cells |= {"net": said.net.thousandths // content, "accepted": None}
        start |= {f"{name}_{line.id}": value for name, value in cells.items()}
    return start
