"""Every route says who may ask it. A test walks the URL map: a view without a policy fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for

from shop.kernel.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])

LOADER = "shop.actor_loader"


def public(view: View) -> View:
    """Anyone may ask."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def current_actor() -> Actor | None:
    """Who is acting in this request, or nobody; asked of the database once."""
    if "actor" not in g:
        load = current_app.extensions.get(LOADER)
        g.actor = load() if load else None
    return cast("Actor | None", g.actor)


def actor() -> Actor:
    """Who is acting; only behind `allowed`, which has made sure that somebody is."""
    somebody = current_actor()
    if somebody is None:
        abort(401)
    return somebody


def allowed(policy: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Those signed in of whom the policy holds may ask. Nobody is sent to sign in; the wrong somebody gets 404.

    404 and not 403: what is not yours does not exist, so that nothing can be learned by asking.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **keywords: Any) -> Any:
            somebody = current_actor()
            if somebody is None:
                back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
                return redirect(url_for("accounts.sign_in", next=back))
            if not policy(somebody):
                abort(404)
            return view(*arguments, **keywords)

        guarded.policy = policy.__name__  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def anyone_signed_in(somebody: Actor) -> bool:
    """Whoever is signed in, for whichever organisation."""
    return True


def require(policy: Callable[..., bool], *arguments: Any) -> None:
    """404 unless the policy holds of the actor and the arguments."""
    if not policy(actor(), *arguments):
        abort(404)
