"""What somebody is told about lots recalled and capacities declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "capacity_declared": _l("%(supplier)s declared its capacity for %(category)s in %(year)s. Please decide about it."),
    "capacity_recommended": _l("The county recommended your capacity for %(category)s in %(year)s."),
    "capacity_returned": _l("The county returned your capacity for %(category)s in %(year)s."),
    "lot_recalled": _l(
        "%(supplier)s recalls lot %(code)s of %(product)s. What to do: “%(advice)s” You have %(quantity)s of it, or it "
        "is reserved for you."
    ),
    "recall_begun": _l("Lot %(code)s of %(product)s by %(supplier)s is recalled."),
    "recall_ended": _l("The recall of lot %(code)s of %(product)s by %(supplier)s is over."),
}
