"""Each room writes its own part of a table, and no two rooms write under one key."""

import pytest

from shop.kernel.tables import joined


def test_the_parts_of_all_rooms_are_one_table() -> None:
    assert joined({"order.placed": 1}, {"order.closed": 2}) == {"order.placed": 1, "order.closed": 2}


def test_one_key_in_two_parts_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^written twice: order\.placed$"):
        joined({"order.placed": 1}, {"order.closed": 2}, {"order.placed": 3})
