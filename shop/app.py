"""The application: configure, initialise, register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from shop import config, extensions, wiring
from shop.kernel import clock, dialects
from shop.web import addresses, assets, errors, filters, headers, health, language, navigation, once, requests, uploads


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the shop's application; ``overrides`` go over what the environment says."""
    top = config.resources()
    app = Flask(__name__, template_folder=str(top / "templates"), static_folder=str(top / "static"))
    app.config.from_mapping(config.settings())
    app.config.from_mapping(overrides or {})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    clock.allow_setting(app.config["ENVIRONMENT"] != "production")
    _initialise(app, str(top / "migrations"))
    for part in (requests, uploads, language, filters, addresses, headers, errors, assets, navigation, health, once):
        part.init_app(app)
    wiring.init_app(app)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _initialise(app: Flask, migrations: str) -> None:
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=migrations, render_as_batch=True)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    extensions.mail.init_app(app)
    extensions.limiter.init_app(app)
    with app.app_context():
        dialects.prepare(extensions.db.engine)
