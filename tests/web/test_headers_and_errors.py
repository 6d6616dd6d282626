"""Every answer carries its headers; what goes wrong says so to the reader, and the rest to the log alone."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from shop import config
from shop.app import create_app
from shop.web.whole_pages import PLACE
from tests.clients import SeparateClient
from tests.web.conftest import SECRET

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WRONG = {"/trying/bug": 500, "/trying/database": 500, "/trying/refused": 409, "/trying/not-yours": 404, "/nowhere": 404}


@pytest.mark.parametrize("address", ["/", "/products", "/sign-in", "/healthz", *WRONG])
def test_every_answer_carries_its_headers(visitor: SeparateClient, address: str) -> None:
    headers = visitor.get(address).headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["X-Request-ID"])


def test_pages_of_somebody_signed_in_are_kept_by_nobody_else(buyer: SeparateClient) -> None:
    assert "private" in buyer.get("/").headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor: SeparateClient) -> None:
    cookie = visitor.post("/language", data={"language": "en"}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_in_production_cookies_travel_encrypted_and_nothing_of_the_demo_is_there(tmp_path: Any) -> None:
    environment = {
        "SHOP_ENV": "production",
        "SHOP_SECRET_KEY": "k" * 40,
        "SHOP_IDENTITY_KEY": "i" * 40,
        "SHOP_DATABASE_URL": f"sqlite:///{tmp_path / 'shop.db'}",
    }
    app: Flask = create_app(config.settings(environment))
    response = app.test_client().get("/trying/nothing", headers={"Accept-Language": "en"})
    assert app.config["SESSION_COOKIE_SECURE"]
    assert not app.config["DEMO"]
    assert "max-age" in response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(("address", "status"), WRONG.items())
def test_what_went_wrong_is_a_page_without_detail(visitor: SeparateClient, address: str, status: int) -> None:
    response = visitor.get(address)
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert "<h1" in page
    assert not re.search(f"{SECRET}|Traceback|sqlalchemy|KeyError|psycopg|sqlite3", page)


def test_an_error_of_ours_shows_its_number_so_that_it_can_be_found_in_the_log(
    visitor: SeparateClient, capsys: pytest.CaptureFixture[str]
) -> None:
    response = visitor.get("/trying/bug")
    number = response.headers["X-Request-ID"]
    assert number in response.get_data(as_text=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [line["request_id"] for line in lines if line["event"] == "unexpected"] == [number]


def test_a_refusal_that_no_form_could_show_is_read_out(visitor: SeparateClient) -> None:
    assert "The rule says no." in visitor.get("/trying/refused").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/products/%00", "/suppliers/a%00b", "/counties/%ff", "/products/" + "x" * 5000])
def test_an_address_that_cannot_be_is_not_there(visitor: SeparateClient, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_what_is_sent_is_never_written_into_the_log(
    visitor: SeparateClient, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.post("/sign-in", data={"name": "who@world.example", "password": SECRET, "csrf_token": "x"})
    visitor.post(f"/trying/fields?token={SECRET}", data={"name": SECRET})
    visitor.set_cookie("other", SECRET)
    visitor.post("/language", data={"language": SECRET})
    printed = capsys.readouterr()
    assert '"event": "request"' in printed.out
    assert SECRET not in printed.out + printed.err


def test_a_database_error_is_logged_without_the_values_it_was_about() -> None:
    for kind in ("development", "production"):
        environment = {
            "SHOP_ENV": kind,
            "SHOP_SECRET_KEY": "k" * 40,
            "SHOP_IDENTITY_KEY": "i" * 40,
            "SHOP_DATABASE_URL": "postgresql+psycopg://nobody@localhost/nothing",
        }
        assert config.settings(environment)["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


def test_no_word_in_an_address_is_replaced_by_the_visitors_token(visitor: SeparateClient) -> None:
    for _time in range(2):  # drawn, then kept
        page = visitor.get("/products?q=a-token-stands-here").get_data(as_text=True)
        assert "a-token-stands-here" in page
    assert PLACE not in page
