"""A seller's own numbers of its products: one product each, as sheets compare them.

The product's row is held by whoever calls; two products that want one number at once meet on the index.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.catalogue.models import Product
from shop.catalogue.naming import key_of
from shop.catalogue.sheets.numbers import EXCELS_DAY
from shop.catalogue.sheets.reading import EXAMPLE, LONGEST_ARTICLE, SHORTENED
from shop.documents.cells import plain
from shop.extensions import db
from shop.kernel.batches import batches
from shop.kernel.refusals import Refused

BATCH = 500


def give_article(product: Product, typed: str) -> dict[str, list[str]]:
    """The product has this number from now on, or none; returns old and new for the trail if it is another."""
    article = _readable(" ".join(plain(typed).split()))
    old = product.article
    if article == old:
        return {}
    key = key_of(article or product.slug)
    owner = _owner(product, key)
    if owner is not None:
        raise _taken(owner)
    db.session.flush()
    try:
        with db.session.begin_nested():
            product.article, product.code_key = article, key
            db.session.flush()
    except IntegrityError:  # somebody gave it to another product in the same moment
        raise _taken("") from None
    return {"article": [old, article]}


def refuse_taken(supplier_id: int, articles: Collection[str]) -> None:
    """Whether other products have taken some of these numbers meanwhile; raises ``Refused``."""
    for some in batches(sorted(key_of(article) for article in articles), BATCH):
        taken = select(Product.name).where(Product.supplier_id == supplier_id, Product.code_key.in_(some)).limit(1)
        name = db.session.execute(taken).scalar_one_or_none()
        if name is not None:
            raise _taken(name)


def _readable(article: str) -> str:
    """A number that a sheet can carry; raises ``Refused``."""
    if len(article) > LONGEST_ARTICLE:
        raise Refused(_l("This is too long: at most %(number)s characters.", number=LONGEST_ARTICLE), field="article")
    if EXAMPLE.match(article):
        raise Refused(
            _l("Numbers that begin with 示例 or “example” are those of the examples in sheets."), field="article"
        )
    if EXCELS_DAY.fullmatch(article) or SHORTENED.fullmatch(article):
        raise Refused(
            _l("Excel would take this for a day or a rounded number: please choose another."), field="article"
        )
    return article


def _owner(product: Product, key: str) -> str | None:
    """The name of another product of the seller that sheets know by this."""
    found = select(Product.name).where(
        Product.supplier_id == product.supplier_id, Product.code_key == key, Product.id != product.id
    )
    return db.session.execute(found).scalar_one_or_none()


def _taken(name: str) -> Refused:
    said: Any = (
        _l("“%(name)s” has this article number already: sheets could not tell the two apart.", name=name)
        if name
        else _l("Another product has this article number already: sheets could not tell the two apart.")
    )
    return Refused(said, field="article")
