"""What was done to people and how they sign in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "person.registered": _l("%(name)s was registered."),
    "person.password_changed": _l("The password was changed."),
}
