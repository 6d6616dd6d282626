"""Listings, certificates and declared capacities as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from shop.catalogue.queries.capacity import CapacityRow
from shop.catalogue.queries.certificates import CertificateRow
from shop.catalogue.queries.listing_rows import Listed
from shop.catalogue.wording import months_words
from shop.documents.tables import Cell, Column, Table
from shop.kernel.quantity import Quantity
from shop.web.language import current


def listings_table(title: str, listings: Iterable[Listed]) -> Table:
    """Listings as they stand today; kilograms and pieces are in one column, so that they are not added up."""
    language = current()
    comma = "、" if language == "zh" else ", "
    columns = [
        Column(_("Listing"), Cell.TEXT, lambda row: row.named(language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier if language == "zh" else row.supplier_english),
        Column(_("County"), Cell.TEXT, lambda row: row.county if language == "zh" else row.county_english, width=14),
        Column(
            _("Pack sizes"), Cell.TEXT, lambda row: comma.join(pack.named(language) for pack in row.packs), width=34
        ),
        Column(_("Price from (yuan)"), Cell.PRICE, lambda row: row.cheapest),
        Column(_("Measure"), Cell.TEXT, lambda row: row.measure.label, width=10),
        Column(_("In stock"), Cell.QUANTITY, lambda row: row.stock),
        Column(_("Certificate"), Cell.TEXT, lambda row: row.certificate, width=22),
        Column(_("Last day"), Cell.DAY, lambda row: row.certificate_to),
        Column(_("State"), Cell.TEXT, lambda row: row.status.label, width=16),
        Column(_("What waits"), Cell.TEXT, _waits, width=16),
        Column(_("Waiting since"), Cell.DAY, lambda row: row.changed_at or row.submitted_at),
    ]
    return Table(title, columns, listings)


def certificates_table(rows: Iterable[CertificateRow]) -> Table:
    """Products by where they stand in the catalogue of aid produce."""
    language = current()
    columns = [
        Column(_("Product"), Cell.TEXT, lambda row: row.named(language), width=30),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier_named(language), width=30),
        Column(_("Catalogue number"), Cell.TEXT, lambda row: row.number, width=24),
        Column(_("First day"), Cell.DAY, lambda row: row.valid_from),
        Column(_("Last day"), Cell.DAY, lambda row: row.valid_to),
        Column(_("State"), Cell.TEXT, lambda row: row.state.label, width=18),
    ]
    return Table(_("Certificates"), columns, rows)


def capacities_table(rows: Iterable[CapacityRow]) -> Table:
    """What suppliers declare that they can grow; different produce is not added up, the area is."""
    language = current()
    columns = [
        Column(_("Kind of produce"), Cell.TEXT, lambda row: row.category_named(language), width=20),
        Column(_("Year"), Cell.NUMBER, lambda row: row.passport.year),
        Column(_("Supplier"), Cell.TEXT, lambda row: row.supplier_named(language), width=30),
        Column(_("Months of harvest"), Cell.TEXT, lambda row: months_words(row.passport.months)),
        Column(_("Area (mu)"), Cell.QUANTITY, lambda row: Quantity(row.passport.mu * 10), total=True),
        Column(_("Measure"), Cell.TEXT, lambda row: row.passport.measure.label, width=10),
        Column(_("Expected yield"), Cell.QUANTITY, lambda row: row.passport.expected),
        Column(_("Promised and received"), Cell.QUANTITY, lambda row: row.used.whole),
        Column(_("Share of what is expected"), Cell.SHARE, lambda row: row.share),
        Column(_("State"), Cell.TEXT, lambda row: row.passport.status.label, width=16),
        Column(_("Reason"), Cell.TEXT, lambda row: row.passport.reason or None, width=30),
    ]
    return Table(_("Capacity"), columns, rows, whole_label=_("Total"))


def _waits(row: Listed) -> Any:
    if row.change_id is not None:
        return _("A change")
    return _("New listing") if row.submitted_at else None
