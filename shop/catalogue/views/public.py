"""The pages that anyone may see: the shelf, a product, a supplier, the hall of a county."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue import queries
from shop.catalogue.cards import cards
from shop.catalogue.dressing import shop_window
from shop.catalogue.goods import Good
from shop.catalogue.policies import may_read_histories, may_read_history
from shop.catalogue.views import places
from shop.catalogue.views import product as product_view
from shop.catalogue.views.asking import asked, cut
from shop.catalogue.views.fair_price import fair_card
from shop.catalogue.views.shelf import heading, shelf_drawn, title
from shop.catalogue.window import Window
from shop.web.guards import allowed, current_actor, public, require
from shop.web.language import current
from shop.web.whole_pages import kept_part, whole_page

bp = Blueprint("catalogue", __name__)

MOST_IN_HALL = 20


@bp.get("/products")
@public
def products() -> str | Response:
    """The shelf: searched, filtered, sorted, a page at a time; all of it in the address."""
    window = shop_window()

    def draw() -> str:
        what, cluster_id = asked(), own_cluster()
        key = ("shelf", what.text, what.filters.key, current(), cluster_id, queries.minute())
        shelf = window.pages.get(key, lambda: shelf_drawn(window, what, cluster_id))
        return render_template("catalogue/products.html", shelf=shelf, heading=heading(what), title=title(window, what))

    return whole_page(window.pages, queries.minute(), draw)


@bp.get("/products/<slug>")
@public
def product(slug: str) -> str | Response:
    """One product: packs and prices, lots, who sells it and whom it links, and whether it will count."""
    window = shop_window()
    page = queries.product_page(window, slug)
    lots = queries.lots_of(window, page.id)

    def told() -> str:
        return render_template(
            "catalogue/_product.html",
            page=page,
            product=page.product,
            lots=lots,
            photos=queries.gallery(window, page.id),
            offers=product_view.offers(page, lots),
            verdict=product_view.verdict_for(window, page, own_cluster()),
            alike=_cards(window, queries.alike(window, page)),
            fair=fair_card(window, page),
            **doors,
            **product_view.particulars(page, lots, window.day),
        )

    doors = product_view.doors(page)
    key = (page.id, queries.minute(), lots, own_cluster(), tuple(doors.items()))

    def draw() -> str:
        return render_template("catalogue/product.html", page=page, body=kept_part(window.pages, key, told))

    return whole_page(window.pages, (queries.minute(), lots), draw)


@bp.get("/products/<slug>/history")
@allowed(may_read_histories)
def history(slug: str) -> str:
    """What was done to a listing: by its own supplier, its county, the operator; for these alone."""
    window = shop_window()
    page = queries.product_page(window, slug)
    require(may_read_history, page.supplier_id, page.county_code)
    acts = told_all(trail_of("product", page.id))
    return render_template("catalogue/history.html", product=page.product, acts=acts)


@bp.get("/suppliers/<slug>")
@public
def supplier(slug: str) -> str:
    """Who sells: where it is at home, whom it links and how, on which terms it delivers, and its goods."""
    window = shop_window()
    page = queries.supplier_page(window, slug)
    number, pages, goods = cut(page.goods)
    return render_template(
        "catalogue/supplier.html",
        page=page,
        cards=_cards(window, goods),
        number=number,
        pages=pages,
        **places.supplier_words(page),
    )


@bp.get("/counties/<code>")
@public
def county(code: str) -> str:
    """The hall of a county: what it grows, what is in season now, who sells it, and whom that links."""
    window = shop_window()
    hall = queries.county_hall(window, code)
    return render_template(
        "catalogue/county.html",
        hall=hall,
        **places.county_words(hall),
        in_season=_cards(window, hall.in_season[:MOST_IN_HALL]),
        cards=_cards(window, [good for good in hall.goods if good not in hall.in_season][:MOST_IN_HALL]),
    )


def own_cluster() -> int | None:
    """The cluster of whoever is signed in for a unit."""
    somebody = current_actor()
    return somebody.cluster_id if somebody else None


def _cards(window: Window, goods: list[Good]) -> Markup:
    cluster_id = queries.cluster_id_for(window, own_cluster())
    answers = None if cluster_id is None else queries.verdicts_on_shelf(window, cluster_id).answers
    return cards(window, goods, answers)
