"""The stored words of the tally, with their labels (terms of DOMAIN §2)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class EntryKind(Labelled):
    """What an entry records."""

    PURCHASE = "purchase", _l("Purchase")
    RETURN = "return", _l("Return")
    CORRECTION = "correction", _l("Correction")


class Channel(Labelled):
    """By which way a purchase was made."""

    PLATFORM = "platform", _l("This marketplace")
    FAIR = "fair", _l("Fair")
    COUNTER = "counter", _l("Counter")
    DIRECT = "direct", _l("Direct purchase on the spot")
    NATIONAL_832 = "832", _l("The 832 platform")


class OrderedWhen(Labelled):
    """When goods were ordered, beside the year they count in."""

    SAME = "same", _l("Ordered in the same year")
    OTHER = "other", _l("Ordered in another year, or bought elsewhere")


class Certified(Labelled):
    """Whether goods had a valid certificate when they were ordered."""

    YES = "certified", _l("With a valid certificate")
    NO = "uncertified", _l("Without a valid certificate")


class Source(Labelled):
    """Which record an entry was written from."""

    ACCEPTANCE = "acceptance", _l("Acceptance")
    OFFLINE = "offline", _l("Offline purchase")
    INVOICE = "invoice", _l("Agreed lower invoice")


class VerdictState(Labelled):
    """What an entry is worth under a scheme."""

    COUNTED = "counted", _l("Counted")
    PENDING = "pending", _l("Pending")
    NOT_COUNTED = "not_counted", _l("Not counted")
    DISPUTED = "disputed", _l("Disputed")


class Condition(Labelled):
    """The conditions of DOMAIN rule 3, in the order they are told; the label says why a purchase does not count."""

    SUPPLIER_APPROVED = "supplier_approved", _l("The supplier is not approved.")
    SUPPLIER_COUNTY_AIDED = (
        "supplier_county_aided",
        _l("The supplier is registered in a county that is not an aided county."),
    )
    SUPPLIER_COUNTY_PAIRED = (
        "supplier_county_paired",
        _l("The supplier is registered in a county that is not paired with your cluster."),
    )
    ORIGIN_COUNTY_AIDED = "origin_county_aided", _l("The produce does not come from an aided county.")
    ORIGIN_COUNTY_PAIRED = "origin_county_paired", _l("The produce comes from a county not paired with your cluster.")
    CERTIFIED = "certified", _l("The product is not certified as aid produce.")
    CERTIFICATE_VALID = "certificate_valid", _l("The product’s certificate was not valid on that day.")
    PURPOSE_ALLOWED = "purpose_allowed", _l("Purchases for this purpose do not count.")


CONDITIONS = {
    Condition.SUPPLIER_APPROVED: _l("The supplier is approved"),
    Condition.SUPPLIER_COUNTY_AIDED: _l("The supplier is registered in an aided county"),
    Condition.SUPPLIER_COUNTY_PAIRED: _l("The supplier’s county is paired with the cluster"),
    Condition.ORIGIN_COUNTY_AIDED: _l("The produce comes from an aided county"),
    Condition.ORIGIN_COUNTY_PAIRED: _l("The produce’s county is paired with the cluster"),
    Condition.CERTIFIED: _l("The product is certified as aid produce"),
    Condition.CERTIFICATE_VALID: _l("The certificate was valid on the day of the order"),
    Condition.PURPOSE_ALLOWED: _l("The purpose of the purchase counts"),
}
"""What each condition asks for: the rows of the table under "why it counts"."""


class TargetForm(Labelled):
    """How a target line comes to its amount (DOMAIN rule 6)."""

    AMOUNT = "amount", _l("An amount")
    CANTEEN_RATE = "canteen_rate", _l("A share of the yearly canteen food spend")
    UNION_RATE = "union_rate", _l("A share of the yearly union welfare spend")
    PER_HEAD = "per_head", _l("Yuan per head")


class BaseFigure(Labelled):
    """What target lines are reckoned from."""

    CANTEEN = "canteen", _l("Canteen food spend of the year")
    UNION = "union", _l("Union welfare spend of the year")
    HEADS = "heads", _l("People")


class BaseKind(Labelled):
    """Whether a base figure is filed beforehand, or is what the year came to."""

    FILED = "filed", _l("As planned")
    ACTUAL = "actual", _l("Actual")


BASES = {
    TargetForm.CANTEEN_RATE: BaseFigure.CANTEEN,
    TargetForm.UNION_RATE: BaseFigure.UNION,
    TargetForm.PER_HEAD: BaseFigure.HEADS,
}
"""Which figure a form stands on; an amount stands on none."""


class SplitMethod(Labelled):
    """How a split came about."""

    HAND = "hand", _l("By hand")
    LAST_YEAR = "last_year", _l("By what was counted last year")
    HEADS = "heads", _l("By head count")
    CANTEEN = "canteen", _l("By canteen food spend")
    SHEET = "sheet", _l("From a pasted sheet")


FORMULAS = (SplitMethod.LAST_YEAR, SplitMethod.HEADS, SplitMethod.CANTEEN)
"""The methods that reckon what each is to have."""
