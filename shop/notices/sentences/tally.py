"""What somebody is told about targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "target_revised": _l("Your target for %(number)s is now %(amount)s."),
}
