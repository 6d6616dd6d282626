"""After the approval another name, code or licence holds once the operator has approved it; papers keep old words."""

from io import BytesIO

import pytest

from shop.documents.services import Head, issue
from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Supplier, SupplierChange
from shop.organisations.queries import names_of
from shop.organisations.queries.applications import changes_of, changes_waiting
from shop.organisations.queries.documents import documents_of
from shop.organisations.services.changes import approve_change, propose_change, reject_change, withdraw_change
from shop.organisations.words import Decision, SupplierStatus
from tests.clients import SeparateClient
from tests.factories import a_county_office, a_credit_code, a_person, a_supplier, an_actor, an_operator, sign_in
from tests.factories.joining import PDF, a_complete_draft, at_status
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def approved() -> tuple[Supplier, Actor]:
    supplier, by = a_complete_draft()
    at_status(supplier, SupplierStatus.APPROVED)
    db.session.commit()
    return supplier, by


def ask(supplier: Supplier, by: Actor, *, name: str = "", credit_code: str = "") -> SupplierChange:
    return propose_change(
        supplier,
        name=name or supplier.name,
        english=supplier.name_english,
        credit_code=credit_code or supplier.credit_code or "",
        reason="moved",
        by=by,
    )


def test_nothing_changes_until_the_operator_has_approved_it(approved: tuple[Supplier, Actor]) -> None:
    supplier, by = approved
    before, code = supplier.name, a_credit_code("another")
    change = ask(supplier, by, name="新名合作社", credit_code=code)
    assert supplier.name == before
    assert change.was == {"name": before, "credit_code": supplier.credit_code}
    approve_change(change, by=an_actor(an_operator()))
    assert (supplier.name, supplier.credit_code, change.decision) == ("新名合作社", code, Decision.APPROVED)
    assert change.decided_at is not None


def test_rejected_it_stays_as_it_was_and_the_supplier_reads_why(approved: tuple[Supplier, Actor]) -> None:
    supplier, by = approved
    before, operator = supplier.name, an_actor(an_operator())
    change = ask(supplier, by, name="新名合作社")
    with pytest.raises(Refused) as refusal:
        reject_change(change, " ", by=operator)
    assert refusal.value.field == "reason"
    reject_change(change, "执照上不是这个名称", by=operator)
    assert (supplier.name, change.decision, change.answer) == (before, Decision.REJECTED, "执照上不是这个名称")
    with pytest.raises(Refused, match="already"):
        approve_change(change, by=operator)


def test_one_change_waits_at_a_time_and_can_be_withdrawn(approved: tuple[Supplier, Actor]) -> None:
    supplier, by = approved
    change = ask(supplier, by, name="新名合作社")
    with pytest.raises(Refused, match="waits for the operator already"):
        ask(supplier, by, name="另一个名称")
    assert [row.id for row, _supplier in changes_waiting()] == [change.id]
    withdraw_change(change, by=by)
    assert changes_waiting() == []
    assert ask(supplier, by, name="另一个名称").decision is Decision.WAITING


def test_who_asked_cannot_approve_even_as_the_operator(approved: tuple[Supplier, Actor]) -> None:
    supplier, _by = approved
    person = a_person()
    keeper = an_actor(supplier, {Role.MANAGER}, person=person)
    change = ask(supplier, keeper, name="新名合作社")
    with pytest.raises(Refused, match="somebody else"):
        approve_change(change, by=an_actor(an_operator(), person=person))


