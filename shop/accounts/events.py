"""What has happened to people."""

from __future__ import annotations

from dataclasses import dataclass

from shop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PersonSignedIn(Event):
    """Somebody has signed in; ``visitor`` is the token of the basket they had filled before, if they had."""

    person_id: int
    visitor: str | None = None
