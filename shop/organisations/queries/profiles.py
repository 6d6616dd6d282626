"""A supplier with everything that its profile shows, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.questions import AccountAnswer, AccountOf, ask
from shop.kernel.refusals import NotYours
from shop.organisations.application import Stated
from shop.organisations.models import County, Supplier, SupplierApplication, SupplierDocument, Township
from shop.organisations.policies import may_read_documents_of
from shop.organisations.queries.documents import documents_of, paper_of


@dataclass(frozen=True, slots=True)
class Profile:
    """A supplier, what it states, where it is, its documents (those that were replaced last), its account."""

    supplier: Supplier
    application: SupplierApplication
    county: County
    township: Township | None
    has_townships: bool
    documents: Sequence[SupplierDocument] = ()
    account: AccountAnswer | None = None

    @property
    def credit_code(self) -> str:
        """The code it has, or the one it typed and has not sent yet."""
        return self.supplier.credit_code or self.application.credit_code

    @property
    def stated(self) -> Stated:
        """The application as rules see it."""
        supplier, application, account = self.supplier, self.application, self.account
        return Stated(
            name=supplier.name,
            name_english=supplier.name_english,
            kind=supplier.supplier_kind.value,
            credit_code=self.credit_code,
            county_code=supplier.county_code,
            township_code=supplier.township_code,
            has_townships=self.has_townships,
            founded=supplier.founded,
            about=supplier.about,
            about_english=supplier.about_english,
            contact=application.contact,
            phone=application.phone,
            taxpayer=supplier.taxpayer.value,
            delivered_price=supplier.delivered_price,
            freight=str(supplier.freight),
            freight_free_from=str(supplier.freight_free_from) if supplier.freight_free_from else "",
            mechanism=application.mechanism,
            mechanism_english=application.mechanism_english,
            households=application.households,
            people=application.people,
            without_permit=application.without_permit,
            account=f"{account.bank} …{account.ending}" if account else "",
            papers=tuple(paper_of(document) for document in self.documents),
        )


def own_profile(actor: Actor) -> Profile:
    """The actor's own supplier. Three statements. Raises ``NotYours``."""
    return _filled(_one(Supplier.id == actor.organisation_id))


def profile_of(supplier_id: int) -> Profile:
    """A supplier's. Three statements. Raises ``NotYours``."""
    return _filled(_one(Supplier.id == supplier_id))


def profile_for(actor: Actor, slug: str) -> Profile:
    """A supplier that an office may read, once it has applied: a county its own. Raises ``NotYours``.

    Documents and account are the business of its county and the operator alone. Three statements, else one.
    """
    profile = _one(Supplier.slug == slug)
    supplier = profile.supplier
    if supplier.applied_at is None or not (
        actor.is_operator or actor.is_official or (actor.is_county and actor.county_code == supplier.county_code)
    ):
        raise NotYours
    return _filled(profile) if may_read_documents_of(actor, supplier.id, supplier.county_code, True) else profile


def _one(condition: ColumnElement[bool]) -> Profile:
    other = aliased(Township)
    has_townships = exists().where(other.county_code == Supplier.county_code)
    asked = (
        select(Supplier, SupplierApplication, County, Township, has_townships)
        .join(SupplierApplication, SupplierApplication.supplier_id == Supplier.id)
        .join(County, County.code == Supplier.county_code)
        .outerjoin(Township, Township.code == Supplier.township_code)
        .where(condition)
    )
    row = db.session.execute(asked).first()
    if row is None:
        raise NotYours
    return Profile(*row)


def _filled(profile: Profile) -> Profile:
    supplier_id = profile.supplier.id
    documents, account = documents_of(supplier_id, ended=True), ask(AccountOf(supplier_id))
    return Profile(
        profile.supplier,
        profile.application,
        profile.county,
        profile.township,
        profile.has_townships,
        documents,
        account,
    )
