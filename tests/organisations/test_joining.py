"""Beginning to sell here: an account and an application in one form, by whoever comes along."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from shop.accounts.models import Person, SignInAttempt
from shop.extensions import db
from shop.kernel.actor import Role
from shop.organisations.models import Membership, Supplier, SupplierApplication
from shop.organisations.words import SupplierStatus
from tests.clients import SeparateClient
from tests.factories import PASSWORD, a_county, a_member, a_person, a_unit, sign_in

pytestmark = pytest.mark.usefixtures("db_session")

TYPED = {
    "kind": "cooperative",
    "name": "大关晨雾笋业农民专业合作社",
    "county": "530624",
    "person": "刘晨",
    "email": "chen@apply.example",
    "password": "mountain mist 2026",
    "again": "mountain mist 2026",
    "once": "a-key-of-the-sign-up-01",
}


@pytest.fixture(autouse=True)
def daguan() -> None:
    a_county()


def begin(client: SeparateClient, changes: Mapping[str, str] = {}, **more: str) -> tuple[int, str, str]:
    answer = client.post("/sell-here", data=TYPED | dict(changes) | more)
    return answer.status_code, answer.location or "", answer.text


def drafts() -> list[Supplier]:
    return list(db.session.execute(select(Supplier).order_by(Supplier.id)).scalars())


def test_somebody_without_an_account_makes_one_and_begins_an_application(client: SeparateClient) -> None:
    assert begin(client)[:2] == (302, "/our-profile")
    (supplier,) = drafts()
    assert (supplier.status, supplier.credit_code, supplier.applied_at) == (SupplierStatus.DRAFT, None, None)
    assert supplier.name_english == "Da Guan Chen Wu Sun Ye Nong Min Zhuan Ye He Zuo She"
    assert supplier.slug.startswith("da-guan-chen-wu-sun-ye")
    person = db.session.execute(select(Person)).scalar_one()
    assert (person.name, person.email) == ("刘晨", "chen@apply.example")
    assert person.password_hash.startswith("$argon2id$")
    membership = db.session.execute(select(Membership)).scalar_one()
    assert membership.roles == {Role.MANAGER, Role.SELLER, Role.FINANCE}
    page = client.get("/our-profile")
    assert "Our application" in page.text
    assert "things are still missing" in page.text


def test_the_account_signs_in_like_every_other(client: SeparateClient) -> None:
    begin(client)
    client.post("/sign-out")
    answer = client.post("/sign-in", data={"name": TYPED["email"], "password": TYPED["password"]})
    assert answer.location == "/desk"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"again": "another one 2026"}, "do not match"),
        ({"password": "short", "again": "short"}, "at least 10"),
        ({"password": "chen@apply.example", "again": "chen@apply.example"}, "cannot be your password"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"person": " "}, "fill this in"),
        ({"name": ""}, "fill this in"),
        ({"county": "110101"}, "valid choice"),
        ({"kind": "bank"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: SeparateClient, changes: dict[str, str], sentence: str
) -> None:
    status, _where, text = begin(client, changes)
    assert status == 422
    assert sentence in text
    assert drafts() == []
    assert db.session.execute(select(func.count()).select_from(Person)).scalar_one() == 0
    if "name" not in changes:
        assert TYPED["name"] in text
    assert TYPED["password"] not in text


def test_an_address_that_is_known_is_sent_to_sign_in_and_counts_as_a_guess(client: SeparateClient) -> None:
    a_person(email="chen@apply.example")
    status, _where, text = begin(client)
    assert status == 422
    assert "No account could be made with this address" in text
    assert "in use" not in text
    (attempt,) = db.session.execute(select(SignInAttempt)).scalars()
    assert (attempt.name, attempt.succeeded) == ("chen@apply.example", False)
    assert drafts() == []
    for number in range(4):
        begin(client, once=f"a-key-of-the-sign-up-1{number}")
    assert "Too many attempts" in begin(client, once="a-key-of-the-sign-up-20")[2]


def test_whoever_has_left_is_not_told_of_either(client: SeparateClient) -> None:
    a_person(email="chen@apply.example").active = False
    assert "No account could be made with this address" in begin(client)[2]


def test_whoever_has_an_account_with_this_password_is_let_in_and_applies(client: SeparateClient) -> None:
    person = a_person(email="chen@apply.example")
    assert begin(client, password=PASSWORD, again=PASSWORD)[:2] == (302, "/our-profile")
    application = db.session.execute(select(SupplierApplication)).scalar_one()
    assert application.begun_by_id == person.id


def test_the_same_form_sent_twice_begins_one_application(client: SeparateClient) -> None:
    begin(client)
    client.post("/sign-out")
    assert begin(client)[:2] == (302, "/our-profile")
    assert len(drafts()) == 1


def test_somebody_who_works_elsewhere_applies_without_another_account_and_acts_for_both(client: SeparateClient) -> None:
    member = a_member(a_unit())
    sign_in(client, member)
    page = client.get("/sell-here").text.split("<main")[1]
    assert 'name="password"' not in page
    typed = {name: TYPED[name] for name in ("kind", "name", "county", "once")}
    assert client.post("/sell-here", data=typed).location == "/our-profile"
    assert client.get("/our-profile").status_code == 200
    assert client.post("/switch", data={"membership": member.id}).location == "/desk"
    assert client.get("/our-profile").status_code == 404


def test_nobody_begins_applications_by_the_dozen(client: SeparateClient) -> None:
    begin(client)
    typed = {name: TYPED[name] for name in ("kind", "name", "county")}
    for number in range(2):
        client.post("/sell-here", data=typed | {"once": f"a-key-of-the-dozen-0{number}"})
    answer = client.post("/sell-here", data=typed | {"once": "a-key-of-the-dozen-99"})
    assert answer.status_code == 422
    assert "several applications already" in answer.text
    assert len(drafts()) == 3


@pytest.mark.parametrize("address", ["/", "/sign-in", "/help"])
def test_the_way_there_is_shown_to_everybody(client: SeparateClient, address: str) -> None:
    assert 'href="/sell-here"' in client.get(address).text
