"""Numbers on pages: grouped by thousands, and one form of money in a column."""

import pytest
from flask import Flask, render_template_string

from shop.kernel.money import Money
from shop.web.filters import grouped, wan


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("value", "words"), [(999, "999"), (12345, "12,345"), (-1234, "−1,234"), ("2 of 3", "2 of 3"), (None, None)]
)
def test_whole_numbers_are_grouped_and_words_are_left_alone(value: object, words: object) -> None:
    assert grouped(value) == words


def test_a_number_in_a_counted_sentence_is_grouped(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        sentence = "{{ ngettext('%(num)s entry', '%(num)s entries', number) }}"
        assert render_template_string(sentence, number=1) == "1 entry"
        assert render_template_string(sentence, number=12345) == "12,345 entries"


@pytest.mark.parametrize("yuan", [900, 1_234_567])
def test_the_amounts_of_a_column_have_one_form(app: Flask, language: str, yuan: int) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        form = wan(Money(yuan * 100), column=True)
    assert form.endswith("万元") if language == "zh" else form == f"¥{yuan:,}.00"
