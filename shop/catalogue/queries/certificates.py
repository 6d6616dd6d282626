"""Certificates as offices and suppliers see them: every product with where it stands, and what waits for approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from shop.catalogue.certification import WARNED_AHEAD, CertificateState
from shop.catalogue.facts import certificate_in_force
from shop.catalogue.models import Certification, Product
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation

PER_PAGE = 20
_organisation: Any = Organisation.__table__


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A product with the certificate that holds or held last, where that leaves it, and whether something waits."""

    product_id: int
    slug: str
    name: str
    name_english: str
    supplier: str
    supplier_english: str
    state: CertificateState
    waits: bool
    number: str | None
    valid_from: date | None
    valid_to: date | None

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    def supplier_named(self, language: str) -> str:
        return self.supplier if language == "zh" else self.supplier_english


@dataclass(frozen=True, slots=True)
class CertificateFilter:
    """What of the products is asked for; ``waiting`` for those of which a proposal waits for a second person."""

    state: CertificateState | None = None
    waiting: bool = False
    words: str = ""
    page: int = 1


def certificates_listed(actor: Actor, asked: CertificateFilter, *, per_page: int = PER_PAGE) -> list[CertificateRow]:
    """A page of the products that the actor answers for, what asks for most first. One statement."""
    return _rows(actor, asked, per_page, (asked.page - 1) * per_page)


def certificates_running_out(actor: Actor, most: int) -> list[CertificateRow]:
    """Of the products that the actor answers for, those whose certificate ends within sixty days. One statement."""
    return _rows(actor, CertificateFilter(CertificateState.RUNNING_OUT), most, 0)


def running_out_asked(actor: Actor, day: date) -> Select[int]:
    """How many there are of them, as part of a larger statement."""
    return _counted(actor, day, CertificateState.RUNNING_OUT)


def expired_asked(actor: Actor, day: date) -> Select[int]:
    """How many products on the shelf have no valid certificate any more, as part of a larger statement."""
    return _counted(actor, day, CertificateState.EXPIRED).where(Product.status == ProductStatus.ON_SHELF)


def _counted(actor: Actor, day: date, state: CertificateState) -> Select[int]:
    return select(func.count()).select_from(Product).where(_scope(actor), _state(day) == state.value)


def certificate_counts(actor: Actor, asked: CertificateFilter) -> tuple[dict[CertificateState, int], int]:
    """How many products stand where, and of how many something waits. One statement."""
    state, waits = _state(clock.today()), _waits()
    found = (
        select(state.label("state"), waits.label("waits"))
        .select_from(Product)
        .join(_organisation, _organisation.c.id == Product.supplier_id)
        .where(_scope(actor), _worded(asked.words))
        .subquery()
    )
    rows = db.session.execute(select(found.c.state, found.c.waits, func.count()).group_by(found.c.state, found.c.waits))
    counts, waiting = dict.fromkeys(CertificateState, 0), 0
    for word, is_waiting, number in rows:
        counts[CertificateState(word)] += number
        waiting += number if is_waiting else 0
    return counts, waiting


def certified_product(actor: Actor, slug: str) -> Product:
    """A product that the actor answers for; raises ``NotYours``. One statement."""
    asked = select(Product).where(Product.slug == slug, _scope(actor))
    product = db.session.execute(asked).scalar_one_or_none()
    if product is None:
        raise NotYours
    return product


def certificates_of_product(product_id: int) -> Sequence[Certification]:
    """Every certificate that was proposed for a product and not withdrawn, the latest days first. One statement."""
    asked = select(Certification).where(Certification.product_id == product_id)
    return db.session.execute(asked.order_by(Certification.valid_from.desc(), Certification.id.desc())).scalars().all()


def certificate_of(product_id: int, certification_id: int) -> Certification:
    """One of them; raises ``NotYours``."""
    found = db.session.get(Certification, certification_id)
    if found is None or found.product_id != product_id:
        raise NotYours
    return found


def _rows(actor: Actor, asked: CertificateFilter, most: int, first: int) -> list[CertificateRow]:
    today = clock.today()
    state, waits = _state(today), _waits()
    condition = _scope(actor) & _worded(asked.words)
    if asked.state is not None:
        condition &= state == asked.state.value
    if asked.waiting:
        condition &= waits
    order = case({word.value: place for place, word in enumerate(CertificateState)}, value=state)
    names = (Product.id, Product.slug, Product.name, Product.name_english)
    certificate = (Certification.catalogue_number, Certification.valid_from, Certification.valid_to)
    rows = db.session.execute(
        select(*names, _organisation.c.name, _organisation.c.name_english, state, waits, *certificate)
        .select_from(Product)
        .join(_organisation, _organisation.c.id == Product.supplier_id)
        .outerjoin(Certification, Certification.id == certificate_in_force(Product.id, today))
        .where(condition)
        .order_by(waits.desc(), order, Certification.valid_to, Product.sort_key, Product.id)
        .limit(most)
        .offset(first)
    )
    return [_row(*row) for row in rows]


def _row(
    identity: int,
    slug: str,
    name: str,
    name_english: str,
    supplier: str,
    supplier_english: str,
    state: str,
    waits: bool,
    *certificate: Any,
) -> CertificateRow:
    names = (identity, slug, name, name_english, supplier, supplier_english)
    return CertificateRow(*names, CertificateState(state), bool(waits), *certificate)


def _state(day: date) -> ColumnElement[str]:
    """The state that `certification.state_on` gives, asked of the database."""

    def one(*conditions: Any) -> Any:
        table = aliased(Certification)
        said = [condition(table) for condition in conditions]
        return exists().where(table.product_id == Product.id, table.approved_at.is_not(None), *said).correlate(Product)

    valid = one(lambda table: and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to >= day)))
    lasting = one(lambda table: or_(table.valid_to.is_(None), table.valid_to > day + WARNED_AHEAD))
    return case(
        (valid & lasting, CertificateState.CERTIFIED.value),
        (valid, CertificateState.RUNNING_OUT.value),
        (one(lambda table: table.valid_from > day), CertificateState.COMING.value),
        (one(), CertificateState.EXPIRED.value),
        else_=CertificateState.NEVER.value,
    )


def _waits() -> ColumnElement[bool]:
    table = aliased(Certification)
    end_waits = table.ends_on.is_not(None) & table.end_approved_at.is_(None)
    waits = or_(table.approved_at.is_(None), end_waits)
    return exists().where(table.product_id == Product.id, waits).correlate(Product)


def _scope(actor: Actor) -> ColumnElement[bool]:
    """The operator sees all, a county's office what comes from its county, a supplier its own."""
    if actor.is_supplier:
        return Product.supplier_id == actor.organisation_id
    listed = Product.status != ProductStatus.DRAFT
    return listed if actor.is_operator else listed & (Product.county_code == actor.county_code)


def _worded(words: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = Product.id.is_not(None)
    certificate = aliased(Certification)
    for word in words.split():
        columns = (Product.name, Product.name_english, _organisation.c.name, _organisation.c.name_english)
        numbered = exists().where(
            certificate.product_id == Product.id, certificate.catalogue_number.icontains(word, autoescape=True)
        )
        condition &= or_(numbered.correlate(Product), *(column.icontains(word, autoescape=True) for column in columns))
    return condition
