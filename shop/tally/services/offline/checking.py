"""Whether what is stated of an offline purchase can be: its places, its seller, and its order of the 832 platform."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.catalogue.models import Category
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.refusals import Refused, refuse_if_any
from shop.organisations.models import County
from shop.organisations.services.naming import checked_credit_code
from shop.organisations.words import SupplierStatus
from shop.tally.models import OfflinePurchase
from shop.tally.offline.statement import Statement, faults_of
from shop.tally.offline.words import OVER
from shop.tally.queries.offline_register import Seller, seller_known

ORDER_TWICE = _l("An offline purchase with this order number of the 832 platform is registered already.")


def checked_seller(said: Statement, path: tuple[int, ...], cluster_id: int) -> Seller:
    """Who sold, once nothing is wrong with what is stated; raises all that is at once."""
    refuse_if_any([*faults_of(said, clock.today()), *_faults_of_places(said, path, cluster_id)])
    return _seller(said)


def _faults_of_places(said: Statement, path: tuple[int, ...], cluster_id: int) -> Iterator[Refused]:
    if path[0] != cluster_id:
        yield Refused(_l("In that year the unit belonged to no cluster."), field="day")
    if db.session.get(Category, said.category_id) is None:
        yield Refused(_l("Please choose a category."), field="category_id")
    for field in ("origin_county", "seller_county"):
        code = getattr(said, field)
        if (code or field == "origin_county") and db.session.get(County, code) is None:
            yield Refused(_l("Please choose a county."), field=field)


def _seller(said: Statement) -> Seller:
    """The supplier of the register that is meant, or the outsider as stated."""
    name, code = said.seller_name.strip(), said.seller_code.strip()
    if code:
        code = checked_credit_code(code, field="seller_code")
    known = seller_known(code, name)
    if known is None:
        if not said.seller_county:
            raise Refused(
                _l("This seller is not of the register: please say in which county it is registered."),
                field="seller_county",
            )
        return Seller(None, name, code, said.seller_county, approved=False)
    if code and not known.is_named(name):
        raise Refused(_l("In the register this credit code is that of %(name)s.", name=known.name), field="seller_code")
    approved = known.status is SupplierStatus.APPROVED
    return Seller(known.id, known.name, known.credit_code or "", known.county_code, approved)


def refuse_order_twice(purchase: OfflinePurchase) -> None:
    """Nobody registers an order of the 832 platform that stands in the register already."""
    if purchase.order_number is None:
        return
    with db.session.no_autoflush:
        taken = select(OfflinePurchase.id).where(
            OfflinePurchase.cluster_id == purchase.cluster_id,
            OfflinePurchase.order_number == purchase.order_number,
            OfflinePurchase.state.not_in(sorted(OVER)),
        )
        if purchase.id is not None:
            taken = taken.where(OfflinePurchase.id != purchase.id)
        if db.session.execute(taken).first() is not None:
            raise Refused(ORDER_TWICE, field="order_number")
