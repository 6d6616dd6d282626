"""The public progress, as far as a cluster publishes it: the page, a small one to embed, and the feed.

No unit below a town and no person is told, nor a town, county or category of so few units that one could be worked out.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import force_locale
from sqlalchemy import select

from shop.catalogue.dressing import shop_window
from shop.catalogue.queries import minute
from shop.kernel import clock
from shop.mail.settings import address_of
from shop.organisations.models import Unit
from shop.organisations.words import UnitLevel
from shop.reports.publishing.choices import FIRST, frame_ancestors
from shop.reports.publishing.feed import feed_of
from shop.reports.publishing.words import LEAST_PEOPLE, Basis, Item
from shop.reports.queries.published import Published, published
from shop.reports.queries.publishing import InForce, in_force
from shop.reports.views.asking import this_or_last_year
from shop.tally.queries.scopes import Scope
from shop.tally.queries.trees import Branch, Node, branch_for
from shop.web.guards import public
from shop.web.headers import DIRECTIVES
from shop.web.language import LANGUAGES

UNIT = Unit.__table__.c
KEPT_SECONDS = 60


@public
def progress() -> str:
    """A cluster's year: its progress, its towns, months, counties and categories, and the people linked."""
    branch, cluster = _asked()
    found = None if cluster is None else published(Scope(branch, cluster), cluster, in_force(cluster.id).choice)
    return render_template(
        "reports/progress.html",
        year=branch.year,
        this_year=clock.today().year,
        cluster=cluster,
        clusters=[branch.nodes[root] for root in branch.roots],
        found=found,
        choice=found.choice if found else FIRST,
        least_people=LEAST_PEOPLE,
        parts=Item,
        as_locked=found is not None and found.choice.basis is Basis.LOCKED,
    )


@public
def embedded() -> Response:
    """The progress in small, for a page of somebody whom the cluster allows to show it; no cookie and no script."""
    branch, cluster = _asked()
    if cluster is None:
        abort(404)
    chosen, language = in_force(cluster.id), request.args.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        abort(404)
    with force_locale(language):
        drawn = _kept(branch, cluster, chosen, "embedded", language)
    response = _cacheable(Response(drawn, mimetype="text/html"), drawn)
    directives = {"default-src": "'none'", "style-src": DIRECTIVES["style-src"], "img-src": "'self'"}
    policy = [f"{name} {value}" for name, value in directives.items()]
    policy += ["base-uri 'none'", "form-action 'none'", frame_ancestors(chosen.choice.hosts)]
    response.headers["Content-Security-Policy"] = "; ".join(policy)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public
def feed() -> Response:
    """What is published as JSON, for whoever asks from wherever; kept for a minute."""
    branch, cluster = _asked()
    if cluster is None:
        abort(404)
    body = _kept(branch, cluster, in_force(cluster.id), "feed", "")
    response = _cacheable(Response(body, mimetype="application/json"), body)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
def feed_help() -> str:
    """What the feed says, field by field."""
    return render_template("reports/feed.html", year=clock.today().year, least_people=LEAST_PEOPLE)


def _kept(branch: Branch, cluster: Node, chosen: InForce, what: str, language: str) -> str:
    """What was drawn of a cluster's year within the last minute under the same choice, or is drawn now."""

    def draw() -> str:
        found = published(Scope(branch, cluster), cluster, chosen.choice)
        if what == "feed":
            return json.dumps(feed_of(found, _check), ensure_ascii=False, separators=(",", ":"))
        return embedded_page(found, language)

    key = ("progress", what, cluster.id, branch.year, chosen, language, minute())
    kept: str = shop_window().pages.get(key, draw)
    return kept


def embedded_page(found: Published, language: str) -> str:
    """The small page itself."""
    return render_template(
        "reports/progress_embed.html",
        found=found,
        choice=found.choice,
        language=language,
        cluster=found.node,
        year=found.year,
        parts=Item,
        this_year=clock.today().year,
    )


def _check(token: str) -> str:
    return address_of("bulletins.check", token=token)


def _cacheable(response: Response, body: str) -> Response:
    """With all that lets whoever has it ask whether it has changed."""
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response.last_modified = clock.now().astimezone(UTC).replace(second=0, microsecond=0)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    made: Any = response.make_conditional(request)
    return made  # type: ignore[no-any-return]


def _asked() -> tuple[Branch, Node | None]:
    """The year asked for with all clusters, and the cluster asked for, or the first there is."""
    branch = branch_for(select(UNIT.id).where(UNIT.level == UnitLevel.CLUSTER), this_or_last_year())
    asked, roots = request.args.get("cluster"), branch.roots
    if asked is None:
        return branch, branch.nodes[roots[0]] if roots else None
    for root in roots:
        if str(root) == asked:
            return branch, branch.nodes[root]
    return abort(404)
