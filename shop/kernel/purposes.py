"""What a purchase is for (采购用途): ordering asks it, the tally judges by it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Purpose(Labelled):
    """Why a unit buys. What is bought to be resold is assisted sale, not direct purchase."""

    CANTEEN = "canteen", _l("Canteen")
    UNION_WELFARE = "union_welfare", _l("Union welfare")
    STAFF = "staff", _l("Staff, personally")
    RESALE = "resale", _l("For resale")
    OTHER = "other", _l("Other purpose")
