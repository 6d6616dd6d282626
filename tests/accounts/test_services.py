"""Letting people in, and keeping others out."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from shop.accounts import passwords, services
from shop.accounts.events import PersonSignedIn
from shop.accounts.models import SignInAttempt
from shop.accounts.services import change_password, hash_password, register, sign_in
from shop.kernel.events import Event
from shop.kernel.refusals import Refused
from tests.clocks import SettableClock
from tests.factories import PASSWORD, a_person
from tests.factories.people import password_hash

WRONG = "not the password at all"

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_person_signs_in_by_either_name() -> None:
    person = a_person(email="lan@test.example", phone="13812345678")
    assert sign_in("LAN@test.example", PASSWORD, "192.0.2.1") is person
    assert sign_in("１３８１２３４５６７８", PASSWORD, None) is person


def test_a_wrong_password_lets_nobody_in_and_is_noted(db_session: scoped_session[Session]) -> None:
    a_person(email="lan@test.example")
    assert sign_in("lan@test.example", WRONG, "192.0.2.1") is None
    attempt = db_session.execute(select(SignInAttempt)).scalar_one()
    assert (attempt.name, attempt.address, attempt.succeeded) == ("lan@test.example", "192.0.2.1", False)


def test_nobody_of_that_name_is_noted_the_same_way(db_session: scoped_session[Session]) -> None:
    assert sign_in("nobody@test.example", WRONG, None) is None
    assert db_session.execute(select(SignInAttempt.succeeded)).scalar_one() is False


def test_nobody_of_that_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []

    def verify(hasher: PasswordHasher, known: str, password: str) -> bool:
        verified.append(known)
        return True

    monkeypatch.setattr(passwords.PasswordHasher, "verify", verify)
    assert sign_in("nobody@test.example", WRONG, None) is None
    assert len(verified) == 1


def test_somebody_who_is_not_active_does_not_come_in() -> None:
    a_person(email="gone@test.example").active = False
    assert sign_in("gone@test.example", PASSWORD, None) is None


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(clock: SettableClock) -> None:
    began = clock.at(2026, 11, 23)
    person = a_person(email="lan@test.example")
    for _ in range(5):
        assert sign_in("lan@test.example", WRONG, None) is None
    with pytest.raises(Refused):
        sign_in("lan@test.example", PASSWORD, None)
    clock.set(began + timedelta(minutes=16))
    assert sign_in("lan@test.example", PASSWORD, None) is person


def test_waiting_is_not_prolonged_by_trying(db_session: scoped_session[Session]) -> None:
    for _ in range(5):
        sign_in("lan@test.example", WRONG, None)
    for _ in range(3):
        with pytest.raises(Refused):
            sign_in("lan@test.example", WRONG, None)
    assert len(db_session.execute(select(SignInAttempt.id)).all()) == 5


def test_failures_before_a_success_are_forgiven() -> None:
    person = a_person(email="lan@test.example")
    for _ in range(4):
        sign_in("lan@test.example", WRONG, None)
    assert sign_in("lan@test.example", PASSWORD, None) is person
    assert sign_in("lan@test.example", WRONG, None) is None
    assert sign_in("lan@test.example", PASSWORD, None) is person


def test_one_persons_failures_are_not_anothers() -> None:
    person = a_person(email="lan@test.example")
    for _ in range(5):
        sign_in("someone-else@test.example", WRONG, None)
    with pytest.raises(Refused):
        sign_in("someone-else@test.example", WRONG, None)
    assert sign_in("lan@test.example", PASSWORD, None) is person


def test_signing_in_is_told_with_the_visitors_basket(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []
    monkeypatch.setattr(services, "publish", told.append)
    person = a_person(email="lan@test.example")
    sign_in("lan@test.example", WRONG, None, visitor="token")
    sign_in("lan@test.example", PASSWORD, None, visitor="token")
    assert told == [PersonSignedIn(person.id, "token")]


def test_a_hash_with_older_parameters_is_made_anew() -> None:
    person = a_person(email="lan@test.example")
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    session_key = person.session_key
    assert sign_in("lan@test.example", PASSWORD, None) is person
    assert person.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert person.session_key == session_key


def test_a_new_password_ends_the_sessions_of_the_old_one() -> None:
    person = a_person(email="lan@test.example")
    before = person.session_key
    change_password(person, PASSWORD, "three mountain goats", by=None)
    assert person.session_key != before
    assert sign_in("lan@test.example", PASSWORD, None) is None
    assert sign_in("lan@test.example", "three mountain goats", None) is person


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (WRONG, "three mountain goats", "old"),
        (PASSWORD, "too short", "new"),
        (PASSWORD, "x" * 257, "new"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "LAN@test.example", "new"),
    ],
)
def test_a_bad_change_of_password_is_refused_beside_its_field(old: str, new: str, field: str) -> None:
    person = a_person(email="lan@test.example")
    before = person.password_hash
    with pytest.raises(Refused) as refusal:
        change_password(person, old, new, by=None)
    assert refusal.value.field == field
    assert person.password_hash == before


def test_a_password_is_the_same_however_the_keyboard_composes_it() -> None:
    person = a_person(email="lan@test.example")
    change_password(person, PASSWORD, "café au lait", by=None)
    assert sign_in("lan@test.example", "cafe\u0301 au lait", None) is person


@pytest.mark.parametrize(
    "particulars",
    [
        {"email": "LAN@test.example"},
        {"email": "other@test.example", "phone": "１３８１２３４５６７８"},
        {"email": None, "phone": None},
        {"email": "no address", "phone": None},
    ],
)
def test_two_people_never_share_a_name_and_everybody_has_one(particulars: dict[str, Any]) -> None:
    a_person(email="lan@test.example", phone="13812345678")
    with pytest.raises(Refused):
        register("某人", password_hash(), by=None, **particulars)


@pytest.mark.parametrize("name", ["", "   ", "名" * 121])
def test_a_person_has_a_name_of_a_sensible_length(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        register(name, password_hash(), email="lan@test.example", by=None)
    assert refusal.value.field == "name"


def test_a_short_password_is_refused_before_it_is_hashed() -> None:
    with pytest.raises(Refused):
        hash_password("123456789")


def test_everybody_has_a_session_key_of_their_own() -> None:
    keys = {a_person().session_key for _ in range(3)}
    assert len(keys) == 3
    assert all(len(key) == 43 for key in keys)
