"""The moves of a listing between its supplier, who hands it in, and those who look at it before it is sold."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.lifecycle import Action
from shop.catalogue.models import Product
from shop.catalogue.services.listings import refuse_if_ended, tax_standing
from shop.catalogue.services.locks import not_the_same_person, take
from shop.catalogue.services.passports import check_listing
from shop.catalogue.services.shelving import put_on_shelf, take_off_shelf
from shop.catalogue.services.waiting import LONGEST_REASON, tell_reviewers, tell_supplier
from shop.catalogue.taxes import check_rate
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.organisations.models import Producer
from shop.organisations.services.naming import text_of


def submit(product: Product, *, by: Actor, version: int | None = None) -> None:
    """The supplier hands a draft in: the county's office or the operator looks at it. It is not edited meanwhile."""
    product.status = take(product, Action.SUBMIT, by=by, version=version)
    if not any(pack.active and pack.tiers for pack in product.packs):
        raise Refused(_l("A product needs a pack with a price before it goes on the shelf."), field="packs")
    if product.goods_kind is None:
        raise Refused(_l("Please confirm the tax rate before you submit the listing."), field="tax")
    check_rate(product.goods_kind, product.tax_rate, product.tax_ground, *tax_standing(product.supplier_id))
    if product.producer_id is not None:
        refuse_if_ended(db.session.get(Producer, product.producer_id))
    check_listing(product)
    product.submitted_by_id, product.submitted_at, product.review_note = by.person_id, clock.now(), ""
    db.session.flush()
    record(by, "product.submitted", "product", product.id, name=product.name)
    tell_reviewers(product, "listing_submitted")


def withdraw(product: Product, *, by: Actor, version: int | None = None) -> None:
    """The supplier takes it back to write on: it is a draft again."""
    product.status = take(product, Action.WITHDRAW, by=by, version=version)
    product.submitted_by_id, product.submitted_at = None, None
    db.session.flush()
    record(by, "product.withdrawn", "product", product.id, name=product.name)


def approve(product: Product, *, by: Actor, version: int | None = None) -> None:
    """Somebody other than who handed it in has looked at it: it is sold from now on, as far as its lots go."""
    take(product, Action.APPROVE, by=by, version=version)
    not_the_same_person({product.submitted_by_id}, by)
    put_on_shelf(product, by=by)
    db.session.flush()
    tell_supplier(product, "listing_approved")


def return_listing(product: Product, reason: str, *, by: Actor, version: int | None = None) -> None:
    """Something is missing or wrong: it is a draft again, and the supplier reads why."""
    said = text_of(reason, LONGEST_REASON, field="reason")
    product.status = take(product, Action.RETURN, by=by, version=version)
    product.review_note = said
    db.session.flush()
    record(by, "product.returned", "product", product.id, name=product.name, reason=said)
    tell_supplier(product, "listing_returned", reason=said)


def take_off(product: Product, reason: str, *, by: Actor, version: int | None = None) -> None:
    """It is not sold from this moment on. Its supplier may have any reason; the operator has to say one."""
    take(product, Action.TAKE_OFF, by=by, version=version)
    take_off_shelf(product, reason=reason, by=by)
    db.session.flush()
    if not by.is_supplier:
        tell_supplier(product, "listing_taken_off", reason=product.off_reason)


def put_back(product: Product, *, by: Actor, version: int | None = None) -> None:
    """It is sold again at once, as it was approved."""
    take(product, Action.PUT_BACK, by=by, version=version)
    put_on_shelf(product, by=by)
    db.session.flush()
    if not by.is_supplier:
        tell_supplier(product, "listing_put_back")
