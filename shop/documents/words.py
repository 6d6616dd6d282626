"""Which papers the shop issues."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class PaperKind(Labelled):
    """A paper that people sign or file."""

    ORDER = "order", _l("Purchase order")
    DELIVERY_NOTE = "delivery_note", _l("Delivery note")
    ACCEPTANCE = "acceptance", _l("Acceptance note")
    SETTLEMENT = "settlement", _l("Settlement")
    STATEMENT = "statement", _l("Monthly statement")
