"""What was done about mails and the addresses they go to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "person.mail_tried_again": _l("Mails go to the address again that a server had refused."),
    "mail.sent_again": _l("A mail was put out once more."),
}
