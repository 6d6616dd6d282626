"""What somebody is told about mails and the addresses they go to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "address_refused": _l("Mail to %(person)s does not arrive: there is no such address, says the server."),
    "mail_given_up": _l("Mails could not be sent and were given up today. The list of mails says why."),
}
