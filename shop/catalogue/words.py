"""The stored words of the catalogue, with their labels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Measure(Labelled):
    """What a product is measured in; quantities are thousandths of it."""

    KILOGRAM = "kg", _l("kg")
    PIECE = "piece", _l("piece")


class ProductStatus(Labelled):
    """Where a listing stands."""

    DRAFT = "draft", _l("Draft")
    SUBMITTED = "submitted", _l("Submitted")
    ON_SHELF = "on", _l("On sale")
    OFF_SHELF = "off", _l("Off sale")


class ChangeOutcome(Labelled):
    """How a change of an approved listing has ended, or that it waits."""

    WAITING = "waiting", _l("Waiting for review")
    APPROVED = "approved", _l("Approved")
    RETURNED = "returned", _l("Returned")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class GoodsPaperKind(Labelled):
    """A paper that comes with the goods."""

    COMMITMENT = "commitment", _l("Certificate of commitment to edible farm produce standards")
    QUARANTINE = "quarantine", _l("Quarantine certificate")
    REPORT = "report", _l("Inspection report")
    OTHER = "other", _l("Another paper")


class GoodsKind(Labelled):
    """What the goods are to the tax office, as the supplier states it."""

    OWN_PRIMARY = "own", _l("Farm produce of our own or of our members")
    BOUGHT_PRIMARY = "bought", _l("Farm produce bought in from others")
    PROCESSED = "processed", _l("Processed food")
    CRAFT = "craft", _l("Craft and other goods")


class ImportState(Labelled):
    """How far the import of a sheet has come."""

    UPLOADED = "uploaded", _l("Uploaded")
    CHECKING = "checking", _l("Being checked")
    CHECKED = "checked", _l("Checked")
    APPLYING = "applying", _l("Being applied")
    APPLIED = "applied", _l("Applied")
    REFUSED = "refused", _l("Not possible")
    CANCELLED = "cancelled", _l("Cancelled")


class Outcome(Labelled):
    """What becomes of a row of a sheet."""

    CREATED = "created", _l("New")
    UPDATED = "updated", _l("Changed")
    UNCHANGED = "unchanged", _l("Unchanged")
    WRONG = "wrong", _l("Wrong")


class CapacityStatus(Labelled):
    """How far a declared capacity has come."""

    DECLARED = "declared", _l("Waiting for the county")
    RECOMMENDED = "recommended", _l("Recommended by the county")
    RETURNED = "returned", _l("Returned")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    REPLACED = "replaced", _l("Replaced by a newer one")


class ColdChain(Labelled):
    """How goods are kept on their way."""

    AMBIENT = "ambient", _l("Ambient")
    CHILLED = "chilled", _l("Chilled, 0–4 °C")
    FROZEN = "frozen", _l("Frozen, −18 °C")


class TaxRate(Labelled):
    """The rate the supplier confirms for the goods; data, never derived."""

    EXEMPT = "exempt", _l("Exempt")
    NINE = "9", _l("9 %")
    THIRTEEN = "13", _l("13 %")
    THREE = "3", _l("3 %")
    ONE = "1", _l("1 %")


class MovementKind(Labelled):
    """Why the stock of a lot moved."""

    RECEIVED = "received", _l("Received")
    HARVESTED = "harvested", _l("Harvest confirmed")
    CORRECTED = "corrected", _l("Received quantity corrected")
    RESERVED = "reserved", _l("Reserved for an order")
    RELEASED = "released", _l("Released from an order")
    SHIPPED = "shipped", _l("Shipped")
    WEIGHED = "weighed", _l("Difference in weight")
    SWAPPED = "swapped", _l("Moved to another lot")
    WRITTEN_OFF = "written_off", _l("Written off")


class PhotoMove(Labelled):
    """Where a photo of a listing goes among the others."""

    FIRST = "first", _l("Make it the main photo")
    EARLIER = "earlier", _l("Earlier")
    LATER = "later", _l("Later")
