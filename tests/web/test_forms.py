"""Fields read what people type, and keep it when they cannot."""

from typing import Any

import pytest

from tests.clients import SeparateClient

LONG = "山" * 10_000

READ = [
    ("packs", "12", "12"),
    ("packs", "１２３", "123"),
    ("packs", " 1,200 ", "1200"),
    ("packs", "-3", "-3"),
    ("packs", "0", "0"),
    ("packs", "7.0", "7"),
    ("weight", "25.5", "25.5"),
    ("weight", "50斤", "25"),
    ("weight", "５０ 斤", "25"),
    ("weight", "50 jin", "25"),
    ("weight", "1 kg", "1"),
    ("weight", "１．５公斤", "1.5"),
    ("weight", "0.001千克", "0.001"),
    ("pieces", "30", "30"),
    ("pieces", "２．５", "2.5"),
    ("yuan", "1,234.50", "1234.50"),
    ("yuan", "¥88.8", "88.80"),
    ("yuan", "￥12", "12.00"),
    ("degrees", "-18.5", "-18.5"),
    ("degrees", "－１８", "-18"),
    ("day", "2026-11-23", "2026-11-23"),
    ("day", "２０２６/1/2", "2026-01-02"),
    ("day", "2026年11月3日", "2026-11-03"),
    ("day", "2026.1.31", "2026-01-31"),
    ("name", "  沈岚清 ", "沈岚清"),
    ("name", "a\x00b\x07c", "abc"),
]

NUMBERS = ("packs", "weight", "pieces", "yuan", "degrees")
NONSENSE = ["nan", "inf", "-inf", "1e309", "1e3", "0x10", "½", "--1", "1.2.3", "一百", "十斤", "1_000", "9" * 400, LONG]
UNREAD = [
    *((field, typed, "") for field in NUMBERS for typed in NONSENSE),
    ("packs", "1.5", "whole number"),
    ("packs", "9999999999", "too large"),
    ("weight", "0.0001", "three decimals"),
    ("weight", "0.001斤", "three decimals"),
    ("pieces", "0.0001", "three decimals"),
    ("yuan", "0.001", "two decimals"),
    ("day", "2026-02-30", "enter a date"),
    ("day", "23.11.2026", "enter a date"),
    ("day", "0000-00-00", "enter a date"),
    ("day", "tomorrow", "enter a date"),
    ("day", LONG, "enter a date"),
    ("name", LONG, "at most 40 characters"),
]


def answer(client: SeparateClient, field: str, typed: str) -> dict[str, Any]:
    said: dict[str, Any] = client.post("/trying/fields", data={field: typed}).get_json()
    return said


@pytest.mark.parametrize(("field", "typed", "meant"), READ)
def test_what_people_type_is_read(visitor: SeparateClient, field: str, typed: str, meant: str) -> None:
    said = answer(visitor, field, typed)
    assert said["errors"] == {}
    assert said["read"][field] == meant


@pytest.mark.parametrize(("field", "typed", "sentence"), UNREAD)
def test_what_cannot_be_read_is_kept_with_one_sentence_beside_it(
    visitor: SeparateClient, field: str, typed: str, sentence: str
) -> None:
    said = answer(visitor, field, typed)
    assert not said["valid"]
    assert [error.startswith("Please") or sentence in error for error in said["errors"].pop(field)] == [True]
    assert said["errors"] == {}
    assert typed in said["shown"][field]
    assert said["read"][field] is None or field == "name"


@pytest.mark.parametrize("field", [*NUMBERS, "day", "name"])
def test_nothing_typed_is_nothing_and_no_mistake(visitor: SeparateClient, field: str) -> None:
    said = answer(visitor, field, "　 ")
    assert said["valid"]
    assert said["read"][field] in (None, "")


def test_what_was_typed_comes_back_as_text_and_not_as_markup(visitor: SeparateClient) -> None:
    shown = answer(visitor, "packs", '"><script>alert(1)</script>')["shown"]["packs"]
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_sentences_are_in_the_readers_language(visitor: SeparateClient) -> None:
    visitor.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    (sentence,) = answer(visitor, "packs", "nan")["errors"]["packs"]
    assert not sentence.isascii()
