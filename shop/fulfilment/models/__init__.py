"""Fulfilment's tables, one module per noun."""

from shop.fulfilment.models.acceptances import (
    Acceptance,
    AcceptanceLine,
    CorrectionProposal,
    Objection,
    ObjectionStep,
)
from shop.fulfilment.models.consignments import Consignment, ConsignmentLine

__all__ = [
    "Acceptance",
    "AcceptanceLine",
    "Consignment",
    "ConsignmentLine",
    "CorrectionProposal",
    "Objection",
    "ObjectionStep",
]
