"""Publishing what has happened to the slices that stand further left; `shop.wiring` says who hears what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened, named in the past participle; holds ids and values, never rows."""


class Switchboard:
    """Handlers by event type and answerers by question type, connected once by the wiring page."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], tuple[Callable[[Any], None], ...]] = {}
        self._answerers: dict[type[Any], Callable[[Any], Any]] = {}

    def connect(
        self,
        handlers: Mapping[type[Event], tuple[Callable[[Any], None], ...]],
        answerers: Mapping[type[Any], Callable[[Any], Any]],
    ) -> None:
        self._handlers = dict(handlers)
        self._answerers = dict(answerers)

    def handlers_of(self, kind: type[Event]) -> tuple[Callable[[Any], None], ...]:
        return self._handlers.get(kind, ())

    def answerer_of(self, kind: type[Any]) -> Callable[[Any], Any]:
        return self._answerers[kind]


switchboard = Switchboard()


def publish(event: Event) -> None:
    """Tell everyone concerned, at once and in the same transaction; what a handler raises travels to the caller."""
    for handle in switchboard.handlers_of(type(event)):
        handle(event)
