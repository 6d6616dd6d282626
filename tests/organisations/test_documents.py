"""Documents: uploaded and shown to few, replaced and kept, and told of before they run out."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from shop.organisations.lifecycle import Vetting
from shop.organisations.models import SupplierDocument
from shop.organisations.papers import Paper, standing_of, to_be_told
from shop.organisations.queries.documents import documents_of
from shop.organisations.services import take_step
from shop.organisations.services.applying import submit_application
from shop.organisations.services.documents import end_document, tell_of_ending_documents
from shop.organisations.words import DocumentKind, Standing, SupplierStatus
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import (
    YUNLONG,
    a_cluster,
    a_county_office,
    a_supplier,
    a_unit,
    an_actor,
    an_operator,
    sign_in,
)
from tests.factories.joining import PDF, a_complete_draft, a_document, a_draft, at_status
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.usefixtures("db_session")

TODAY = date(2026, 11, 26)
TYPED = {
    "kind": "licence",
    "producer": "",
    "number": "91530624",
    "title": "",
    "valid_from": "2020-01-01",
    "valid_to": "",
    "once": "a-key-of-documents-0001",
}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "standing"),
    [
        (None, None, Standing.VALID),
        (-10, None, Standing.VALID),
        (-10, 61, Standing.VALID),
        (-10, 60, Standing.ENDING),
        (-10, 0, Standing.ENDING),
        (-10, -1, Standing.EXPIRED),
        (1, None, Standing.NOT_YET),
    ],
)
def test_how_a_document_stands_on_a_day(valid_from: int | None, valid_to: int | None, standing: Standing) -> None:
    first, last = (None if days is None else TODAY + timedelta(days) for days in (valid_from, valid_to))
    assert standing_of(Paper(DocumentKind.LICENCE, "L", first, last), TODAY) is standing


@pytest.mark.parametrize(
    ("left", "told", "now"),
    [
        (61, None, None),
        (60, None, 60),
        (59, 60, None),
        (15, 60, None),
        (14, 60, 14),
        (10, None, 14),
        (10, 14, None),
        (0, 14, None),
        (-1, 14, 0),
        (-1, None, 0),
        (-9, 0, None),
    ],
)
def test_its_end_is_told_sixty_and_fourteen_days_ahead_and_once_it_is_over(
    left: int, told: int | None, now: int | None
) -> None:
    assert to_be_told(TODAY + timedelta(left), told, TODAY) == now


def upload(client: SeparateClient, content: bytes = PDF, name: str = "licence.pdf", **changes: str) -> tuple[int, str]:
    """A form with a file, put together here: the test client would leave its own large files open."""
    file = FileStorage(BytesIO(content), name, "file", "application/pdf")
    boundary, body = encode_multipart(TYPED | changes | {"file": file})
    answer = client.post("/our-profile/documents", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    return answer.status_code, answer.text


def test_a_document_is_uploaded_with_its_number_and_days(client: SeparateClient) -> None:
    supplier, by = a_draft()
    sign_in(client, by)
    assert upload(client)[0] == 302
    (document,) = documents_of(supplier.id)
    assert (document.kind, document.number, document.valid_from) == (DocumentKind.LICENCE, "91530624", date(2020, 1, 1))
    assert document.in_force_at is not None
    assert "91530624" in client.get("/our-profile").text


def test_a_photo_is_drawn_anew_and_the_same_form_twice_adds_one(client: SeparateClient) -> None:
    supplier, by = a_draft()
    sign_in(client, by)
    photo = jpeg(80, 60)
    assert upload(client, photo, "licence.jpg")[0] == 302
    assert upload(client, photo, "licence.jpg")[0] == 302
    (document,) = documents_of(supplier.id)
    stored = db.session.get_one(StoredFile, document.file_id)
    assert stored.content != photo
    assert stored.content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("content", "name", "changes", "sentence"),
    [
        (b"<svg onload=alert(1)>", "licence.pdf", {}, "none of these kinds"),
        (PDF + b"PK\x03\x04" * 400, "licence.pdf", {}, "file"),
        (b"", "licence.pdf", {}, "file"),
        (PDF, "licence.pdf", {"number": ""}, "number on the document"),
        (PDF, "licence.pdf", {"kind": "other"}, "what the document is"),
        (PDF, "licence.pdf", {"kind": "agency"}, "producer"),
        (PDF, "licence.pdf", {"valid_to": "2019-01-01"}, "before the first day"),
        (PDF, "licence.pdf", {"valid_from": "", "valid_to": "2019-01-01"}, "expired already"),
        (PDF, "licence.pdf", {"kind": "passport"}, "valid choice"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_keeps_nothing(
    content: bytes, name: str, changes: dict[str, str], sentence: str, client: SeparateClient
) -> None:
    supplier, by = a_draft()
    db.session.commit()
    sign_in(client, by)
    status, text = upload(client, content, name, **changes)
    assert status == 422
    assert sentence in text
    assert documents_of(supplier.id) == []
    assert db.session.execute(select(StoredFile)).first() is None


def test_a_file_of_eleven_megabytes_is_refused_with_a_sentence(client: SeparateClient) -> None:
    _supplier, by = a_draft()
    sign_in(client, by)
    status, text = upload(client, PDF + b"\0" * (10 * 1024 * 1024 + 10))
    assert (status, "larger than 10 MB" in text) == (422, True)


def test_the_file_is_for_the_supplier_its_county_and_the_operator_and_never_guessed(client: SeparateClient) -> None:
    supplier, by = a_complete_draft()
    (document,) = documents_of(supplier.id)
    address = f"/organisations/suppliers/{supplier.slug}/documents/{document.id}"
    county, operator = an_actor(a_county_office()), an_actor(an_operator())
    others = [
        an_actor(a_county_office(YUNLONG)),
        an_actor(a_supplier()),
        an_actor(a_unit()),
        an_actor(a_cluster(), {Role.OFFICIAL}),
    ]
    for actor in (county, operator, *others):
        sign_in(client, actor)
        assert client.get(address).status_code == 404  # it has not been sent yet
    submit_application(supplier, by=by)
    db.session.commit()
    for actor in (by, county, operator):
        sign_in(client, actor)
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"
    for actor in others:
        sign_in(client, actor)
        assert client.get(address).status_code == 404
    sign_in(client, an_actor(a_supplier()))
    assert client.get(address.replace(supplier.slug, "somebody")).status_code == 404


def test_a_new_licence_takes_the_old_ones_place_and_the_old_one_stays_in_the_history() -> None:
    supplier, _by = a_draft()
    old, new = a_document(supplier, number="old"), a_document(supplier, number="new")
    db.session.refresh(old)
    assert (old.ended_at is not None, new.ended_at is None) == (True, True)
    assert [document.number for document in documents_of(supplier.id)] == ["new"]
    assert [document.number for document in documents_of(supplier.id, ended=True)] == ["new", "old"]


def test_other_documents_stand_beside_each_other_and_can_be_taken_away() -> None:
    supplier, by = a_draft()
    first, second = (a_document(supplier, DocumentKind.OTHER, number=str(number)) for number in range(2))
    end_document(supplier, first, by=by)
    assert [document.number for document in documents_of(supplier.id)] == [second.number]
    with pytest.raises(Refused):
        end_document(supplier, first, by=by)


def test_after_the_approval_a_licence_is_replaced_and_never_taken_away() -> None:
    supplier, by = a_complete_draft()
    (licence,) = documents_of(supplier.id)
    at_status(supplier, SupplierStatus.APPROVED)
    with pytest.raises(Refused, match="replaced by a new one"):
        end_document(supplier, licence, by=by)


def test_the_end_of_a_document_is_told_three_times_and_no_more(clock_of_the_day: SettableClock) -> None:
    supplier, _by = a_complete_draft()
    at_status(supplier, SupplierStatus.APPROVED)
    office = a_county_office()
    permit = a_document(supplier, DocumentKind.FOOD_PERMIT, number="P-1", valid_to=clock.today() + timedelta(61))
    told = []
    for days in range(63):
        clock_of_the_day.set(clock.now() + timedelta(1 if days else 0))
        if tell_of_ending_documents():
            told.append(days)
    assert told == [1, 47, 62]
    db.session.commit()
    kinds = select(Notice.organisation_id, Notice.kind).where(Notice.kind.startswith("document_")).order_by(Notice.id)
    assert [tuple(row) for row in db.session.execute(kinds)] == [
        (supplier.id, "document_ends"),
        (supplier.id, "document_ends"),
        (supplier.id, "document_ended"),
        (office.id, "document_ended"),
    ]
    assert db.session.get_one(SupplierDocument, permit.id).told_days == 0


def test_of_drafts_and_of_those_that_were_refused_nothing_is_told() -> None:
    supplier, by = a_complete_draft()
    a_document(supplier, DocumentKind.FOOD_PERMIT, number="P-1", valid_to=clock.today() + timedelta(10))
    assert tell_of_ending_documents() == 0
    submit_application(supplier, by=by)
    take_step(Vetting.REFUSE, supplier, "no", by=an_actor(an_operator()))
    assert tell_of_ending_documents() == 0


@pytest.fixture
def clock_of_the_day(clock: SettableClock) -> SettableClock:
    clock.at(2026, 11, 26, 9)
    return clock
