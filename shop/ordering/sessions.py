"""Whose basket a request is about: the membership's of who is signed in, the visitor's by the token in the session."""

from __future__ import annotations

from flask import session

from shop.accounts.sessions import BASKET
from shop.kernel.actor import Actor
from shop.ordering import queries
from shop.ordering.policies import may_see_purchases
from shop.ordering.services.baskets import BasketOwner, new_token
from shop.web import once


def basket_owner(somebody: Actor | None) -> BasketOwner | None:
    """Whose basket it is; nobody's for visitors who have put nothing in yet, and for those who do not buy."""
    if somebody is not None:
        return BasketOwner(membership_id=somebody.membership_id) if may_see_purchases(somebody) else None
    token = session.get(BASKET)
    return BasketOwner(token=token) if isinstance(token, str) and len(token) == len(new_token()) else None


def basket_owner_to_be(somebody: Actor | None) -> BasketOwner | None:
    """The same for who puts something in: a visitor gets a token. Still nobody's for those who do not buy."""
    if somebody is None and basket_owner(None) is None:
        session[BASKET] = new_token(once.key_in_hand())
        session.permanent = True
    return basket_owner(somebody)


def basket_count(somebody: Actor | None) -> int:
    """How many lines the basket has, for every page that shows it. One query, and none for who has no basket."""
    return queries.basket_count(basket_owner(somebody))
