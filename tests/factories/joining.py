"""Suppliers on their way in: drafts, complete applications, and those who read them."""

from datetime import date
from typing import Any

from shop.documents.files import keep
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.organisations.models import Supplier, SupplierApplication, SupplierDocument
from shop.organisations.queries import actor_for
from shop.organisations.services import applying
from shop.organisations.services.documents import put_in_force
from shop.organisations.words import DocumentKind, SupplierKind, SupplierStatus, Taxpayer
from tests.factories.counties import DAGUAN, a_county
from tests.factories.counting import next_number
from tests.factories.credit_codes import a_credit_code
from tests.factories.people import a_person

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
"""The smallest paper that passes for one."""


def a_draft(county: str = DAGUAN, *, name: str = "") -> tuple[Supplier, Actor]:
    """An application that was begun a moment ago, and who fills it in."""
    person = a_person()
    wanted = name or f"第{next_number()}新社"
    supplier, membership = applying.begin_application(
        person.id, wanted, SupplierKind.COOPERATIVE, a_county(county).code
    )
    return supplier, actor_for(membership.id)


def a_document(
    of: Supplier,
    kind: DocumentKind = DocumentKind.LICENCE,
    *,
    number: str = "L-1",
    valid_to: date | None = None,
    **particulars: Any,
) -> SupplierDocument:
    """A document in force, whose file nobody looks at."""
    file = keep(PDF, f"{kind.value}.pdf", purpose=f"supplier.{kind.value}", by=None)
    document = SupplierDocument(
        supplier_id=of.id,
        kind=kind,
        number=number,
        valid_to=valid_to,
        file_id=file.id,
        file_name=file.file_name,
        added_at=clock.now(),
        **particulars,
    )
    db.session.add(document)
    db.session.flush()
    put_in_force(document)
    return document


def fill_in(supplier: Supplier, by: Actor, *, credit_code: str = "") -> None:
    """Everything that an application needs, documents included."""
    applying.state_business(
        supplier,
        name=supplier.name,
        english="",
        kind=SupplierKind.COOPERATIVE,
        credit_code=credit_code or a_credit_code(supplier.slug),
        county_code=supplier.county_code,
        by=by,
    )
    applying.state_place(
        supplier,
        township_code=None,
        founded=2018,
        about="山上的合作社。",
        about_english="",
        contact="刘晨",
        phone="13800001234",
        by=by,
    )
    applying.state_terms(
        supplier,
        taxpayer=Taxpayer.SMALL,
        delivered_price=False,
        freight=Money.yuan(80),
        freight_free_from=None,
        by=by,
    )
    applying.state_benefit(supplier, mechanism="保底收购", mechanism_english="", households=12, people=44, by=by)
    applying.state_account(supplier, holder=supplier.name, bank="大关农商行", branch="", number="622200001234", by=by)
    applying.state_permit(supplier, without=True, by=by)
    a_document(supplier)


def a_complete_draft(county: str = DAGUAN) -> tuple[Supplier, Actor]:
    """An application that only has to be sent."""
    supplier, by = a_draft(county)
    fill_in(supplier, by)
    return supplier, by


def at_status(supplier: Supplier, status: SupplierStatus) -> None:
    """Put a supplier where a test needs it, past the table."""
    application = db.session.get_one(SupplierApplication, supplier.id)
    application.credit_code = application.credit_code or a_credit_code(supplier.slug)
    sent = status is not SupplierStatus.DRAFT
    supplier.status, supplier.applied_at = status, clock.now() if sent else None
    supplier.credit_code = application.credit_code if sent and status is not SupplierStatus.WITHDRAWN else None
    db.session.flush()


KEEPERS = (Role.MANAGER, Role.SELLER)
