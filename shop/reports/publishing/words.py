"""Words about what is published: the parts, as of when, and how a proposal stands."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled

LEAST_UNITS, MOST_LEAST = 5, 500
"""A town, county or category is told by name if at least so many units bought; a cluster may ask for more."""

LEAST_PEOPLE, LEAST_HOUSEHOLDS = 10, 5
"""Fewer people than these are never told by number."""


class Item(Labelled):
    """A part of the progress that is published or not."""

    TOTAL = "total", _l("Total and completion")
    TOWNS = "towns", _l("By district and town")
    MONTHS = "months", _l("Month by month")
    COUNTIES = "counties", _l("By county")
    CATEGORIES = "categories", _l("By category")
    SUPPLIERS = "suppliers", _l("Number of suppliers")
    PEOPLE = "people", _l("People reached")
    BULLETINS = "bulletins", _l("Signed bulletins")


class Basis(Labelled):
    """As of when the figures are told."""

    LIVE = "live", _l("As they stand now")
    LOCKED = "locked", _l("Up to the last locked month")


class ChoiceState(Labelled):
    """How a proposal of what is published stands."""

    PROPOSED = "proposed", _l("Proposed")
    APPROVED = "approved", _l("Approved")
    REFUSED = "refused", _l("Refused")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
