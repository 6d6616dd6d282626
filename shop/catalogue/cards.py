"""Cards of goods as HTML: each is drawn once for a language and a verdict, and kept with the window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from flask import current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from shop.catalogue.goods import Good
from shop.catalogue.season import short_place, short_place_english
from shop.catalogue.window import Window
from shop.catalogue.wording import packs_words, per_words, price_words, when_words
from shop.kernel.questions import CountAnswer
from shop.web.language import current

Verdict = bool | None


def cards(window: Window, goods: Iterable[Good], answers: Sequence[CountAnswer] | None, *, level: int = 3) -> Markup:
    """The cards of some goods, without the list around them; ``answers`` by position, ``None`` when nobody can say."""
    language = current()
    return Markup("").join(_kept(window, good, language, _verdict(good, answers), level) for good in goods)


def _verdict(good: Good, answers: Sequence[CountAnswer] | None) -> Verdict:
    return None if answers is None else answers[good.position].counts


def _kept(window: Window, good: Good, language: str, verdict: Verdict, level: int) -> Markup:
    key = (good.position, language, verdict, level)
    return window.cards.get(key, lambda: _drawn(window, good, language, verdict, level))


def _drawn(window: Window, good: Good, language: str, verdict: Verdict, level: int) -> Markup:
    component: Any = current_app.jinja_env.get_template("components/product_card.html").module
    return cast(
        "Markup",
        component.product_card(
            name=good.named(language),
            to=url_for("catalogue.product", slug=good.slug),
            price=price_words(good),
            per=per_words(good.measure),
            pack=packs_words(good),
            county=place_words(good, language),
            supplier=good.seller.named(language),
            season=when_words(good, window.day),
            in_season=good.in_season(window.day.month),
            verdict_state=None if verdict is None else "will_count" if verdict else "will_not_count",
            flag=_("Sold out for now") if good.sold_from is None else None,
            level=level,
            **label_of(good),
        ),
    )


def label_of(good: Good) -> dict[str, Any]:
    """What a good's tile shows: its photo, or character, tint of the category, county's seal, drawing."""
    return {
        "character": good.character,
        "tint": good.category.tint,
        "seal": short_place(good.place.name)[:3],
        "drawing": good.drawing,
        "photo": good.photo,
    }


def place_words(good: Good, language: str) -> str:
    """The county's short name."""
    if language == "zh":
        return short_place(good.place.name)
    return short_place_english(good.place.name_english)
