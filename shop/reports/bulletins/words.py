"""The stored words of bulletins, with their labels."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class BulletinKind(Labelled):
    """A report of a period, or a year on one page."""

    BULLETIN = "bulletin", _l("Bulletin")
    REVIEW = "review", _l("Review of the year")


class BulletinState(Labelled):
    """Where a bulletin stands."""

    DRAFT = "draft", _l("Draft")
    PROPOSED = "proposed", _l("Waits for a second signature")
    SIGNED = "signed", _l("Signed")
    WITHDRAWING = "withdrawing", _l("Withdrawal proposed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    DISCARDED = "discarded", _l("Given up")


class Section(Labelled):
    """What a bulletin may tell, in this order; what stands at its head it always tells."""

    UNITS = "units", _l("Units one by one")
    RANKING = "ranking", _l("Ranking among units of like size")
    BEHIND = "behind", _l("Who is behind")
    MONTHS = "months", _l("Month by month")
    COUNTIES = "counties", _l("By county of origin")
    CATEGORIES = "categories", _l("By category")
    PURPOSES = "purposes", _l("By purpose")
    SUPPLIERS = "suppliers", _l("By supplier")
    EVIDENCE = "evidence", _l("Invoiced and paid")
    LATE = "late", _l("Late invoices and payments")
    LOCKED = "locked", _l("As locked and as corrected")
    OFFLINE = "offline", _l("Bought elsewhere")
    REACH = "reach", _l("Suppliers and people reached")
    COVERAGE = "coverage", _l("Schools, hospitals and villages paired")


class TextPlace(Labelled):
    """Where the issuer's own words stand."""

    OPENING = "opening", _l("Opening")
    FINDINGS = "findings", _l("Findings")
    REQUESTS = "requests", _l("Requests")


LONGEST_TEXT = 4000
LONGEST_TITLE = 80


def in_order(sections: Sequence[str]) -> list[Section]:
    """The sections named, in the order in which they are told."""
    return [section for section in Section if section.value in sections]
