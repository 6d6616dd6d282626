"""What was done to a consignment, as its pages tell it."""

from __future__ import annotations

from shop.audit.acts import Told
from shop.audit.queries import trail_of
from shop.audit.telling import told_all


def history_of(consignment_id: int, *, since: str) -> list[Told]:
    """The newest first, back to the newest act of a kind.

    What is unpacked is gone, and SQLite may give its id to another consignment: what was before is not its history.
    """
    acts = []
    for entry in trail_of("consignment", consignment_id):
        acts.append(entry)
        if entry.action == since:
            break
    return told_all(acts)
