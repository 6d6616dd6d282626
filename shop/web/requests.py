"""What happens around each request: its id, its log line, and whether its transaction writes."""

from __future__ import annotations

import logging
import time
import uuid

import structlog
from flask import Flask, Response, abort, g, request

from shop.kernel import dialects

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = structlog.get_logger("shop.request")


def init_app(app: Flask) -> None:
    """Register the hooks and set up logging: one JSON line per event, never a form, a cookie or a password."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )

    @app.before_request
    def begin() -> None:
        g.request_id = str(uuid.uuid4())
        g.began = time.perf_counter()
        dialects.expect_writing(request.method not in SAFE_METHODS)
        if "\x00" in request.path:
            abort(404)  # nothing has such a name, and PostgreSQL would not even compare it

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if response.status_code >= 500 or request.method not in SAFE_METHODS:
            log.info(
                "request",
                request_id=g.get("request_id"),
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
            )
        return response


def request_id() -> str | None:
    """The id of the request in hand, if there is one."""
    return g.get("request_id") if g else None
