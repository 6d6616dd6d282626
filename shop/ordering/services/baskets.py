"""What somebody puts into a basket, before and after signing in."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from shop.accounts.events import PersonSignedIn
from shop.catalogue.dressing import on_sale
from shop.catalogue.models import Pack, Product
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import insert_unless_there, locked
from shop.kernel.refusals import Refused
from shop.ordering.deadlines import FORGET_VISITORS_AFTER
from shop.ordering.models import Basket, BasketLine
from shop.ordering.models.baskets import BasketOwner
from shop.ordering.policies import may_buy
from shop.ordering.pricing import check_packs
from shop.organisations.queries import actor_from, memberships_of

__all__ = [
    "BasketOwner",
    "LinesRefused",
    "add_to_basket",
    "basket_of",
    "carry_over",
    "empty_basket",
    "forget_visitors",
    "keep_basket",
    "new_token",
    "order_again",
    "set_packs",
]

MOST_LINES = 200
MOST_FORGOTTEN = 200


def new_token(key: str = "") -> str:
    """An unguessable name for a visitor's basket; made of the key of the form that fills it first, if it has one.

    So the same form sent twice fills one basket, though the visitor's browser did not know its name yet.
    """
    if not key:
        return secrets.token_urlsafe(32)
    return urlsafe_b64encode(sha256(f"basket {key}".encode()).digest()).decode().rstrip("=")


def basket_of(owner: BasketOwner) -> Basket | None:
    """The owner's basket with its lines, locked for a change."""
    asked = select(Basket).where(owner.owns()).options(selectinload(Basket.lines))
    return db.session.execute(locked(asked)).scalar_one_or_none()


def _made_basket(owner: BasketOwner) -> Basket:
    """The same, made if there is none."""
    row = {"membership_id": owner.membership_id, "token": owner.token, "changed_at": clock.now()}
    key = ["membership_id" if owner.membership_id else "token"]
    insert_unless_there(db.session(), Basket.__table__, key, row)
    return db.session.execute(
        locked(select(Basket).where(owner.owns()).options(selectinload(Basket.lines)))
    ).scalar_one()


def add_to_basket(owner: BasketOwner, pack_id: int, packs: int) -> BasketLine:
    """So many packs more. The sum has to reach the minimum and fit the multiple."""
    pack = _pack_on_sale(pack_id)
    basket = basket_of(owner) or _made_basket(owner)
    line = next((line for line in basket.lines if line.pack_id == pack_id), None)
    wanted = packs + (line.packs if line else 0)
    if packs <= 0:
        check_packs(packs, minimum=pack.minimum, multiple=pack.multiple)
    check_packs(wanted, minimum=pack.minimum, multiple=pack.multiple)
    if line is None:
        if len(basket.lines) >= MOST_LINES:
            raise Refused(_l("A basket holds %(count)d lines at the most.", count=MOST_LINES))
        line = BasketLine(basket_id=basket.id, pack_id=pack_id, packs=wanted)
        basket.lines.append(line)
    line.packs = wanted
    basket.changed_at = clock.now()
    return line


class LinesRefused(Refused):
    """Some lines cannot be bought like that; ``by_pack`` has a sentence for each."""

    def __init__(self, by_pack: Mapping[int, Any]) -> None:
        super().__init__(_l("Some lines cannot be ordered like that. The sentences beside them say why."))
        self.by_pack = dict(by_pack)


def set_packs(owner: BasketOwner, wanted: Mapping[int, int]) -> None:
    """Exactly so many packs of each kind (by pack id); none takes the line out. What lies there no more is passed over.

    Raises ``LinesRefused``, and then nothing may be kept.
    """
    basket = basket_of(owner)
    if basket is None:
        return
    wrong: dict[int, Any] = {}
    for line in list(basket.lines):
        packs = wanted.get(line.pack_id, line.packs)
        if packs == 0:
            basket.lines.remove(line)
        elif packs != line.packs:
            try:
                pack = _pack_on_sale(line.pack_id)
                check_packs(packs, minimum=pack.minimum, multiple=pack.multiple)
            except Refused as refusal:
                wrong[line.pack_id] = refusal.message
            else:
                line.packs = packs
    if wrong:
        raise LinesRefused(wrong)
    basket.changed_at = clock.now()


def order_again(owner: BasketOwner, wanted: Mapping[int, int]) -> list[int]:
    """At least so many packs of each kind lie in the basket; what cannot be had like that any more is left out.

    Twice is the same as once. Returns the pack ids left out.
    """
    basket = basket_of(owner) or _made_basket(owner)
    have = {line.pack_id: line for line in basket.lines}
    left_out = []
    for pack_id, packs in wanted.items():
        try:
            pack = _pack_on_sale(pack_id)
            check_packs(packs, minimum=pack.minimum, multiple=pack.multiple)
        except Refused:
            left_out.append(pack_id)
            continue
        if pack_id in have:
            have[pack_id].packs = max(have[pack_id].packs, packs)
        elif len(basket.lines) < MOST_LINES:
            basket.lines.append(BasketLine(basket_id=basket.id, pack_id=pack_id, packs=packs))
    basket.changed_at = clock.now()
    return left_out


def empty_basket(owner: BasketOwner) -> None:
    """Everything is bought or put back."""
    basket = basket_of(owner)
    if basket is not None:
        db.session.execute(delete(BasketLine).where(BasketLine.basket_id == basket.id))
        db.session.expire(basket, ["lines"])
        basket.changed_at = clock.now()


def keep_basket(token: str, membership_id: int) -> None:
    """A visitor has signed in: what they had put in goes over into their own basket.

    Of a pack that lies in both, the larger number stays.
    """
    visitors = basket_of(BasketOwner(token=token))
    if visitors is None:
        return
    owner = BasketOwner(membership_id=membership_id)
    mine = basket_of(owner) or _made_basket(owner)
    have = {line.pack_id: line for line in mine.lines}
    for line in visitors.lines:
        if line.pack_id in have:
            have[line.pack_id].packs = max(have[line.pack_id].packs, line.packs)
        elif len(mine.lines) < MOST_LINES:
            mine.lines.append(BasketLine(basket_id=mine.id, pack_id=line.pack_id, packs=line.packs))
    mine.changed_at = clock.now()
    db.session.delete(visitors)


def carry_over(signed_in: PersonSignedIn) -> None:
    """Somebody has signed in: their visitor's basket goes over to the first unit for which they may buy."""
    if signed_in.visitor is None:
        return
    buying = [held.id for held in memberships_of(signed_in.person_id) if may_buy(actor_from(held))]
    if buying:
        keep_basket(signed_in.visitor, buying[0])


def forget_visitors() -> int:
    """Baskets that no visitor has touched for two months are thrown away, a batch at a time. Returns how many."""
    old = (
        select(Basket.id)
        .where(Basket.token.is_not(None), Basket.changed_at < clock.now() - FORGET_VISITORS_AFTER)
        .order_by(Basket.id)
        .limit(MOST_FORGOTTEN)
    )
    basket_ids = list(db.session.execute(locked(old, skip=True)).scalars())
    db.session.execute(delete(Basket).where(Basket.id.in_(basket_ids)).execution_options(synchronize_session=False))
    return len(basket_ids)


def _pack_on_sale(pack_id: int) -> Pack:
    pack = db.session.execute(
        select(Pack)
        .join(Product, Product.id == Pack.product_id)
        .where(Pack.id == pack_id, Pack.active.is_(True), on_sale())
    ).scalar_one_or_none()
    if pack is None:
        raise Refused(_l("This pack is not on sale any more."), field="pack_id")
    return pack
