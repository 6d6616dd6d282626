"""Deciding about changes that wait: approved, they show on the shelf; returned or withdrawn, nothing ever did."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.lifecycle import DECISIONS, Decision, Party
from shop.catalogue.listing import unpacked
from shop.catalogue.models import ListingChange, Pack, Product
from shop.catalogue.policies import party_of
from shop.catalogue.services.index import index_product
from shop.catalogue.services.listings import refuse_if_ended
from shop.catalogue.services.locks import hold, not_the_same_person, standing_of, waiting_change
from shop.catalogue.services.packs import checked_packing, freeze, write_pack
from shop.catalogue.services.passports import check_listing, check_lots
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.waiting import LONGEST_REASON, tell_supplier
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Producer
from shop.organisations.services.naming import text_of


def approve_change(product: Product, *, by: Actor, version: int | None = None) -> None:
    """Somebody has looked at what changes: from now on the shelf shows it. Orders that stand keep what they had."""
    change = _decide(product, Decision.APPROVE, by, version)
    not_the_same_person(set(change.wanted_by), by)
    if not standing_of(product).approved:
        raise Refused(_l("Only products of approved suppliers can be put on sale."))
    if any(item.get("field") == "county_code" for item in change.items) and not by.is_operator:
        raise Refused(_l("That the goods come from another county is for the operator to decide."))
    freeze(product)
    packs = {pack.id: pack for pack in product.packs}
    for item in change.items:
        if "field" in item:
            setattr(product, item["field"], item["new"])
        else:
            _apply_pack(packs[item["pack"]], item)
    if product.producer_id is not None and any(item.get("field") == "producer_id" for item in change.items):
        refuse_if_ended(db.session.get(Producer, product.producer_id))
    db.session.flush()
    if {"category_id", "commodity_id"} & {item.get("field") for item in change.items}:
        check_lots(product)
        if product.status is ProductStatus.ON_SHELF:
            check_listing(product)
    index_product(product)
    _end(change, Decision.APPROVE, by)
    record(by, "product.change_approved", "product", product.id, name=product.name)
    tell_supplier(product, "listing_change_approved")
    bump_shelf()


def return_change(product: Product, reason: str, *, by: Actor, version: int | None = None) -> None:
    """It stays as it was approved; the supplier reads why."""
    change = _decide(product, Decision.RETURN, by, version)
    said = text_of(reason, LONGEST_REASON, field="reason")
    _end(change, Decision.RETURN, by, said)
    record(by, "product.change_returned", "product", product.id, name=product.name, reason=said)
    tell_supplier(product, "listing_change_returned", reason=said)


def withdraw_change(product: Product, *, by: Actor, version: int | None = None) -> None:
    """The supplier does not want it any more."""
    change = _decide(product, Decision.WITHDRAW, by, version)
    _end(change, Decision.WITHDRAW, by)
    record(by, "product.change_withdrawn", "product", product.id, name=product.name)


def _decide(product: Product, decision: Decision, by: Actor, version: int | None) -> ListingChange:
    """The change in hand, if ``by`` may decide so about it now."""
    hold(product, version)
    party: Party | None = party_of(by, product.supplier_id, product.county_code)
    if party is None:
        raise NotYours
    change = waiting_change(product.id)
    if change is None:
        raise Refused(_l("There is no change any more that waits: it was decided or withdrawn meanwhile."))
    if party not in DECISIONS[decision].by:
        raise NotYours
    return change


def _apply_pack(pack: Pack, item: dict[str, object]) -> None:
    packing = checked_packing(unpacked(item["new"]))  # type: ignore[arg-type]  # a pack's item holds packs
    write_pack(pack, packing)
    pack.approved = packing


def _end(change: ListingChange, decision: Decision, by: Actor, reason: str = "") -> None:
    change.outcome = DECISIONS[decision].end
    change.decided_by_id, change.decided_at, change.reason = by.person_id, clock.now(), reason
    db.session.flush()
