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
    "pair_proposed": _l("A pairing of %(unit)s with %(body)s waits for a second person."),
    "pair_end": _l("The end of the pairing of %(unit)s with %(body)s waits for a second person."),
    "pair_approve": _l("%(unit)s and %(body)s are paired."),
    "pair_refuse": _l("The pairing of %(unit)s with %(body)s was refused."),
    "pair_withdraw": _l("The proposed pairing of %(unit)s with %(body)s was withdrawn."),
    "pair_approve_end": _l("The pairing of %(unit)s with %(body)s has been given a last day."),
    "pair_keep": _l("The pairing of %(unit)s with %(body)s goes on."),
}
