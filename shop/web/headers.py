"""The headers every answer carries: a content security policy without exceptions, and its companions."""

from __future__ import annotations

from flask import Flask, Response, session

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
IN_PRODUCTION = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def policy(pages: str | None) -> str:
    """The content security policy; ``pages`` is where a form of ours may lead beyond the shop: to pay online."""
    directives = DIRECTIVES | ({"form-action": f"'self' {pages}"} if pages else {})
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def init_app(app: Flask) -> None:
    """Set after each request those that its answer does not bring along."""
    always = {"Content-Security-Policy": policy(app.config["STRIPE_PAGES"])} | ALWAYS
    always |= IN_PRODUCTION if app.config["ENVIRONMENT"] == "production" else {}
    looked_for = [(name.lower(), name, value) for name, value in always.items()]

    @app.after_request
    def protect(response: Response) -> Response:
        there = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 – iterating it gives pairs
        for key, name, value in looked_for:
            if key not in there:
                response.headers.add(name, value)
        if "cache-control" not in there and session:
            response.headers.add("Cache-Control", "private, no-cache")
        return response
