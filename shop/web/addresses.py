"""The address of the page in hand with something of it changed: for pages of a list, its order, its filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for


def address_with(**changes: Any) -> str:
    """This page's path with its arguments, some changed or, with ``None``, left out.

    Written by hand and not with ``url_for``, which takes arguments such as ``_scheme`` for its own.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    kept += [(name, str(value)) for name, value in changes.items() if value is not None]
    return request.path + (f"?{urlencode(kept)}" if kept else "")


def url_with_query(endpoint: str) -> str:
    """The address of another page with the arguments of this one, all but its page: where a list's form is sent."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("page", "as")]
    return f"{url_for(endpoint)}?{urlencode(kept)}"


def init_app(app: Flask) -> None:
    """Give it to the templates."""
    app.jinja_env.globals["address_with"] = address_with
