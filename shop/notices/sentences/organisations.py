"""What somebody is told about units and about acting for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "canteen_changed": _l("How %(unit)s feeds its people is registered anew. It decides what your unit files."),
    "unit_merged": _l("%(unit)s has been merged into %(successor)s, which places the orders from now on."),
    "membership_begun": _l("You may now act for %(unit)s."),
    "membership_roles_changed": _l("Your roles for %(unit)s have changed."),
    "membership_limit_changed": _l("Your purchases for %(unit)s above %(amount)s now need approval."),
    "membership_limit_lifted": _l("Your purchases for %(unit)s no longer need approval."),
}
