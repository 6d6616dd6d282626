"""The tally's tables, one module per noun."""

from shop.tally.models.evidence import EntryGrade, Evidence, TotalByEvidence
from shop.tally.models.filings import BaseFiling, FilingStep
from shop.tally.models.ledger import Entry, Verdict
from shop.tally.models.offline import (
    OfflineFile,
    OfflineMotion,
    OfflinePurchase,
    OfflineSheet,
    OfflineStep,
    OfflineTwin,
    OfflineVersion,
)
from shop.tally.models.periods import LockedTotal, PeriodStep
from shop.tally.models.reevaluations import Reevaluation, ReevaluationLine
from shop.tally.models.schemes import RuleSet, Scheme
from shop.tally.models.splits import SplitRow, TargetSplit
from shop.tally.models.targets import TargetLine, TargetProposal, TargetPurpose, TargetRevision
from shop.tally.models.totals import (
    TOTALS,
    OnItsWay,
    TotalByCategory,
    TotalByCertificate,
    TotalByCounty,
    TotalByPurpose,
    TotalBySupplier,
)

__all__ = [
    "TOTALS",
    "BaseFiling",
    "Entry",
    "EntryGrade",
    "Evidence",
    "FilingStep",
    "LockedTotal",
    "OfflineFile",
    "OfflineMotion",
    "OfflinePurchase",
    "OfflineSheet",
    "OfflineStep",
    "OfflineTwin",
    "OfflineVersion",
    "OnItsWay",
    "PeriodStep",
    "Reevaluation",
    "ReevaluationLine",
    "RuleSet",
    "Scheme",
    "SplitRow",
    "TargetLine",
    "TargetProposal",
    "TargetPurpose",
    "TargetRevision",
    "TargetSplit",
    "TotalByCategory",
    "TotalByCertificate",
    "TotalByCounty",
    "TotalByEvidence",
    "TotalByPurpose",
    "TotalBySupplier",
    "Verdict",
]
