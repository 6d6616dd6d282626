"""Requests as the pinned SDK knows them: decoded from its form bodies, and checked against its own TypedDicts."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import stripe._request_options as options
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe._stripe_context import StripeContext
from typing_extensions import is_typeddict

STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
PART = re.compile(r"[^\[\]]+")
NOT_IN_BODIES = frozenset(options.RequestOptions.__annotations__)


class Unknown(Exception):
    """The SDK's types do not know a parameter, or not in this form."""


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`line_items[0][quantity]=1` and its like, as nested dicts and lists."""
    top: dict[str, Any] = {}
    for name, value in pairs:
        place: Any = top
        *way, last = PART.findall(name)
        for part in way:
            place = place.setdefault(part, {})
        place[last] = value
    return {name: _lists(value) for name, value in top.items()}


def check(module: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with numbers made numbers. Raises ``Unknown`` for what the SDK could not have meant."""
    strays = NOT_IN_BODIES.intersection(body)
    if strays:
        raise Unknown(f"Received unknown parameters: {', '.join(sorted(strays))}")
    try:
        return dict(_adapter(module, name).validate_python(body))
    except ValidationError as error:
        first = error.errors()[0]
        raise Unknown(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


@cache
def _adapter(module: str, name: str) -> TypeAdapter[Any]:
    found = importlib.import_module(f"stripe.params.{module}")
    for home in (options, found):
        for thing in vars(home).values():
            if is_typeddict(thing):
                thing.__pydantic_config__ = STRICT
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(found, name))
    names = {**vars(options), **vars(found), "StripeContext": StripeContext}
    adapter.rebuild(raise_errors=True, _types_namespace=names)
    return adapter


def _lists(value: Any) -> Any:
    """A dict whose keys are 0, 1, 2, … is a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(part) for name, part in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
