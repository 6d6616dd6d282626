"""What somebody is told about files that were made for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "file_ready": _l("Your file %(file)s is ready. It waits under “My files” until %(day)s."),
    "file_failed": _l("Your file %(file)s could not be made."),
}
