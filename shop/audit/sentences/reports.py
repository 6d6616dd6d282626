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
    "bulletin.begun": _l("The bulletin “%(title)s” was begun."),
    "bulletin.written": _l("The draft of the bulletin “%(title)s” was changed."),
    "bulletin.proposed": _l("The bulletin “%(title)s” was frozen and proposed for signature."),
    "bulletin.taken_back": _l("The bulletin “%(title)s” was taken back into its draft."),
    "bulletin.returned": _l("The bulletin “%(title)s” was returned into its draft."),
    "bulletin.signed": _l("The bulletin “%(title)s” was signed as %(number)s."),
    "bulletin.withdrawal_proposed": _l("It was proposed to withdraw the bulletin %(number)s."),
    "bulletin.withdrawn": _l("The bulletin %(number)s was withdrawn."),
    "bulletin.kept": _l("The bulletin %(number)s was left in force."),
    "bulletin.discarded": _l("The draft of the bulletin “%(title)s” was given up."),
    "publishing.proposed": _l("Another choice of what is published was proposed (no. %(number)s)."),
    "publishing.approved": _l("The choice no. %(number)s of what is published was approved and holds from now on."),
    "publishing.refused": _l("The choice no. %(number)s of what is published was refused."),
    "publishing.withdrawn": _l("The choice no. %(number)s of what is published was withdrawn."),
}
