"""What happens when: a queue of moments, worked off in order with the clock held at each."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from shop.kernel import clock

Deed = Callable[[], None]


class Timeline:
    """Deeds by moment. A deed may plan further deeds; what lies behind the end never happens."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._queue: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()

    def plan(self, moment: datetime, deed: Deed) -> None:
        """Something will happen then, after whatever was planned for the same moment before."""
        if moment < self.end:
            heapq.heappush(self._queue, (moment, next(self._numbers), deed))

    def deeds(self) -> Iterator[tuple[datetime, Deed]]:
        """Each deed with its moment, in order, the clock held at it."""
        while self._queue:
            moment, _number, deed = heapq.heappop(self._queue)
            clock.set_to(moment)
            yield moment, deed
