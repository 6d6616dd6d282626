"""Mail is set by the environment: whole or not at all, and never with a password in the clear."""

import pytest

from shop.config import Misconfigured, settings

WHOLE = {
    "SHOP_ENV": "testing",
    "SHOP_SECRET_KEY": "for-tests-alone",
    "SHOP_IDENTITY_KEY": "for-tests-alone",
    "SHOP_DEMO": "0",
    "SHOP_MAIL_SERVER": "mail.shop.example",
    "SHOP_MAIL_SENDER": "山货 <shop@shop.example>",
    "SHOP_BASE_URL": "https://shop.example/",
}


def test_with_server_sender_and_address_mail_is_set_up_and_encrypted() -> None:
    found = settings(WHOLE)
    assert found["MAIL_SET_UP"]
    assert (found["MAIL_PORT"], found["MAIL_USE_TLS"], found["MAIL_USE_SSL"]) == (587, True, False)
    assert found["BASE_URL"] == "https://shop.example"


@pytest.mark.parametrize(("tls", "port"), [("tls", 465), ("starttls", 587), ("none", 25)])
def test_each_way_has_its_usual_port(tls: str, port: int) -> None:
    assert settings(WHOLE | {"SHOP_MAIL_TLS": tls})["MAIL_PORT"] == port


@pytest.mark.parametrize("without", [{"SHOP_MAIL_SERVER": ""}, {"SHOP_DEMO": "1"}])
def test_without_a_server_and_in_the_demo_there_is_none(without: dict[str, str]) -> None:
    assert not settings(WHOLE | without)["MAIL_SET_UP"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SHOP_MAIL_SENDER": ""}, "SHOP_MAIL_SENDER"),
        ({"SHOP_MAIL_SENDER": "shop"}, "SHOP_MAIL_SENDER"),
        ({"SHOP_MAIL_SENDER": "a\nBcc: b <c@d.example>"}, "SHOP_MAIL_SENDER"),
        ({"SHOP_BASE_URL": ""}, "SHOP_BASE_URL"),
        ({"SHOP_BASE_URL": "shop.example"}, "SHOP_BASE_URL"),
        ({"SHOP_BASE_URL": "https://user:word@shop.example"}, "SHOP_BASE_URL"),
        ({"SHOP_MAIL_TLS": "maybe"}, "SHOP_MAIL_TLS"),
        ({"SHOP_MAIL_USER": "shop"}, "both, or neither"),
        ({"SHOP_MAIL_PASSWORD": "secret"}, "both, or neither"),
    ],
)
def test_half_a_setting_is_refused_and_says_which(wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        settings(WHOLE | wrong)


def test_production_sends_no_password_in_the_clear() -> None:
    production = WHOLE | {
        "SHOP_ENV": "production",
        "SHOP_SECRET_KEY": "x" * 40,
        "SHOP_IDENTITY_KEY": "i" * 40,
        "SHOP_DATABASE_URL": "postgresql+psycopg:///shop",
        "SHOP_MAIL_USER": "shop",
        "SHOP_MAIL_PASSWORD": "secret",
    }
    assert settings(production)["MAIL_SET_UP"]
    with pytest.raises(Misconfigured, match="in the clear") as refused:
        settings(production | {"SHOP_MAIL_TLS": "none"})
    assert "secret" not in str(refused.value)