def test_only_the_supplier_asks_and_only_the_operator_decides(approved: tuple[Supplier, Actor]) -> None:
    supplier, by = approved
    for actor in (an_actor(a_supplier()), an_actor(a_county_office()), an_actor(supplier, {Role.FINANCE})):
        with pytest.raises(NotYours):
            ask(supplier, actor, name="新名合作社")
    change = ask(supplier, by, name="新名合作社")
    for actor in (by, an_actor(a_county_office())):
        with pytest.raises(NotYours):
            approve_change(change, by=actor)
    with pytest.raises(NotYours):
        withdraw_change(change, by=an_actor(an_operator()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({}, "name"), ({"name": " "}, "name"), ({"credit_code": "123"}, "credit_code")],
)
def test_what_cannot_be_asked_for_is_refused_beside_its_field(
    approved: tuple[Supplier, Actor], changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(*approved, name=changes.get("name", ""), credit_code=changes.get("credit_code", ""))
    assert refusal.value.field == field


def test_the_code_of_another_organisation_is_refused(approved: tuple[Supplier, Actor]) -> None:
    other = a_supplier()
    with pytest.raises(Refused, match="Another organisation"):
        ask(*approved, credit_code=str(other.credit_code))


@pytest.mark.parametrize("status", [word for word in SupplierStatus if word not in ("approved", "suspended")])
def test_before_the_approval_the_application_itself_is_changed(status: SupplierStatus) -> None:
    supplier, by = a_complete_draft()
    at_status(supplier, status)
    with pytest.raises(Refused, match="Until the approval"):
        propose_change(supplier, name="新", english="", credit_code=a_credit_code("x"), reason="because", by=by)


def test_a_new_licence_waits_on_the_page_and_takes_the_old_ones_place_when_it_is_approved(
    approved: tuple[Supplier, Actor], client: SeparateClient
) -> None:
    supplier, by = approved
    sign_in(client, by)
    typed = {"kind": "licence", "producer": "", "number": "NEW-1", "title": "", "valid_from": "", "valid_to": ""}
    answer = client.post(
        "/our-profile/documents",
        data=typed | {"once": "a-key-of-a-licence-00001", "file": (BytesIO(PDF), "new.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302
    (change,) = changes_of(supplier.id)
    assert change.wanted == {"licence": "NEW-1"}
    assert {row.number for row in documents_of(supplier.id) if row.in_force_at is not None} == {"L-1"}
    sign_in(client, an_actor(an_operator()))
    assert supplier.slug in client.get("/organisations/applications").text
    decided = client.post(
        f"/organisations/suppliers/{supplier.slug}/changes/{change.id}/approve",
        data={"once": "a-key-of-a-licence-00002"},
    )
    assert decided.status_code == 302
    db.session.expire_all()
    assert [row.number for row in documents_of(supplier.id)] == ["NEW-1"]


def test_a_rejected_licence_is_shown_no_more(approved: tuple[Supplier, Actor], client: SeparateClient) -> None:
    supplier, by = approved
    sign_in(client, by)
    typed = {"kind": "licence", "producer": "", "number": "NEW-1", "title": "", "valid_from": "", "valid_to": ""}
    client.post(
        "/our-profile/documents",
        data=typed | {"once": "a-key-of-a-licence-00003", "file": (BytesIO(PDF), "new.pdf")},
        content_type="multipart/form-data",
    )
    (change,) = changes_of(supplier.id)
    reject_change(change, "unreadable", by=an_actor(an_operator()))
    assert [row.number for row in documents_of(supplier.id)] == ["L-1"]


def test_the_supplier_asks_on_a_page_and_takes_it_back(
    approved: tuple[Supplier, Actor], client: SeparateClient
) -> None:
    supplier, by = approved
    sign_in(client, by)
    typed = {"name": "新名合作社", "english": "", "credit_code": supplier.credit_code, "reason": "renamed"}
    assert client.post("/our-profile/change", data=typed | {"once": "a-key-of-a-change-000001"}).status_code == 302
    (change,) = changes_of(supplier.id)
    assert change.wanted["name_english"] == "Xin Ming He Zuo She"
    assert "新名合作社" in client.get("/our-profile").text
    answer = client.post(f"/our-profile/changes/{change.id}/withdraw", data={"once": "a-key-of-a-change-000002"})
    assert answer.status_code == 302
    assert changes_of(supplier.id)[0].decision is Decision.WITHDRAWN


def test_a_paper_that_was_issued_before_keeps_the_old_name(world: World) -> None:
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    before = coop.name
    names = names_of([coop.id])[coop.id]
    paper = issue(Head(PaperKind.STATEMENT, "M2611-1", None, names, clock.today()), {})
    approve_change(ask(coop, world.actor("coop.seller"), name="改名合作社"), by=world.actor("operator.operator"))
    db.session.refresh(paper)
    assert paper.supplier_name == before != coop.name
