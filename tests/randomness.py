"""How much is drawn at random.

What random stories try are the shop's rules, and these are the same on both databases: the first one is asked the
whole number of times. A third of it is enough to send every kind of statement to the second one, where each takes
twice as long. `SHOP_TEST_DATABASE` is what the tests run on (`conftest`).
"""

import os

LEAST = 3


def times(number: int) -> int:
    """So often something is drawn, on the database at hand."""
    return max(number // 3, LEAST) if os.environ.get("SHOP_TEST_DATABASE") == "postgresql" else number
