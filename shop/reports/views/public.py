"""The front page, which anyone may see."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template
from markupsafe import Markup

from shop.catalogue import queries
from shop.catalogue.cards import cards, label_of, place_words
from shop.catalogue.dressing import shop_window
from shop.catalogue.queries.counting import Cluster
from shop.catalogue.season import short_place
from shop.catalogue.window import Window
from shop.reports import home as front
from shop.reports.views.county import county_sales, county_sales_export
from shop.reports.views.desks import desk
from shop.reports.views.digest import digest
from shop.reports.views.help import help_page
from shop.reports.views.progress import embedded, feed, feed_help, progress
from shop.reports.views.reached import reached
from shop.web.guards import current_actor, public
from shop.web.language import current
from shop.web.whole_pages import whole_page

bp = Blueprint("reports", __name__)
bp.add_url_rule("/progress", "progress", progress)
bp.add_url_rule("/reached", "reached", reached)
bp.add_url_rule("/progress/embed", "embedded", embedded)
bp.add_url_rule("/progress.json", "feed", feed)
bp.add_url_rule("/progress/feed", "feed_help", feed_help)
bp.add_url_rule("/desk", "desk", desk)
bp.add_url_rule("/digest", "digest", digest)
bp.add_url_rule("/county/sales", "county_sales", county_sales)
bp.add_url_rule("/county/sales/export", "county_sales_export", county_sales_export)
bp.add_url_rule("/help", "help", help_page)


@bp.get("/")
@public
def home() -> str | Response:
    """The shop at a glance: search, how far the cluster is, the season, the counties, the harvests ahead."""
    window, somebody = shop_window(), current_actor()
    cluster = queries.cluster_for(window, somebody.cluster_id if somebody else None)
    standing = front.standing(window, cluster.id) if cluster else None

    def draw() -> str:
        key = ("home", current(), cluster, queries.minute())
        glance = window.pages.get(key, lambda: _drawn(window, cluster))
        return render_template(
            "reports/home.html", glance=glance, cluster=cluster, standing=standing, bare=not window.goods
        )

    return whole_page(window.pages, (queries.minute(), standing), draw)


def _drawn(window: Window, cluster: Cluster | None) -> Markup:
    """What does not change before the shelf does."""
    language = current()
    answers = queries.verdicts_on_shelf(window, cluster.id).answers if cluster else None
    page = front.front_page(window)
    drawn = current_app.jinja_env.get_template("reports/_glance.html").render(
        language=language,
        page=page,
        goods=window.goods,
        in_season=cards(window, page.in_season, answers),
        label_of=label_of,
        place_of=lambda good: place_words(good, language),
        seal_of=lambda place: short_place(place.name)[:3],
    )
    return Markup(drawn)  # noqa: S704 – a template of ours, which escapes what it is given
