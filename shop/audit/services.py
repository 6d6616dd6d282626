"""Writing the trail."""

from __future__ import annotations

from typing import Any

from shop.audit.models import TrailEntry
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.late_rows import add_late
from shop.web.requests import request_id


def record(
    by: Actor | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    *,
    cluster_id: int | None = None,
    **details: Any,
) -> None:
    """Somebody (or, with ``None``, the shop itself) did something to an object; ``details`` are words and figures."""
    row = {
        "at": clock.now(),
        "cluster_id": cluster_id if cluster_id is not None else (by.cluster_id if by else None),
        "person_id": by.person_id if by else None,
        "person_name": by.person_name if by else None,
        "organisation_id": by.organisation_id if by else None,
        "organisation_name": by.organisation_name if by else None,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "details": details,
        "request_id": request_id(),
    }
    add_late(db.session(), TrailEntry, row)
