"""All that is wrong with a form in one answer: what cannot be read, and what the rules say of the rest."""

from __future__ import annotations

from collections.abc import Iterable

from shop.kernel.refusals import Refused
from shop.web.forms import ShopForm


def add_faults(form: ShopForm, faults: Iterable[Refused]) -> None:
    """Put faults beside their fields. A field that could not be read has said so: nothing follows from it."""
    for fault in faults:
        field = form._fields.get(fault.field) if fault.field else None
        if field is None or not field.errors:
            form.refuse(fault)
