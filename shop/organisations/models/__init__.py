"""The tables of organisations, one module per noun."""

from shop.organisations.models.counties import AidStatus, County, DecidingFact, Pairing, Township
from shop.organisations.models.documents import SupplierDocument
from shop.organisations.models.joining import SupplierApplication, SupplierChange, SupplierStep
from shop.organisations.models.linked import LinkedHousehold, LinkedPerson
from shop.organisations.models.memberships import Membership
from shop.organisations.models.organisations import CountyOffice, Operator, Organisation
from shop.organisations.models.pairs import AidedBody, BodyPair, JobsStatement
from shop.organisations.models.rosters import RosterChange, RosterConfirmation, RosterUpload
from shop.organisations.models.suppliers import BenefitRecord, Producer, Supplier
from shop.organisations.models.units import (
    DeliveryAddress,
    InvoiceProfile,
    Supervision,
    Unit,
    UnitAncestor,
    UnitCanteen,
    UnitParent,
)

__all__ = [
    "AidStatus",
    "AidedBody",
    "BenefitRecord",
    "BodyPair",
    "County",
    "CountyOffice",
    "DecidingFact",
    "DeliveryAddress",
    "InvoiceProfile",
    "JobsStatement",
    "LinkedHousehold",
    "LinkedPerson",
    "Membership",
    "Operator",
    "Organisation",
    "Pairing",
    "Producer",
    "RosterChange",
    "RosterConfirmation",
    "RosterUpload",
    "Supervision",
    "Supplier",
    "SupplierApplication",
    "SupplierChange",
    "SupplierDocument",
    "SupplierStep",
    "Township",
    "Unit",
    "UnitAncestor",
    "UnitCanteen",
    "UnitParent",
]
