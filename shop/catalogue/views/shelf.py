"""Drawing the shelf: its facets with their counts, the filters in force, the cards of one page."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from shop.catalogue import queries
from shop.catalogue.browsing import Shelf, Sort
from shop.catalogue.cards import cards
from shop.catalogue.views.asking import Asked, address, arguments
from shop.catalogue.window import Window
from shop.organisations.words import SupplierKind
from shop.web.language import current


def shelf_drawn(window: Window, what: Asked, cluster_id: int | None) -> Markup:
    """The facets and the results as HTML; nothing in it depends on who reads it but their cluster and language."""
    language = current()
    cluster_id = queries.cluster_id_for(window, cluster_id)
    shelf, whole = queries.shelf(window, what.filters, what.text, cluster_id=cluster_id, language=language)
    answers = None if cluster_id is None else queries.verdicts_on_shelf(window, cluster_id).answers
    drawn = current_app.jinja_env.get_template("catalogue/_shelf.html").render(
        language=language,
        what=what,
        shelf=shelf,
        whole=whole,
        bare=not window.goods,
        cards=cards(window, shelf.goods, answers, level=2),
        groups=_groups(window, what, shelf, cluster_id is not None),
        applied_filters=_applied(window, what),
        sorts=[(sort.value, sort.label) for sort in Sort if sort is not (Sort.SEASON if what.text else Sort.RELEVANCE)],
        kept=_grouped(arguments(what)),
        total=ngettext("%(num)s product", "%(num)s products", shelf.total),
    )
    return Markup(drawn)  # noqa: S704 – a template of ours, which escapes what it is given


def heading(what: Asked) -> str:
    """The page's heading, which stays as filters come and go: what is searched, or all produce."""
    return str(_("Produce found for “%(text)s”", text=what.text) if what.text else _("All produce"))


def title(window: Window, what: Asked) -> str:
    """The page's title: the only kind or county chosen, or the heading."""
    words = [(facet, word) for facet, chosen in what.filters.chosen.items() for word in chosen]
    if len(words) == 1 and not what.text and words[0][0] in ("county", "category"):
        return _label(window, *words[0])
    return heading(what)


def _groups(window: Window, what: Asked, shelf: Shelf, counting: bool) -> list[dict[str, Any]]:
    """The facets; a word that would leave nothing is shown only while it is chosen."""
    labels = [
        ("category", _("Category"), _in_shop_order(window)),
        ("county", _("County"), sorted(window.sets["county"])),
        ("kind", _("Supplier"), [kind.value for kind in SupplierKind]),
        ("season", _("Season"), ["now"]),
        ("certified", _("Certificate"), ["1"]),
        ("counts", _("Target"), ["1"] if counting else []),
    ]
    return [
        {"name": facet, "label": label, "options": _options(window, what, shelf, facet, words)}
        for facet, label, words in labels
    ]


def _options(window: Window, what: Asked, shelf: Shelf, facet: str, words: list[str]) -> list[dict[str, Any]]:
    chosen = what.filters.of(facet)
    return [
        {"value": word, "label": _label(window, facet, word), "count": count, "checked": word in chosen}
        for word in words
        for count in [shelf.counts[facet].get(word, 0)]
        if count or word in chosen
    ]


def _in_shop_order(window: Window) -> list[str]:
    places = {good.category.code: good.category.position for good in window.goods}
    return sorted(places, key=lambda code: (places[code], code))


def _label(window: Window, facet: str, word: str) -> str:
    """A facet's word as it is read; what nothing on the shelf has stays as it was typed."""
    fixed = {
        "season": ("now", _("In season now")),
        "certified": ("1", _("Certified")),
        "counts": ("1", _("Will count")),
    }
    if facet in fixed:
        return str(fixed[facet][1]) if word == fixed[facet][0] else word
    if facet == "kind":
        return str(SupplierKind(word).label) if word in set(SupplierKind) else word
    names = window.names.get((facet, word))
    return names.named(current()) if names else word


def _applied(window: Window, what: Asked) -> list[tuple[str, str]]:
    taken_off = [
        (_label(window, facet, word), address(Asked(what.text, what.filters.without(facet, word))))
        for facet, chosen in what.filters.chosen.items()
        for word in sorted(chosen)
    ]
    if not what.text:
        return taken_off
    return [(str(_("Search: %(text)s", text=what.text)), address(Asked("", what.filters))), *taken_off]


def _grouped(given: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Arguments by name, for hidden fields."""
    grouped: dict[str, list[str]] = {}
    for name, value in given:
        if name != "sort":
            grouped.setdefault(name, []).append(value)
    return grouped
