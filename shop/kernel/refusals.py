"""When a rule of the trade says no: raised by services, shown by one handler as a sentence a farmer understands."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A rule of the trade says no.

    ``message`` is a translated (or lazy) sentence for the user; ``field`` names the form field it belongs beside.
    Nothing of the transaction may be kept once it is raised.
    """

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotYours(Exception):
    """What was asked for does not exist for this actor: shown as 404, whoever owns it."""
