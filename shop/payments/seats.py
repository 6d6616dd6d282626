"""Which of one side's lines tells of which payment: as many as can be are seated, so that none is counted twice. Pure.

Two equal transfers on neighbouring days can be told apart by neither bank. If a line takes the place that another one
needs, the other would look like a third transfer; so those that sit already move up (Kuhn's way of matching).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def seated(new: int, seats: Mapping[int, int], could_be: Mapping[int, Sequence[int]]) -> dict[int, int] | None:
    """Who sits where once the line ``new`` sits too, by line; nothing if there is no place for it.

    ``seats`` is where lines sit now, ``could_be`` the payments that each may tell of, the likeliest first.
    """
    by_payment = {payment: line for line, payment in seats.items()}
    tried: set[int] = set()

    def sit(line: int) -> bool:
        for payment in could_be.get(line, ()):
            if payment in tried:
                continue
            tried.add(payment)
            if payment not in by_payment or sit(by_payment[payment]):
                by_payment[payment] = line
                return True
        return False

    return {line: payment for payment, line in by_payment.items()} if sit(new) else None
