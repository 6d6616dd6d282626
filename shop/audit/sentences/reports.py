"""What was done to files that are made in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "file.asked": _l("The file %(name)s was asked for: %(count)s rows."),
    "file.made": _l("The file %(name)s was made: %(count)s rows."),
    "file.failed": _l("The file %(name)s could not be made."),
    "file.cancelled": _l("The file %(name)s was cancelled."),
    "file.thrown_away": _l("The file %(name)s was thrown away."),
    "file.expired": _l("The file %(name)s had been kept for 30 days and was deleted."),
}
