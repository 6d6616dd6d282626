"""The trail as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from shop.audit.acts import Told
from shop.audit.models import TrailEntry
from shop.documents.tables import Cell, Column, Table
from shop.web.filters import named

Act = tuple[TrailEntry, Told, Any]


def trail_table(acts: Iterable[Act], labels: Mapping[str, Any]) -> Table:
    """Who did what, when, on whose behalf and to what; an act in each row, in the words of the page."""
    columns = [
        Column(_("When"), Cell.MOMENT, lambda act: act[0].at),
        Column(_("What"), Cell.TEXT, lambda act: "\n".join([act[1].text, *act[1].lines]), width=60),
        Column(_("Reason"), Cell.TEXT, lambda act: act[1].note, width=30),
        Column(_("Subject"), Cell.TEXT, lambda act: labels.get(act[0].subject_kind, act[0].subject_kind), width=18),
        Column(_("Which one"), Cell.TEXT, lambda act: named(act[2]) if act[2] else None, width=26),
        Column(_("Who"), Cell.TEXT, lambda act: act[1].who, width=34),
    ]
    return Table(_("Audit trail"), columns, acts)
