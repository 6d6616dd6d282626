"""Whether mail is set up, from whom it comes, and where its links lead."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

SALT = "mail.stop"


def is_set_up() -> bool:
    """Whether mails are written and sent at all: a server is set, and this is not the demo."""
    return bool(current_app.config["MAIL_SET_UP"])


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page of ours, as it is reached from outside; works without a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["BASE_URL"]) + path


def stop_token(person_id: int, what: str) -> str:
    """Proves that whoever has it got a mail of this person's; it holds for ever, since old mails are kept for long."""
    return str(_signer().dumps([person_id, what]))


def read_token(token: str) -> tuple[int, str] | None:
    """Whose mails are to stop, and which; nothing for what we have not signed."""
    try:
        person_id, what = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(what)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
