"""The stored words of files that are made in the background."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class FileOf(Labelled):
    """What a file holds."""

    LEDGER = "ledger", _l("Ledger")


class FileState(Labelled):
    """Where a file stands."""

    WAITING = "waiting", _l("Waiting")
    RUNNING = "running", _l("Being made")
    READY = "ready", _l("Ready")
    FAILED = "failed", _l("Failed")
    GONE = "gone", _l("Gone")


class Fault(Labelled):
    """Why there is no file."""

    NOT_YOURS = "not_yours", _l("You no longer act for the organisation for which you asked for this file.")
    BROKEN = "broken", _l("The shop could not make this file. Please tell the operator.")
    CANCELLED = "cancelled", _l("It was cancelled before it was made.")
    THROWN_AWAY = "thrown_away", _l("It was thrown away.")
    EXPIRED = "expired", _l("It was kept for 30 days.")
