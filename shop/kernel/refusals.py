"""When a rule of the trade says no: raised by services, shown by one handler as a sentence a farmer understands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Refused(Exception):
    """A rule of the trade says no.

    ``message`` is a translated (or lazy) sentence for the user; ``field`` names the form field it belongs beside.
    ``others`` are what else is wrong with the same form. Nothing of the transaction may be kept once it is raised.
    """

    others: tuple[Refused, ...] = ()

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


def refuse_if_any(faults: Iterable[Refused]) -> None:
    """Raise the first of several faults with the others beside it: whoever fills in a form learns of all at once."""
    found = tuple(faults)
    if found:
        found[0].others = found[1:]
        raise found[0]


class NotYours(Exception):
    """What was asked for does not exist for this actor: shown as 404, whoever owns it."""
