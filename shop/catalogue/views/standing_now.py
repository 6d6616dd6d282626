"""When somebody else was faster: what stands now beside what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_wtf import FlaskForm
from wtforms import Field, SelectFieldBase

from shop.web.forms import ShopForm

LEFT_OUT = frozenset({"csrf_token", "version", "once"})


class Difference(NamedTuple):
    """A field that somebody else has saved otherwise than it was typed here."""

    label: Any
    now: str
    typed: str


def differences(typed: ShopForm, stands: FlaskForm) -> list[Difference]:
    """Where what was typed differs from what stands now, in the order of the form."""
    found = []
    for field in typed:
        if field.name in LEFT_OUT:
            continue
        here, there = shown(field), shown(stands[field.name])
        if here != there:
            found.append(Difference(field.label.text, there, here))
    return found


def shown(field: Field) -> str:
    """What stands in a field, as it reads: of a choice its words."""
    if isinstance(field, SelectFieldBase):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return "、".join(_labels(field, {str(value) for value in chosen})) or "–"
    return str(field._value() if hasattr(field, "_value") else field.data or "") or "–"


def _labels(field: Any, chosen: set[str]) -> Iterable[str]:
    for value, label, *_rest in _flat(field.choices):
        if str(value) in chosen:
            yield str(label)


def _flat(choices: Any) -> Iterable[Any]:
    return [one for group in choices.values() for one in group] if isinstance(choices, dict) else choices
