"""Checking a paper: what its QR code opens, for everybody who holds it and for nobody else."""

from __future__ import annotations

from flask import Blueprint, render_template

from shop.documents.queries import checked
from shop.web.guards import public

bp = Blueprint("documents", __name__)


@bp.get("/check/<token>")
@public
def check(token: str) -> str:
    """Number, parties, day, total and state of an issued paper, and whether another one has taken its place."""
    return render_template("documents/check.html", found=checked(token))
