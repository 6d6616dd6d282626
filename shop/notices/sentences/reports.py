"""What somebody is told about files that were made for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "file_ready": _l("Your file %(file)s is ready. It waits under “My files” until %(day)s."),
    "file_failed": _l("Your file %(file)s could not be made."),
    "bulletin_proposed": _l("%(by)s proposed the bulletin “%(title)s”: a second official signs it."),
    "bulletin_taken_back": _l("%(by)s took the bulletin “%(title)s” back into its draft."),
    "bulletin_returned": _l("%(by)s returned the bulletin “%(title)s” into its draft."),
    "bulletin_signed": _l("The bulletin “%(title)s” was signed as %(number)s."),
    "bulletin_withdrawal_proposed": _l(
        "%(by)s proposed to withdraw the bulletin %(number)s: a second official decides."
    ),
    "bulletin_withdrawn": _l("The bulletin %(number)s was withdrawn and is no longer in force."),
    "bulletin_kept": _l("The bulletin %(number)s was left in force."),
    "publishing_proposed": _l("%(by)s proposed what is published of our progress: a second official decides."),
    "publishing_approved": _l("%(by)s approved what is published of our progress (no. %(number)s): it holds now."),
    "publishing_refused": _l("%(by)s refused the proposal no. %(number)s of what is published of our progress."),
    "publishing_withdrawn": _l("%(by)s withdrew the proposal no. %(number)s of what is published of our progress."),
}
