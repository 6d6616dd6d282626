"""What the pages of lots share: their blueprint and how a lot is named in an address."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("lots", __name__)

LOT = "<int(max=999999999999):lot_id>"
