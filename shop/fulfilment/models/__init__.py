"""Fulfilment's tables, one module per noun."""

from shop.fulfilment.models.acceptances import (
    Acceptance,
    AcceptanceLine,
    CorrectionProposal,
    Objection,
    ObjectionStep,
)
from shop.fulfilment.models.consignments import Consignment, ConsignmentLine
from shop.fulfilment.models.photos import AcceptancePhoto

__all__ = [
    "Acceptance",
    "AcceptanceLine",
    "AcceptancePhoto",
    "Consignment",
    "ConsignmentLine",
    "CorrectionProposal",
    "Objection",
    "ObjectionStep",
]
