"""Each room writes its own sentences, and no two rooms write one under the same word."""

import pytest

from shop.kernel.sentences import joined


def test_the_sentences_of_all_rooms_are_one_table() -> None:
    assert joined({"order.placed": "This."}, {"order.closed": "That."}) == {
        "order.placed": "This.",
        "order.closed": "That.",
    }


def test_two_sentences_under_one_word_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^said twice: order\.placed$"):
        joined({"order.placed": "This."}, {"order.closed": "That."}, {"order.placed": "Something else."})
