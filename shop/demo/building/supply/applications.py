"""Who wants to sell: applications at every stage, with returns; documents of those that sell; an agent's producers.

Everybody is invented, and so are codes, accounts and phone numbers; the papers say on their face that they are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select, update

from shop.accounts.passwords import PasswordHash, hash_password
from shop.accounts.services import register
from shop.catalogue.models import Product
from shop.demo.building.ground import PASSWORD
from shop.demo.building.stage import Stage
from shop.demo.building.supply.applicants import APPLICANTS, WORKSHOP, Applicant
from shop.demo.building.supply.invented_papers import paper_of
from shop.demo.invented import bank_account, credit_code, phone
from shop.documents.files import keep
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.organisations.lifecycle import Vetting
from shop.organisations.models import Supplier, SupplierApplication, SupplierDocument
from shop.organisations.queries import actor_for
from shop.organisations.services import applying, take_step
from shop.organisations.services.documents import put_in_force, tell_of_ending_documents
from shop.organisations.services.producers import name_producer
from shop.organisations.words import DocumentKind, Taxpayer


def plan_applications(stage: Stage) -> None:
    """Each is begun and taken further in the last weeks before today; documents and producers are there before."""
    hashed = hash_password(PASSWORD)
    _show_documents(stage)
    _name_producers(stage)
    for applicant in APPLICANTS:
        stage.timeline.plan(_before(stage, applicant.begun), partial(_begin, stage, applicant, hashed))
    for days in range(75, 0, -1):
        stage.timeline.plan(_before(stage, days, hour=6), _watch)


def _watch() -> None:
    tell_of_ending_documents()


def _before(stage: Stage, days: int, hour: int = 10) -> datetime:
    return stage.timeline.end - timedelta(days=days) + timedelta(hours=hour)


def _begin(stage: Stage, applicant: Applicant, hashed: PasswordHash) -> None:
    email = applicant.email or f"{applicant.key}@apply.example"
    person = register(applicant.person, hashed, email=email, by=None)
    supplier, membership = applying.begin_application(person.id, applicant.name, applicant.kind, applicant.county)
    by = actor_for(membership.id)
    if applicant.whole:
        _fill_in(supplier, applicant, by)
    for days, step, reason in applicant.steps:
        stage.timeline.plan(_before(stage, days), partial(_step, stage, applicant, supplier.id, by, step, reason))


def _fill_in(supplier: Supplier, applicant: Applicant, by: Actor) -> None:
    code = credit_code(applicant.key, registrar="93", division=applicant.county)
    applying.state_business(
        supplier,
        name=applicant.name,
        english="",
        kind=applicant.kind,
        credit_code=code,
        county_code=applicant.county,
        by=by,
    )
    applying.state_place(
        supplier,
        township_code=applicant.township,
        founded=2019,
        about=applicant.about,
        about_english="",
        contact=applicant.person,
        phone=phone(applicant.key),
        by=by,
    )
    freight = Money.yuan(100)
    applying.state_terms(
        supplier, taxpayer=Taxpayer.SMALL, delivered_price=False, freight=freight, freight_free_from=None, by=by
    )
    households, people = applicant.linked
    applying.state_benefit(
        supplier, mechanism=applicant.mechanism, mechanism_english="", households=households, people=people, by=by
    )
    number = bank_account(applicant.key)
    applying.state_account(supplier, holder=applicant.name, bank="农村商业银行", branch="", number=number, by=by)
    applying.state_permit(supplier, without=applicant.kind is not WORKSHOP, by=by)
    today = clock.today()
    _add(supplier.id, DocumentKind.LICENCE, code, date(2019, 5, 6), None, by)
    if applicant.kind is WORKSHOP:
        _add(supplier.id, DocumentKind.FOOD_PERMIT, f"SC{code[2:14]}", date(2022, 3, 1), today + timedelta(400), by)


def _step(stage: Stage, applicant: Applicant, supplier_id: int, by: Actor, step: Vetting, reason: str) -> None:
    supplier = db.session.get_one(Supplier, supplier_id)
    if step is Vetting.SUBMIT:
        if supplier.applied_at is not None:
            households, people = applicant.linked
            applying.state_benefit(
                supplier,
                mechanism=applicant.mechanism,
                mechanism_english="",
                households=households - 3,
                people=people - 11,
                by=by,
            )
            _add(supplier.id, DocumentKind.LICENCE, str(supplier.credit_code), date(2019, 5, 6), None, by)
        applying.submit_application(supplier, by=by)
        return
    office = stage.facts.counties[applicant.county].office_key
    who = {
        Vetting.WITHDRAW: by,
        Vetting.RECOMMEND: stage.somebody(office, Role.COUNTY_OFFICIAL),
        Vetting.RETURN: stage.somebody(office, Role.COUNTY_OFFICIAL),
    }
    take_step(step, supplier, reason, by=who.get(step) or stage.somebody(stage.facts.operator.key, Role.OPERATOR))


def _show_documents(stage: Stage) -> None:
    """Everybody who sells shows a licence; food permits of three of them run out, one has run out already."""
    today = clock.shanghai_day(stage.timeline.end)
    for key, supplier_id in stage.supplier_ids.items():
        seller = stage.who(key, Role.SELLER)
        application = db.session.get_one(SupplierApplication, supplier_id)
        application.contact, application.phone = seller.person_name if seller else "", phone(key)
        fact = stage.facts.suppliers[key]
        _add(supplier_id, DocumentKind.LICENCE, fact.credit_code, date(fact.founded or 2015, 6, 1), None, seller)
    for key, left in (("daguan-cuiyan", -12), ("daguan-wuxi", 9), ("daguan-lanqiong", 45), ("daguan-lingma", 700)):
        last = today + timedelta(left)
        number = f"JY{stage.facts.suppliers[key].credit_code[2:16]}"
        first = last - timedelta(5 * 365)
        _add(stage.supplier_ids[key], DocumentKind.FOOD_PERMIT, number, first, last, stage.who(key, Role.SELLER))


def _name_producers(stage: Stage) -> None:
    """An agent's producers are those that its listings name; two agreements run on, one runs out within the month."""
    today = clock.shanghai_day(stage.timeline.end)
    asked = select(Product.supplier_id, Product.producer_name, Product.producer_name_english).distinct()
    keys = {supplier_id: key for key, supplier_id in stage.supplier_ids.items()}
    named = db.session.execute(asked.where(Product.producer_name.is_not(None)).order_by(Product.producer_name)).all()
    for place, (supplier_id, name, english) in enumerate(named):
        by = stage.somebody(keys[supplier_id], Role.SELLER)
        supplier = db.session.get_one(Supplier, supplier_id)
        words = {"name": str(name), "english": str(english)}
        producer = name_producer(supplier, **words, credit_code="", township_code=None, by=by)
        theirs = (Product.supplier_id == supplier_id) & (Product.producer_name == name)
        db.session.execute(update(Product).where(theirs).values(producer_id=producer.id))
        last = today + timedelta(25 if place == 1 else 500)
        first = last - timedelta(3 * 365)
        _add(supplier_id, DocumentKind.AGENCY, f"DL-{place + 1:02}", first, last, by, producer_id=producer.id)


def _add(
    supplier_id: int,
    kind: DocumentKind,
    number: str,
    first: date | None,
    last: date | None,
    by: Actor | None,
    *,
    producer_id: int | None = None,
) -> None:
    """Past the check that a document must not have expired: some of these have."""
    file = keep(paper_of(kind.value, number), f"{kind.value}.pdf", purpose=f"supplier.{kind.value}", by=by)
    document = SupplierDocument(
        supplier_id=supplier_id,
        producer_id=producer_id,
        kind=kind,
        number=number,
        valid_from=first,
        valid_to=last,
        file_id=file.id,
        file_name=file.file_name,
        added_by_id=by.person_id if by else None,
        added_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    put_in_force(document)
