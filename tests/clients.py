"""A test client whose requests share nothing with the test but the database, as in life."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from shop.extensions import db
from shop.web.once import new_key


class SeparateClient(FlaskClient):
    """Runs each request in an empty context.

    A request made while the test holds an application context would otherwise reuse it, and with it the session and the
    person signed in before. What the test's session holds is committed first (a savepoint, in a rolled-back test), so
    that the request sees it; and as a commit expires all rows, the test sees what the request did.
    """

    def post(self, *arguments: Any, csrf: bool = True, once: bool = True, **keywords: Any) -> Any:
        """Send a form with the token and key that a page would have given; `csrf=False` or `once=False` forgets one."""
        if csrf:
            keywords["headers"] = {**keywords.get("headers", {}), "X-CSRFToken": self.csrf_token()}
            data = keywords.get("data", {})
            if once and isinstance(data, dict) and "once" not in data and "json" not in keywords:
                keywords["data"] = {"once": new_key(), **data}
        return super().post(*arguments, **keywords)

    def csrf_token(self) -> str:
        """A token that belongs to this client's session, signed as Flask-WTF signs it."""
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", "0" * 40)
        signer = URLSafeTimedSerializer(self.application.config["SECRET_KEY"], salt="wtf-csrf-token")
        return str(signer.dumps(secret))

    def open(self, *arguments: Any, **keywords: Any) -> Any:
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *arguments, **keywords)
