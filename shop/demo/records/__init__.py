"""What the demo's facts are made of: frozen records in the shop's own measures. No database, no pages."""

from shop.demo.records.facts import Facts
from shop.demo.records.people import Membership, Operator, Person
from shop.demo.records.places import Bilingual, County, Pairing, Span, Township
from shop.demo.records.produce import Category, Certificate, Commodity, Forward, Pack, Produce, Product, Tier
from shop.demo.records.suppliers import Linked, Supplier, Vetting
from shop.demo.records.units import Address, InvoiceProfile, TargetLine, Unit, UnitYear

__all__ = [
    "Address",
    "Bilingual",
    "Category",
    "Certificate",
    "Commodity",
    "County",
    "Facts",
    "Forward",
    "InvoiceProfile",
    "Linked",
    "Membership",
    "Operator",
    "Pack",
    "Pairing",
    "Person",
    "Produce",
    "Product",
    "Span",
    "Supplier",
    "TargetLine",
    "Tier",
    "Township",
    "Unit",
    "UnitYear",
    "Vetting",
]
