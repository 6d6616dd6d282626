"""Sealing signatures of bulletins with a key of the server's own."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from shop.reports.bulletins.snapshots import seal_of

PURPOSE = "bulletin:"


def sealed(digest: str, number: str, proposed_by_id: int, signed_by_id: int, at: datetime, before: str) -> str:
    """The seal of a signature. Its key is made of the one of the installation that can never be changed."""
    key = (PURPOSE + str(current_app.config["IDENTITY_KEY"])).encode()
    return seal_of(key, digest, number, proposed_by_id, signed_by_id, at, before)
