"""Taking a listing in hand: whoever changes it holds its row, and hears when somebody else was faster.

Locks are taken in this order: the product, its packs, the change that waits.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import Action, Standing
from shop.catalogue.models import ListingChange, Product
from shop.catalogue.policies import party_of
from shop.catalogue.words import ChangeOutcome, ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus

_supplier = Supplier.__table__


class Outdated(Refused):
    """Somebody else changed the listing after the page was opened. What was typed is still on the form."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Somebody else changed this listing after you opened the page. Nothing you typed is lost: compare it "
                "with what stands now, and save again if it is still right."
            )
        )


def take(product: Product, action: Action, *, by: Actor | None, version: int | None = None) -> ProductStatus:
    """Hold the listing until the transaction ends, if ``by`` may do this to it now; returns the state that follows.

    ``version`` is the one that was seen. Nobody (``by=None``) acts while the shop is set up, and needs no leave.
    Raises ``Outdated``, or ``Refused`` with the reason.
    """
    hold(product, version)
    if by is None:
        return lifecycle.MOVES[action].end or product.status
    return lifecycle.after(party_of(by, product.supplier_id, product.county_code), standing_of(product), action)


def hold(product: Product, version: int | None) -> None:
    """Hold the listing's row, and count one change more; raises ``Outdated`` when it is not as it was seen."""
    db.session.flush()
    db.session.execute(locked(select(Product).where(Product.id == product.id))).scalar_one()
    if version is not None and version != product.version:
        raise Outdated
    product.version += 1


def standing_of(product: Product) -> Standing:
    """Where a listing stands, with its supplier. One statement."""
    status = db.session.execute(select(_supplier.c.status).where(_supplier.c.id == product.supplier_id)).scalar_one()
    return Standing(product.status, status is SupplierStatus.APPROVED, product.barred)


def waiting_change(product_id: int) -> ListingChange | None:
    """The change that waits, held until the transaction ends."""
    asked = select(ListingChange).where(
        ListingChange.product_id == product_id, ListingChange.outcome == ChangeOutcome.WAITING
    )
    return db.session.execute(locked(asked)).scalar_one_or_none()


def not_the_same_person(people: set[int | None], by: Actor) -> None:
    """Whoever handed something in does not approve it, whatever memberships they hold (DOMAIN rule 10)."""
    if by.person_id in people:
        raise Refused(_l("You handed this in yourself: somebody else has to decide about it."))
