"""Chinese first, English complete: which language a page speaks, and the switch on every page."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from flask_babel import get_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.http import parse_accept_header
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from shop.extensions import babel
from shop.web.guards import public

LANGUAGES = ("zh", "en")
LOCALES = {language: Locale(language) for language in LANGUAGES}

bp = Blueprint("web", __name__)


def chosen() -> str:
    """The reader's language: what they chose, else what their browser prefers, else Chinese."""
    if not request:
        return "zh"
    kept = session.get("language")
    if kept in LANGUAGES:
        return str(kept)
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _preferred(header: str) -> str:
    """What a browser's header prefers; browsers send few different ones."""
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES) or "zh"


def current() -> str:
    """ "zh" or "en", for names that are stored in both."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


@bp.post("/language")
@public
def language() -> Response:
    """Switch the language and go back to the page."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
        session.permanent = True
    return redirect(page_of(back_to(request.form.get("next"))))


def page_of(address: str) -> str:
    """The address itself if it can be opened, else the page whose form is sent to it, which stands above it.

    A form that came back is shown under the address that it was sent to, and nobody can open that.
    """
    path = urlsplit(address).path
    while path.count("/") > 1 and not _opens(path):
        path = path.rsplit("/", 1)[0]
    if not _opens(path):
        return url_for("reports.home")
    return address if path == urlsplit(address).path else path


def _opens(path: str) -> bool:
    """Whether the address takes GET, or is none of ours: then whoever goes there is told so."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except MethodNotAllowed:
        return False
    except (NotFound, RequestRedirect):
        return True
    return True


def back_to(address: str | None) -> str:
    """A local address to return to; anything that would lead away from the shop becomes the home page."""
    if address and address.startswith("/") and not address.startswith(("//", "/\\")) and not urlsplit(address).netloc:
        return address
    return url_for("reports.home")


def init_app(app: Flask) -> None:
    """Tell Babel and the templates."""
    babel.init_app(app, locale_selector=lambda: LOCALES[chosen()])
    app.register_blueprint(bp)

    @app.context_processor
    def tell() -> dict[str, object]:
        return {"language": current()}
