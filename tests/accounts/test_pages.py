"""The pages on which people sign in, sign out and change their password."""

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from shop.accounts.models import SignInAttempt
from tests.clients import SeparateClient
from tests.factories import PASSWORD, a_member, a_person, a_unit, sign_in
from tests.statements import statements

WRONG = "not the password at all"
NEW = "three mountain goats"


@pytest.fixture(autouse=True)
def buyer(db_session: scoped_session[Session]) -> Any:
    """A buyer of a school, who is `lan@test.example`."""
    member = a_member(a_unit(), person=a_person("沈岚清", email="lan@test.example", phone="13812345678"))
    db_session.commit()
    return member


def post(client: SeparateClient, address: str = "/sign-in", **typed: str) -> TestResponse:
    return client.post(address, data={"name": "lan@test.example", "password": PASSWORD} | typed)


def is_signed_in(client: SeparateClient) -> bool:
    return client.get("/team").status_code == 200


def test_the_page_asks_the_database_nothing(client: SeparateClient) -> None:
    with statements() as sent:
        assert client.get("/sign-in").status_code == 200
    assert sent == []


def test_signing_in_leads_to_ones_desk(client: SeparateClient) -> None:
    response = post(client)
    assert (response.status_code, response.location) == (302, "/desk")
    assert is_signed_in(client)


def test_full_width_digits_of_a_phone_number_sign_in(client: SeparateClient) -> None:
    assert post(client, name="１３８１２３４５６７８").status_code == 302


def test_signing_in_leads_back_to_where_one_was_going(client: SeparateClient) -> None:
    sent_off = client.get("/team?x=1")
    assert sent_off.location == "/sign-in?next=/team?x%3D1"
    assert post(client, sent_off.location).location == "/team?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_out_of_the_shop(client: SeparateClient, elsewhere: str) -> None:
    assert post(client, f"/sign-in?next={elsewhere}").location == "/"


def test_whoever_is_signed_in_is_not_asked_again(client: SeparateClient) -> None:
    post(client)
    assert client.get("/sign-in?next=/notices").location == "/notices"


@pytest.mark.parametrize("typed", [{"password": WRONG}, {"name": "nobody@test.example"}])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer_and_keep_what_was_typed(
    client: SeparateClient, typed: dict[str, str]
) -> None:
    response = post(client, **typed)
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "The e-mail address, phone number or password is wrong." in page
    assert f'value="{typed.get("name", "lan@test.example")}"' in page
    assert WRONG not in page
    assert not is_signed_in(client)


def test_a_failed_attempt_is_kept_though_it_was_refused(
    client: SeparateClient, db_session: scoped_session[Session]
) -> None:
    post(client, password=WRONG)
    assert db_session.execute(select(SignInAttempt.name, SignInAttempt.succeeded)).all() == [
        ("lan@test.example", False)
    ]


def test_the_sixth_attempt_is_told_to_wait_even_with_the_right_password(client: SeparateClient) -> None:
    for _ in range(5):
        assert post(client, password=WRONG).status_code == 422
    response = post(client)
    assert response.status_code == 422
    assert "Please try again in 15 minutes" in response.get_data(as_text=True)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "typed",
    [{"name": ""}, {"password": ""}, {"name": "n" * 10_000}, {"password": "p" * 10_000}, {"name": "\x00"}],
)
def test_what_cannot_be_a_name_or_a_password_gets_the_form_back(client: SeparateClient, typed: dict[str, str]) -> None:
    assert post(client, **typed).status_code == 422


def test_the_visitors_session_ends_but_for_language_and_basket(client: SeparateClient) -> None:
    with client.session_transaction() as session:
        session.update(language="zh", basket="token", planted="by somebody else")
    post(client)
    with client.session_transaction() as session:
        kept = {name: session.get(name) for name in ("language", "basket", "planted")}
    assert kept == {"language": "zh", "basket": "token", "planted": None}


def test_signing_out_ends_the_session_and_keeps_the_language(client: SeparateClient) -> None:
    post(client)
    with client.session_transaction() as session:
        session["language"] = "zh"
    assert client.post("/sign-out").location == "/"
    assert not is_signed_in(client)
    with client.session_transaction() as session:
        assert set(session) <= {"language", "_permanent", "csrf_token"}


def test_signing_in_needs_the_forms_token(client: SeparateClient) -> None:
    response = client.post("/sign-in", data={"name": "lan@test.example", "password": PASSWORD}, csrf=False)
    assert response.status_code == 400


def test_a_new_password_ends_the_sessions_elsewhere_and_not_this_one(app: Flask, client: SeparateClient) -> None:
    elsewhere = app.test_client()
    assert isinstance(elsewhere, SeparateClient)
    post(client)
    post(elsewhere)
    response = client.post("/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    assert response.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize(
    "typed",
    [
        {"old": WRONG, "new": NEW, "again": NEW},
        {"old": PASSWORD, "new": NEW, "again": NEW + "!"},
        {"old": PASSWORD, "new": "short", "again": "short"},
        {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD},
        {},
    ],
)
def test_a_bad_change_of_password_gets_the_form_back_and_changes_nothing(
    app: Flask, client: SeparateClient, typed: dict[str, str]
) -> None:
    post(client)
    assert client.post("/password", data=typed).status_code == 422
    assert post(app.test_client()).status_code == 302  # type: ignore[arg-type]


def test_guessing_goes_on_nowhere_once_it_was_stopped(app: Flask, client: SeparateClient) -> None:
    """Neither at an open session after signing in has been guessed at, nor the other way round."""
    post(client)
    typed = {"old": WRONG, "new": NEW, "again": NEW}
    for _time in range(5):
        assert "This is not your current password." in client.post("/password", data=typed).get_data(as_text=True)
    stopped = client.post("/password", data=typed | {"old": PASSWORD})
    assert stopped.status_code == 422
    assert "Please try again in 15 minutes" in stopped.get_data(as_text=True)
    assert post(app.test_client()).status_code == 422  # type: ignore[arg-type]


def test_changing_a_password_is_for_those_signed_in(client: SeparateClient) -> None:
    assert client.get("/password").location == "/sign-in?next=/password"


def test_whoever_works_for_nobody_is_told_so(client: SeparateClient) -> None:
    sign_in(client, a_person())
    response = client.get("/sign-in")
    assert response.status_code == 200
    assert "no organisation has given you anything to do" in response.get_data(as_text=True)


def test_the_demos_people_are_shown_in_the_demo_alone(app: Flask, client: SeparateClient) -> None:
    assert "coop@demo.example" in client.get("/sign-in").get_data(as_text=True)
    shown = app.config["DEMO_SIGN_INS"]
    app.config["DEMO_SIGN_INS"] = ()
    try:
        assert "demo.example" not in client.get("/sign-in").get_data(as_text=True)
    finally:
        app.config["DEMO_SIGN_INS"] = shown
