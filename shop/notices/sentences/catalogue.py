"""What somebody is told about listings, sheets of them and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "certificate_proposed": _l("Certificate %(number)s of %(product)s is proposed and waits for the operator."),
    "certificate_approved": _l("Certificate %(number)s of %(product)s is approved."),
    "certificate_ends": _l(
        "Certificate %(number)s of %(product)s ends on %(day)s. What is bought after that day does not count."
    ),
    "certificate_ends_soon": _l(
        "Certificate %(number)s of %(product)s ends within two weeks, on %(day)s. "
        "What is bought after that day does not count."
    ),
    "certificate_end_proposed": _l(
        "It is proposed that certificate %(number)s of %(product)s ends on %(day)s, and waits for the operator."
    ),
    "certificate_ended": _l(
        "Certificate %(number)s of %(product)s ends on %(day)s by decision of the operator. "
        "What is bought after that day does not count."
    ),
    "listings_submitted_by_sheet": _l(
        "%(supplier)s submitted %(count)s listings with one sheet: please look at them before they are sold."
    ),
    "listings_changed_by_sheet": _l(
        "%(supplier)s wants to change %(count)s listings with one sheet: please look at what changes."
    ),
    "listing_import_checked": _l(
        "Your sheet %(file)s is checked: %(created)s rows are new and %(updated)s changed. Please look, and apply it."
    ),
    "listing_import_refused": _l("Your sheet %(file)s could not be applied: please look at what is wrong with it."),
    "listing_import_applied": _l("Your sheet %(file)s is applied: %(created)s rows are new and %(updated)s changed."),
    "listing_import_shifted": _l(
        "Your sheet %(file)s was not applied, because %(count)s of its rows stand differently on the shelf since you "
        "looked. They were checked again: please look once more."
    ),
    "listing_submitted": _l("%(supplier)s submitted %(product)s: please look at it before it is sold."),
    "listing_change_waits": _l("%(supplier)s wants to change %(product)s: please look at what changes."),
    "listing_approved": _l("%(product)s was approved and is on sale."),
    "listing_returned": _l("%(product)s was returned: “%(reason)s”."),
    "listing_change_approved": _l("The change of %(product)s was approved and shows on the shelf."),
    "listing_change_returned": _l("The change of %(product)s was returned: “%(reason)s”."),
    "listing_taken_off": _l("The operator took %(product)s off sale: “%(reason)s”."),
    "listing_put_back": _l("The operator put %(product)s back on sale."),
}
