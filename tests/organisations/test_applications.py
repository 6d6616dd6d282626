"""An application is filled in part by part, stands still while offices read it, and is sent when it is complete."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.application import Difference, Stated, differences, editable, missing
from shop.organisations.lifecycle import Vetting
from shop.organisations.models import BenefitRecord
from shop.organisations.papers import Paper
from shop.organisations.queries.applications import steps_of
from shop.organisations.queries.profiles import profile_of
from shop.organisations.services import applying, take_step
from shop.organisations.services.documents import put_in_force
from shop.organisations.views.vetting import as_read
from shop.organisations.words import DocumentKind, Part, SupplierKind, SupplierStatus
from shop.payments.models.payees import PayeeAccount
from tests.clients import SeparateClient
from tests.factories import (
    DAGUAN,
    YUNLONG,
    a_county,
    a_county_office,
    a_credit_code,
    a_supplier,
    an_actor,
    an_operator,
    sign_in,
)
from tests.factories.joining import a_complete_draft, a_document, a_draft, at_status, fill_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

TODAY = date(2026, 11, 26)
LICENCE = Paper(DocumentKind.LICENCE, "L", None, None)
WHOLE: dict[str, Any] = {
    "name": "社",
    "name_english": "She",
    "kind": "cooperative",
    "credit_code": "91530624MA6K00001M",
    "county_code": DAGUAN,
    "founded": 2018,
    "about": "山上",
    "contact": "刘晨",
    "phone": "13800001234",
    "mechanism": "保底",
    "households": 12,
    "people": 44,
    "account": "bank …1234",
    "papers": (LICENCE,),
    "without_permit": True,
}


def lacking(**changes: Any) -> list[Part]:
    return [lack.part for lack in missing(Stated(**WHOLE | changes), TODAY)]


def test_an_application_with_everything_lacks_nothing() -> None:
    assert lacking() == []


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"credit_code": ""}, Part.BUSINESS),
        ({"has_townships": True}, Part.PLACE),
        ({"founded": None}, Part.PLACE),
        ({"about": ""}, Part.PLACE),
        ({"contact": ""}, Part.PLACE),
        ({"phone": ""}, Part.PLACE),
        ({"mechanism": ""}, Part.BENEFIT),
        ({"households": None}, Part.BENEFIT),
        ({"households": 0}, Part.BENEFIT),
        ({"account": ""}, Part.ACCOUNT),
        ({"papers": ()}, Part.DOCUMENTS),
        ({"papers": (Paper(DocumentKind.LICENCE, "L", None, TODAY - timedelta(1)),)}, Part.DOCUMENTS),
        ({"papers": (Paper(DocumentKind.LICENCE, "L", TODAY + timedelta(1), None),)}, Part.DOCUMENTS),
        ({"papers": (Paper(DocumentKind.LICENCE, "L", None, None, ended=True),)}, Part.DOCUMENTS),
        ({"without_permit": False}, Part.DOCUMENTS),
        ({"papers": (LICENCE, Paper(DocumentKind.FOOD_PERMIT, "P", None, TODAY - timedelta(1)))}, Part.DOCUMENTS),
    ],
)
def test_each_thing_that_is_missing_is_said_in_its_part(changes: dict[str, Any], part: Part) -> None:
    assert lacking(**changes) == [part]


def test_the_english_name_may_be_left_out_and_a_permit_stands_for_its_exemption() -> None:
    assert lacking(name_english="") == []
    assert lacking(without_permit=False, papers=(LICENCE, Paper(DocumentKind.FOOD_PERMIT, "P", None, TODAY))) == []


def test_the_page_shows_what_is_missing_and_sends_only_what_is_complete(client: SeparateClient) -> None:
    supplier, by = a_draft()
    sign_in(client, by)
    page = client.get("/our-profile").text
    assert "The unified social credit code, as on the licence." in page
    assert f"/organisations/suppliers/{supplier.slug}/submit" not in page
    refused = client.post(f"/organisations/suppliers/{supplier.slug}/submit", data={"once": "a-key-of-a-draft-000001"})
    assert refused.status_code == 422
    assert "Something is still missing" in refused.text
    fill_in(supplier, by)
    db.session.commit()
    assert f"/organisations/suppliers/{supplier.slug}/submit" in client.get("/our-profile").text
    sent = client.post(f"/organisations/suppliers/{supplier.slug}/submit", data={"once": "a-key-of-a-draft-000002"})
    assert sent.location == "/our-profile"
    assert supplier.status is SupplierStatus.APPLICANT
    assert supplier.credit_code == a_credit_code(supplier.slug)


@pytest.mark.parametrize("status", list(SupplierStatus))
@pytest.mark.parametrize("part", [part for part in Part if part is not Part.DOCUMENTS])
def test_a_part_can_be_changed_where_the_rule_says_and_nowhere_else(
    status: SupplierStatus, part: Part, client: SeparateClient
) -> None:
    supplier, by = a_draft()
    at_status(supplier, status)
    db.session.commit()
    sign_in(client, by)
    may = part in editable(status)
    assert client.get(f"/our-profile/{part.value}").status_code == (200 if may else 404)
    assert client.post(f"/our-profile/{part.value}", data={}).status_code == (422 if may else 404)


def test_only_the_suppliers_own_manager_and_sellers_fill_it_in(client: SeparateClient) -> None:
    supplier, _by = a_complete_draft()
    for actor in (an_actor(supplier, {Role.FINANCE}), an_actor(a_supplier()), an_actor(an_operator())):
        with pytest.raises(NotYours):
            applying.state_permit(supplier, without=False, by=actor)
        sign_in(client, actor)
        assert client.get("/our-profile/business").status_code == 404


def test_another_county_takes_the_township_with_it() -> None:
    supplier, by = a_draft()
    a_county(YUNLONG)
    supplier.township_code = None
    applying.state_business(
        supplier,
        name="云龙社",
        english="",
        kind=SupplierKind.WORKSHOP,
        credit_code=a_credit_code("yunlong"),
        county_code=YUNLONG,
        by=by,
    )
    assert (supplier.county_code, supplier.township_code, supplier.name_english) == (YUNLONG, None, "Yun Long She")


def test_a_draft_keeps_nobody_out_of_their_own_credit_code() -> None:
    """The code is taken when an application is sent, and free again once it is withdrawn."""
    (first, by), (second, other) = a_draft(), a_draft()
    code = a_credit_code("the-same")
    fill_in(first, by, credit_code=code)
    fill_in(second, other, credit_code=code)
    applying.submit_application(first, by=by)
    with pytest.raises(Refused, match="Another organisation"):
        applying.submit_application(second, by=other)
    take_step(Vetting.WITHDRAW, first, by=by)
    assert first.credit_code is None
    applying.submit_application(second, by=other)
    assert second.credit_code == code
    take_step(Vetting.TAKE_UP, first, by=by)
    with pytest.raises(Refused, match="Another organisation"):
        applying.submit_application(first, by=by)


def test_what_changed_since_it_was_returned_stands_beside_what_was_said_before(client: SeparateClient) -> None:
    supplier, by = a_complete_draft()
    county = an_actor(a_county_office())
    applying.submit_application(supplier, by=by)
    take_step(Vetting.RETURN, supplier, "户数不对", by=county)
    applying.state_benefit(supplier, mechanism="保底收购", mechanism_english="", households=9, people=30, by=by)
    applying.submit_application(supplier, by=by)
    db.session.commit()
    said = [step.said or {} for step in steps_of(supplier.id) if step.step is Vetting.SUBMIT]
    assert differences(said[1], said[0]) == [Difference("households", "12", "9"), Difference("people", "44", "30")]
    sign_in(client, county)
    page = client.get(f"/organisations/suppliers/{supplier.slug}").text
    assert "Changed since it was sent on" in page
    assert "户数不对" in page


def test_the_comparison_reads_days_as_written_and_another_file_as_such() -> None:
    before = {"licence": "L-1 · 2026-01-31–2027-01-30 · #46", "food_permit": "F-0 · #7", "founded": "2019-03-01"}
    after = {"licence": "L-1 · 2026-01-31–2027-01-30 · #47", "food_permit": "F-1 · #8", "founded": "2018-03-01"}
    with force_locale("en"):
        read = {one.field: (one.was, one.now) for one in as_read(differences(before, after))}
    days = "L-1 · 31 Jan 2026–30 Jan 2027"
    assert read == {
        "licence": (days, f"{days} (another file)"),
        "food_permit": ("F-0", "F-1"),
        "founded": ("1 Mar 2019", "1 Mar 2018"),
    }


def test_the_bank_account_waits_for_a_second_person_and_the_newest_word_stands() -> None:
    supplier, by = a_draft()
    for number in ("622200001111", "622200002222"):
        applying.state_account(supplier, holder="社", bank="大关农商行", branch="", number=number, by=by)
    accounts = db.session.execute(select(PayeeAccount).order_by(PayeeAccount.id)).scalars().all()
    assert [(account.account_number, account.waits) for account in accounts] == [
        ("622200001111", False),
        ("622200002222", True),
    ]
    account = profile_of(supplier.id).account
    assert account is not None
    assert (account.ending, account.waits) == ("2222", True)
    with pytest.raises(Refused) as refusal:
        applying.state_account(supplier, holder="社", bank="行", branch="", number="12", by=by)
    assert refusal.value.field == "account_number"


def test_with_the_approval_what_was_stated_of_households_is_in_force() -> None:
    supplier, by = a_complete_draft()
    applying.submit_application(supplier, by=by)
    take_step(Vetting.RECOMMEND, supplier, by=an_actor(a_county_office()))
    take_step(Vetting.APPROVE, supplier, by=an_actor(an_operator()))
    record = db.session.execute(select(BenefitRecord).where(BenefitRecord.supplier_id == supplier.id)).scalar_one()
    assert (record.households, record.people, record.mechanism, record.as_of) == (12, 44, "保底收购", clock.today())


@pytest.mark.parametrize(
    ("verb", "typed", "field"),
    [
        ("state_place", {"founded": 1700}, "founded"),
        ("state_place", {"founded": 2999}, "founded"),
        ("state_place", {"phone": "call me"}, "phone"),
        ("state_place", {"township_code": "110101001"}, "township"),
        ("state_benefit", {"households": -1}, "households"),
        ("state_benefit", {"households": 9, "people": 3}, "people"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(verb: str, typed: dict[str, Any], field: str) -> None:
    supplier, by = a_draft()
    place = {"township_code": None, "founded": 2018, "about": "", "about_english": "", "contact": "", "phone": ""}
    benefit = {"mechanism": "", "mechanism_english": "", "households": 1, "people": 1}
    with pytest.raises(Refused) as refusal:
        getattr(applying, verb)(supplier, **(place if verb == "state_place" else benefit) | typed, by=by)
    assert refusal.value.field == field


def test_the_pages_ask_little_however_much_there_is(client: SeparateClient) -> None:
    supplier, by = a_complete_draft()
    county = an_actor(a_county_office())
    for _time in range(3):
        applying.submit_application(supplier, by=by)
        take_step(Vetting.RETURN, supplier, "again", by=county)
    for number in range(6):
        put_in_force(a_document(supplier, DocumentKind.OTHER, number=str(number)))
    applying.submit_application(supplier, by=by)
    for _each in range(25):
        another, its = a_complete_draft()
        applying.submit_application(another, by=its)
    db.session.commit()
    for actor, address, most in (
        (by, "/our-profile", 10),
        (county, f"/organisations/suppliers/{supplier.slug}", 11),
        (county, "/organisations/applications", 8),
        (an_actor(an_operator()), "/organisations/applications", 8),
    ):
        sign_in(client, actor)
        db.session.expire_all()
        with statements() as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most, (address, asked)
