"""The stored words of purchases made elsewhere, with their labels (DOMAIN rule 7)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.tally.words import Channel


class OfflineKind(Labelled):
    """Four different things, never added together; only a direct purchase is written into the book."""

    PURCHASE = "purchase", _l("Direct purchase")
    ASSISTED = "assisted", _l("Assisted sale")
    INTENT = "intent", _l("Signed intent")
    DONATION = "donation", _l("Donation")


class OfflineState(Labelled):
    """Where a registered purchase stands."""

    ENTERED = "entered", _l("Waits to be verified")
    HELD = "held", _l("Held as a likely twin")
    RETURNED = "returned", _l("Returned")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    VERIFIED = "verified", _l("Verified")
    DISPUTED = "disputed", _l("Disputed")
    STRUCK = "struck", _l("Struck out")


class TwinBy(Labelled):
    """By what two purchases look like one."""

    AMOUNT = "amount", _l("Same seller and amount, within three days")
    INVOICE = "invoice", _l("Same invoice number")


class SheetForm(Labelled):
    """Whose columns a sheet has."""

    TEMPLATE = "template", _l("Our template")
    NATIONAL_832 = "832", _l("A statement of the 832 platform")


class SheetState(Labelled):
    """Where an uploaded sheet stands."""

    CHECKED = "checked", _l("Waits to be entered")
    APPLIED = "applied", _l("Entered")
    DISCARDED = "discarded", _l("Given up")


CHANNELS = tuple(channel for channel in Channel if channel is not Channel.PLATFORM)
"""By which ways something is bought elsewhere."""

OVER = frozenset({OfflineState.WITHDRAWN, OfflineState.STRUCK})
"""What is not claimed any more."""

OUTSIDE = 0
"""The supplier of an entry whose seller is not of the register; the purchase that wrote it says the name."""

OUTSIDERS = _l("Sellers outside the register")

KINDS = {
    OfflineKind.PURCHASE: _l("Goods that the unit itself bought and used. What is verified may count."),
    OfflineKind.ASSISTED: _l("Goods that the unit helped to sell to others. They never count as its purchases."),
    OfflineKind.INTENT: _l("What was signed and not yet bought. It counts nowhere."),
    OfflineKind.DONATION: _l("What was given and not bought. It counts nowhere."),
}
"""What each kind is, in a sentence: wherever one is shown its page says so."""
