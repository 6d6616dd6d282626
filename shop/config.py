"""Every setting, read from SHOP_* variables. Production refuses to start without its secrets, and with the demo."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").is_file() else None

STRIPES_PAGES = "https://checkout.stripe.com"
"""Where Stripe's pages to pay on lie."""

MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Ways to reach a mail server, and the usual port of each."""

ADDRESS = re.compile(r"^[^\r\n]*[^@\s<>]+@[^@\s<>]+>?$")
BASE_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")

ENVIRONMENTS = ("development", "production", "testing")


class Misconfigured(RuntimeError):
    """The shop cannot start like this; the message says what to set."""


def resources() -> Path:
    """Where templates/, static/ and migrations/ lie: the checkout's top, or the package in an installed wheel."""
    return CHECKOUT or PACKAGE


def instance_folder(environment: Mapping[str, str]) -> Path:
    """Where the embedded database and the development secret live."""
    return Path(environment.get("SHOP_INSTANCE") or (CHECKOUT or Path.cwd()) / "instance").resolve()


def settings(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The configuration of a Flask application, from the environment; raises ``Misconfigured``."""
    env = os.environ if environment is None else environment
    kind = env.get("SHOP_ENV", "development")
    if kind not in ENVIRONMENTS:
        raise Misconfigured(f"SHOP_ENV must be one of {', '.join(ENVIRONMENTS)}, not {kind!r}.")
    production = kind == "production"
    demo = env.get("SHOP_DEMO", "0" if production else "1") == "1"
    if production and demo:
        raise Misconfigured("The demo's sign-ins are public: SHOP_DEMO=1 is refused in production.")
    instance = instance_folder(env)
    url = env.get("SHOP_DATABASE_URL") or f"sqlite:///{instance / 'shop.db'}"
    if production and not env.get("SHOP_DATABASE_URL"):
        raise Misconfigured("Set SHOP_DATABASE_URL: production does not fall back to the embedded database.")
    return {
        "ENVIRONMENT": kind,
        "DEMO": demo,
        "TESTING": kind == "testing",
        "INSTANCE": str(instance),
        "SECRET_KEY": _kept_secret("SHOP_SECRET_KEY", env, instance, production),
        "IDENTITY_KEY": _kept_secret("SHOP_IDENTITY_KEY", env, instance, production),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(url) | {"hide_parameters": kind != "testing"},
        "SESSION_COOKIE_NAME": "shanhuo",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "RATELIMIT_STORAGE_URI": env.get("SHOP_RATELIMIT_URL", "memory://"),
        "RATELIMIT_ENABLED": kind != "testing",
        "TRUSTED_PROXIES": int(env.get("SHOP_TRUSTED_PROXIES", "0")),
        **_stripe(env, production),
        **_mail(env, production, demo),
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
    }


def _stripe(env: Mapping[str, str], production: bool) -> dict[str, Any]:
    """Online payment: without a key there is none. ``DEPLOYMENT`` tells our payments from another shop's at Stripe."""
    key, secret, api = (env.get(f"SHOP_STRIPE_{name}", "") for name in ("KEY", "WEBHOOK_SECRET", "API"))
    deployment = env.get("SHOP_DEPLOYMENT", "")
    if key and not secret:
        raise Misconfigured("Set SHOP_STRIPE_WEBHOOK_SECRET as well: what Stripe reports is believed by its signature.")
    if key and production and not deployment:
        raise Misconfigured("Set SHOP_DEPLOYMENT to this shop's own name, by which it finds its payments at Stripe.")
    if api and production:
        raise Misconfigured("SHOP_STRIPE_API leads to a stand-in for Stripe: it is refused in production.")
    deposit = int(env.get("SHOP_DEPOSIT_PERCENT", "30"))
    if not 1 <= deposit <= 100:
        raise Misconfigured("SHOP_DEPOSIT_PERCENT must be between 1 and 100.")
    return {
        "STRIPE_KEY": key,
        "STRIPE_WEBHOOK_SECRET": secret,
        "STRIPE_API": api or None,
        "STRIPE_PAGES": (api or STRIPES_PAGES) if key else None,
        "DEPLOYMENT": deployment or "shanhuo",
        "DEPOSIT_PERCENT": deposit,
    }


def _mail(env: Mapping[str, str], production: bool, demo: bool) -> dict[str, Any]:
    """Outgoing mail: without a server there is none, and in the demo, whose people are invented, there is none either.

    The names are those of Flask-Mailman; ``MAIL_SET_UP`` says whether any mail is written and sent.
    """
    server, user, password, sender = (
        env.get(f"SHOP_MAIL_{name}", "") for name in ("SERVER", "USER", "PASSWORD", "SENDER")
    )
    base, tls = env.get("SHOP_BASE_URL", "").rstrip("/"), env.get("SHOP_MAIL_TLS", "starttls")
    if tls not in MAIL_PORTS:
        raise Misconfigured(f"SHOP_MAIL_TLS must be one of {', '.join(MAIL_PORTS)}, not {tls!r}.")
    if server and not ADDRESS.search(sender):
        raise Misconfigured("Set SHOP_MAIL_SENDER to the address that mails come from, such as shop@shop.example.")
    if server and not BASE_URL.fullmatch(base):
        raise Misconfigured("Set SHOP_BASE_URL to where the shop is reached, such as https://shop.example.")
    if bool(user) is not bool(password):
        raise Misconfigured("Set SHOP_MAIL_USER and SHOP_MAIL_PASSWORD both, or neither.")
    if production and password and tls == "none":
        raise Misconfigured("SHOP_MAIL_TLS=none would send the password in the clear: it is refused in production.")
    return {
        "MAIL_SET_UP": bool(server) and not demo,
        "MAIL_SERVER": server,
        "MAIL_PORT": int(env.get("SHOP_MAIL_PORT") or MAIL_PORTS[tls]),
        "MAIL_USERNAME": user or None,
        "MAIL_PASSWORD": password or None,
        "MAIL_USE_TLS": tls == "starttls",
        "MAIL_USE_SSL": tls == "tls",
        "MAIL_TIMEOUT": 15,
        "MAIL_DEFAULT_SENDER": sender or None,
        "BASE_URL": base,
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def _kept_secret(variable: str, env: Mapping[str, str], instance: Path, production: bool) -> str:
    """A secret from its variable; outside production one is made once and kept beside the database.

    SHOP_SECRET_KEY signs; SHOP_IDENTITY_KEY is the key of the hashes of ID numbers and can never be changed: with
    another one nobody on a roster is found again.
    """
    given = env.get(variable, "")
    if production and len(given) < 32:
        raise Misconfigured(f"Set {variable} to at least 32 random characters.")
    if given:
        return given
    kept = instance / variable.removeprefix("SHOP_").lower()
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return kept.read_text("ascii")
