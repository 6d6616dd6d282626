"""Pages that look the same to everybody who is nobody yet: drawn once, kept whole, sent with each visitor's own token.

A visitor without anything personal in the session (no sign-in, no basket, no message waiting) sees what the last such
visitor saw, as long as what the page shows has not changed. Only the token and the keys of its forms differ, so the
page is kept in pieces around them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from secrets import token_urlsafe
from typing import Any, Protocol

from flask import Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from shop.web.guards import current_actor
from shop.web.language import current
from shop.web.once import new_key

PLACE = f"token-{token_urlsafe(24)}"
"""Stands in the token's place while a page is drawn; nobody can guess it and have it written elsewhere on the page."""
KEY_PLACE = f"key-{token_urlsafe(24)}"
"""The same for the keys of forms that make something once."""
IMPERSONAL = frozenset({"csrf_token", "language", "_fresh", "_permanent"})
LONGEST_QUERY = 300


class Store(Protocol):
    """Keeps what was made, by key."""

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any: ...


def whole_page(store: Store, key: Hashable, draw: Callable[[], str]) -> str | Response:
    """The page in hand, kept under its address, its language and ``key``; drawn anew for whoever is somebody."""
    if len(request.query_string) > LONGEST_QUERY or _is_somebody():
        return draw()
    address = (request.path, request.query_string, current())
    pieces: list[list[bytes]] = store.get(("whole page", address, key), lambda: _pieces(draw))
    keyed = (b"".join(_with_keys(around)) for around in pieces)
    return Response(generate_csrf().encode().join(keyed), mimetype="text/html")


def kept_part(store: Store, key: Hashable, draw: Callable[[], str]) -> Markup:
    """A part of a page that looks the same to many who are somebody, kept under its language and ``key``.

    What it depends on besides belongs into the key; the tokens and keys of its forms are each reader's own.
    """
    if hasattr(g, "key_place"):
        return Markup(draw())  # noqa: S704 – within a page that is being kept whole: its places are filled there
    pieces: list[list[bytes]] = store.get(("part", current(), key), lambda: _pieces(draw))
    keyed = (b"".join(_with_keys(around)) for around in pieces)
    return Markup(generate_csrf().encode().join(keyed).decode())  # noqa: S704 – a template of ours, which escapes


def _is_somebody() -> bool:
    """Whether anything that came with the request might change how the page looks: a sign-in, a basket, a message."""
    own = {current_app.config["SESSION_COOKIE_NAME"]}
    return not session.keys() <= IMPERSONAL or not request.cookies.keys() <= own or current_actor() is not None


def _with_keys(pieces: list[bytes]) -> Iterator[bytes]:
    """The pieces with a fresh key in every gap: each form of the page has its own."""
    yield pieces[0]
    for piece in pieces[1:]:
        yield new_key().encode()
        yield piece


def _pieces(draw: Callable[[], str]) -> list[list[bytes]]:
    """The page cut where its token stands, and there where its keys stand; other words hold their places meanwhile."""
    field = current_app.config["WTF_CSRF_FIELD_NAME"]
    setattr(g, field, PLACE)
    g.key_place = KEY_PLACE
    try:
        return [around.split(KEY_PLACE.encode()) for around in draw().encode().split(PLACE.encode())]
    finally:
        delattr(g, field)
        del g.key_place
