"""The digest of whoever acts, as it would be mailed now."""

from __future__ import annotations

from flask import render_template

from shop.reports.digests.content import digest_of
from shop.reports.policies import may_get_digest
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(may_get_digest)
def digest() -> str:
    """Where they stand, what is due, what arrives."""
    return render_template("reports/digest.html", digest=digest_of(actor(), current()))
