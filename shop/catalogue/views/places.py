"""What the pages of suppliers and counties say, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from shop.catalogue.queries import CountyHall, SupplierPage
from shop.catalogue.season import short_place
from shop.catalogue.wording import freight_words
from shop.organisations.words import SupplierStatus
from shop.web.filters import day
from shop.web.language import current


def supplier_words(page: SupplierPage) -> dict[str, Any]:
    """A supplier's own words, its home, its terms and its vetting."""
    supplier, chinese = page.supplier, current() == "zh"
    approved = supplier.status is SupplierStatus.APPROVED
    since = day(supplier.status_since)
    home = [place.named(current()) for place in (page.county, page.township) if place is not None]
    return {
        "about": supplier.about if chinese else supplier.about_english,
        "home": "".join(home) if chinese else ", ".join(reversed(home)),
        "mechanism": page.benefit and (page.benefit.mechanism if chinese else page.benefit.mechanism_english),
        "freight": freight_words(supplier.delivered_price, supplier.freight, supplier.freight_free_from),
        "approved": approved,
        "vetted": _("Approved since %(day)s", day=since) if approved else _("Suspended since %(day)s", day=since),
    }


def county_words(hall: CountyHall) -> dict[str, Any]:
    """A county's own words, and its neighbours with their seals."""
    chinese = current() == "zh"
    return {
        "about": hall.county.about if chinese else hall.county.about_english,
        "prefecture": hall.county.prefecture if chinese else hall.county.prefecture_english,
        "neighbours": [(place, short_place(place.name)[:3]) for place in hall.neighbours],
    }
