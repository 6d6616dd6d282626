"""Numbers that no two things of a test share."""

import itertools

_numbers = itertools.count(1)


def next_number() -> int:
    return next(_numbers)
