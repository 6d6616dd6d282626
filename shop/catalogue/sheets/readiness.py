"""Whether a listing from a sheet is taxed as it may be, and complete enough to be handed in for review. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shop.catalogue.capacity import Passport, check_listing
from shop.catalogue.listing import Listing
from shop.catalogue.services.listings import season_bits
from shop.catalogue.taxes import check_rate, chosen
from shop.catalogue.words import Measure, TaxRate
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.organisations.words import SupplierKind, Taxpayer


@dataclass(frozen=True, slots=True)
class HeldPassport:
    """A capacity passport in force, in no session; ``months`` as bits."""

    expected: Quantity
    measure: Measure
    months: int
    year: int


@dataclass(frozen=True, slots=True)
class Seller:
    """What is known of a supplier: its standing with the tax office, whether it is approved, its capacity passports by
    category and measure, and which commodities grow on land.
    """

    approved: bool = True
    taxpayer: Taxpayer = Taxpayer.SMALL
    kind: SupplierKind = SupplierKind.COOPERATIVE
    passports: Mapping[tuple[int, Measure], Sequence[Passport]] = field(default_factory=dict)
    grown: frozenset[int] = frozenset()

    def taxed(self, listing: Listing) -> Listing:
        """The listing with the ground of its exemption, if there is one usual ground and none is said; and without any
        where it is not exempt.
        """
        if listing.tax_rate is not TaxRate.EXEMPT:
            return replace(listing, tax_ground="")
        usual = chosen(listing.goods_kind, listing.tax_rate, listing.tax_ground, self.taxpayer, self.kind)
        return replace(listing, tax_ground=usual.official) if usual and not listing.tax_ground else listing

    def tax_fault(self, listing: Listing) -> Refused | None:
        """What is wrong with its tax rate, by its field."""
        try:
            check_rate(listing.goods_kind, listing.tax_rate, listing.tax_ground, self.taxpayer, self.kind)
        except Refused as refusal:
            return refusal
        return None

    def may_submit(self, listing: Listing, today: date) -> bool:
        """Whether a new listing can be handed in; else it stays a draft, and its page says what is missing."""
        if not self.approved or listing.goods_kind is None or self.tax_fault(listing) is not None:
            return False
        return self.capacity_fault(listing, today) is None

    def capacity_fault(self, listing: Listing, today: date) -> Refused | None:
        """Why no passport in force covers its season; nothing for what does not grow."""
        if listing.commodity_id not in self.grown:
            return None
        try:
            held = self.passports.get((listing.category_id, listing.measure), ())
            check_listing(held, season_bits(listing.months), today)
        except Refused as refusal:
            return refusal
        return None
