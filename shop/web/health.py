"""`/healthz`: whether the shop can reach its database."""

from __future__ import annotations

from flask import Flask, jsonify
from sqlalchemy import text
from werkzeug.wrappers import Response

from shop.extensions import db
from shop.web.guards import public
from shop.web.language import bp


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Answer 200 with {"status": "ok"} when a query succeeds."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


def init_app(app: Flask) -> None:
    """Nothing to set up: importing this module has added the route."""
