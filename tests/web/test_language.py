"""Chinese first, English for whoever asks for it, and a way back that never leads out of the shop."""

import pytest

from tests.clients import SeparateClient


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("zh-Hans-CN", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en-GB;q=0.5,zh;q=0.4", "en"),
        ("en;q=0.4,zh;q=0.5", "zh"),
        ("fr-FR,fr;q=0.9", "zh"),
        ("fr,en;q=0.3", "en"),
        ("", "zh"),
        ("*", "zh"),
        (";;;q=", "zh"),
    ],
)
def test_a_page_speaks_what_the_browser_prefers(visitor: SeparateClient, asked: str, spoken: str) -> None:
    visitor.environ_base["HTTP_ACCEPT_LANGUAGE"] = asked
    assert f'lang="{spoken}' in visitor.get("/no-such-page").get_data(as_text=True)


def test_what_was_chosen_goes_before_what_the_browser_prefers(visitor: SeparateClient) -> None:
    assert visitor.post("/language", data={"language": "zh", "next": "/products"}).location == "/products"
    assert 'lang="zh' in visitor.get("/no-such-page").get_data(as_text=True)


@pytest.mark.parametrize("language", ["fr", "", "zh\x00", "../en"])
def test_a_language_that_is_not_spoken_changes_nothing(visitor: SeparateClient, language: str) -> None:
    visitor.post("/language", data={"language": language})
    assert 'lang="en' in visitor.get("/no-such-page").get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example/",
        "/\n/elsewhere.example/",
        "\t//elsewhere.example/",
        "javascript:alert(1)",
        "elsewhere.example",
        "",
    ],
)
def test_the_way_back_never_leads_out_of_the_shop(visitor: SeparateClient, address: str) -> None:
    response = visitor.post("/language", data={"language": "en", "next": address})
    assert response.location == "/"


@pytest.mark.parametrize("address", ["/", "/products?q=天麻&page=2", "/orders/261123-7K3QF-1"])
def test_the_way_back_leads_to_where_somebody_was(visitor: SeparateClient, address: str) -> None:
    response = visitor.post("/language", data={"language": "en", "next": address})
    assert response.status_code == 302
    assert response.location.startswith(address.split("?", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/basket/lines", "/basket"),
        ("/orders/O-1/lower", "/orders/O-1"),
        ("/purchases/P-1/reject?x=1", "/purchases/P-1"),
        ("/our-unit/addresses", "/our-unit"),
        ("/sign-out", "/"),
    ],
)
def test_from_a_form_that_came_back_the_way_leads_to_its_page(visitor: SeparateClient, address: str, page: str) -> None:
    assert visitor.post("/language", data={"language": "zh", "next": address}).location == page
