"""The packs a product is sold in: adding, changing, ordering and retiring them, and their prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from shop.audit.services import record
from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import Action
from shop.catalogue.listing import Packing, packed
from shop.catalogue.models import ListingChange, Pack, PriceTier, Product
from shop.catalogue.pricing import tiers_fall
from shop.catalogue.review import Finding, price_finding
from shop.catalogue.services.locks import take
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.waiting import await_review
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused, refuse_if_any

MOST_PACKS = 20
MOST_TIERS = 10
LONGEST_NAME = 80
LARGEST_ORDER = 1_000_000
HEAVIEST = Quantity.of(1_000_000)
DEAREST = UnitPrice.yuan(10_000_000)


def add_pack(
    product: Product,
    *,
    name: str,
    name_english: str,
    content: Quantity,
    tiers: Mapping[int, UnitPrice],
    weighed: bool = False,
    minimum: int = 1,
    multiple: int = 1,
    by: Actor | None,
) -> Pack:
    """A product is sold in one more pack. ``content`` is estimated when it is weighed; tiers are prices by packs.

    Whoever has it in one hand uses `add_packing`.
    """
    packing = Packing(
        name=name,
        name_english=name_english,
        content=content,
        tiers=dict(tiers),
        weighed=weighed,
        minimum=minimum,
        multiple=multiple,
    )
    return add_packing(product, packing, by=by)


def add_packing(product: Product, packing: Packing, *, by: Actor | None, version: int | None = None) -> Pack:
    """The same. When its price is far from all that were approved of an approved listing, it is not sold before it
    is looked at.
    """
    packing = checked_packing(packing)
    take(product, _action(product), by=by, version=version)
    there = db.session.execute(select(func.count(), func.max(Pack.position)).where(Pack.product_id == product.id)).one()
    if there[0] >= MOST_PACKS:
        raise Refused(_l("A product has at most %(number)s packs, retired ones included.", number=MOST_PACKS))
    finding = _finding(product, None, packing, by)
    pack = Pack(position=1 + (there[1] or 0), active=finding is None)
    _write(pack, packing if finding is None else replace(packing, tiers={}))
    product.packs.append(pack)
    db.session.flush()
    record(by, "product.pack_added", "product", product.id, pack=pack.name, prices=_told(packing.tiers))
    bump_shelf()
    if by is not None:
        _await(product, pack, packing, finding, None, by)
    return pack


def change_pack(pack: Pack, packing: Packing, *, by: Actor | None, version: int | None = None) -> ListingChange | None:
    """The supplier says a pack anew, or brings a retired one back. Orders that stand keep what they were placed at.

    When its price is too far from the approved one, the whole change of the pack waits. Returns what waits.
    """
    packing, product = checked_packing(packing), pack.product
    take(product, _action(product), by=by, version=version)
    before, was_active = pack.packing, pack.active
    finding = _finding(product, pack, packing, by)
    if finding is None and (packing != before or not was_active):
        freeze(product)
        write_pack(pack, packing)
        only_priced = was_active and replace(before, tiers=packing.tiers) == packing
        action = "product.priced" if only_priced else "product.pack_changed"
        record(by, action, "product", product.id, pack=pack.name, prices=_told(packing.tiers), before=packed(before))
        bump_shelf()
    return None if by is None else _await(product, pack, packing, finding, before if was_active else None, by)


def set_tiers(pack: Pack, tiers: Mapping[int, UnitPrice], *, by: Actor | None) -> ListingChange | None:
    """The supplier prices a pack anew. Orders that stand keep the price they were placed at."""
    return change_pack(pack, replace(pack.packing, tiers=dict(tiers)), by=by)


def retire_pack(pack: Pack, *, by: Actor, version: int | None = None) -> None:
    """The pack is not sold any more. Orders that stand keep it, and it can be brought back."""
    product = pack.product
    take(product, _action(product), by=by, version=version)
    left = [other for other in product.packs if other.active and other.id != pack.id]
    if product.status is ProductStatus.ON_SHELF and not left:
        raise Refused(_l("This is the only pack it is sold in: add another first, or take the listing off sale."))
    if pack.active:
        pack.active = False
        record(by, "product.pack_retired", "product", product.id, pack=pack.name)
        bump_shelf()
    _await(product, pack, pack.packing, None, None, by)


def order_packs(product: Product, pack_ids: Sequence[int], *, by: Actor, version: int | None = None) -> None:
    """The packs stand in this order from now on, the first one on cards."""
    take(product, _action(product), by=by, version=version)
    packs = {pack.id: pack for pack in product.packs}
    if set(pack_ids) != set(packs):
        raise NotYours
    # First out of each other's way: no two packs may hold one place at any moment.
    for at, pack_id in enumerate(pack_ids, 1):
        packs[pack_id].position = -at
    db.session.flush()
    for at, pack_id in enumerate(pack_ids, 1):
        packs[pack_id].position = at
    db.session.flush()
    db.session.expire(product, ["packs"])
    record(by, "product.packs_ordered", "product", product.id, name=product.name)
    bump_shelf()


def checked_packing(packing: Packing) -> Packing:
    """The pack if it can be; raises ``Refused`` with everything that is wrong, each by its field."""
    refuse_if_any(faults_of(packing))
    return packing


def write_pack(pack: Pack, packing: Packing) -> None:
    """From now on the pack is sold like this."""
    if {tier.from_packs: tier.unit_price for tier in pack.tiers} != packing.tiers:
        db.session.execute(delete(PriceTier).where(PriceTier.pack_id == pack.id))
        db.session.expire(pack, ["tiers"])
        _write(pack, packing)
    else:
        _write(pack, packing, tiers=False)
    pack.active = True
    db.session.flush()


def _write(pack: Pack, packing: Packing, *, tiers: bool = True) -> None:
    for name in ("name", "name_english", "content", "weighed", "minimum", "multiple"):
        setattr(pack, name, getattr(packing, name))
    if tiers:
        pack.tiers.extend(
            PriceTier(from_packs=start, unit_price=packing.tiers[start]) for start in sorted(packing.tiers)
        )


def _action(product: Product) -> Action:
    return Action.CHANGE if product.status in lifecycle.SHOWN else Action.SAVE


def _finding(product: Product, pack: Pack | None, packing: Packing, by: Actor | None) -> Finding | None:
    """Whether the price has to be looked at; never of a draft, and not while the shop is set up."""
    if by is None or product.status not in lifecycle.SHOWN:
        return None
    return price_finding(pack.id if pack else None, packing, product.offered.packs)


def freeze(product: Product) -> None:
    """What stands before the first change is what was approved: small steps add up against it."""
    if product.status in lifecycle.SHOWN and all(pack.approved is None for pack in product.packs):
        for pack in product.packs:
            pack.approved = pack.packing if pack.active else None
        db.session.flush()


def _await(
    product: Product, pack: Pack, packing: Packing, finding: Finding | None, before: Packing | None, by: Actor
) -> ListingChange | None:
    items: list[dict[str, Any]] = []
    if finding is not None:
        items = [
            {
                "pack": pack.id,
                "old": packed(before) if before else None,
                "new": packed(packing),
                "reason": finding.reason.value,
                "change": None if finding.change is None else str(finding.change),
                "by": [by.person_id],
            }
        ]
    return await_review(product, items, about=(pack.id,), by=by)


def faults_of(packing: Packing) -> Iterator[Refused]:
    for field, text in (("name", packing.name), ("name_english", packing.name_english)):
        if not 0 < len(text.strip()) <= LONGEST_NAME:
            yield Refused(_l("A pack needs a name of at most 80 characters."), field=field)
    if packing.content <= NOTHING:
        yield Refused(_l("The content of a pack must be greater than zero."), field="content")
    if packing.content > HEAVIEST:
        yield Refused(_l("This number is too large."), field="content")
    if packing.minimum < 1:
        yield Refused(_l("The minimum order is at least one pack."), field="minimum")
    if packing.multiple < 1:
        yield Refused(_l("The order multiple is at least one pack."), field="multiple")
    for field in ("minimum", "multiple"):
        if getattr(packing, field) > LARGEST_ORDER:
            yield Refused(_l("This number is too large."), field=field)
    yield from _tier_faults(packing.tiers, packing.minimum)


def _tier_faults(tiers: Mapping[int, UnitPrice], minimum: int) -> Iterator[Refused]:
    """The first thing that is wrong with the prices; the others often follow from it."""
    if not tiers:
        yield Refused(_l("A pack needs a price."), field="tiers")
    elif min(tiers) < 1 or min(tiers) > max(minimum, 1):
        yield Refused(_l("The first price must apply from the minimum order or from fewer packs."), field="tiers")
    elif len(tiers) > MOST_TIERS:
        yield Refused(_l("A pack has at most %(number)s price tiers.", number=MOST_TIERS), field="tiers")
    elif any(price.parts <= 0 for price in tiers.values()):
        yield Refused(_l("A price must be greater than zero."), field="tiers")
    elif max(tiers) > LARGEST_ORDER or any(price > DEAREST for price in tiers.values()):
        yield Refused(_l("This number is too large."), field="tiers")
    elif not tiers_fall(tiers.items()):
        yield Refused(_l("Each price tier must be lower than the one before it."), field="tiers")


def _told(tiers: Mapping[int, UnitPrice]) -> dict[str, str]:
    return {str(start): str(tiers[start]) for start in sorted(tiers)}
