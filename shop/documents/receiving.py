"""Photos that a form brings: drawn before the transaction that keeps them begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash
from flask_babel import gettext as _

from shop.documents import photos
from shop.documents.uploads import shown_name
from shop.extensions import db
from shop.kernel.refusals import Refused
from shop.web.uploads import UploadField


@dataclass(frozen=True, slots=True)
class Received:
    """The photos that could be drawn, and of the others what they are called and what is wrong with them."""

    made: list[photos.Made]
    faults: list[tuple[str, Any]]

    @staticmethod
    def sentence(fault: tuple[str, Any]) -> str:
        """What is wrong with one of the files, by its name."""
        name, reason = fault
        return str(_("%(name)s: %(reason)s", name=name, reason=reason))


def receive(*fields: UploadField) -> Received:
    """Draw the photos that were chosen in fields, at most a second each.

    What was read until here is committed first: on SQLite a request that may write holds everybody else up, and
    drawing writes nothing.
    """
    db.session.commit()
    made: list[photos.Made] = []
    faults: list[tuple[str, Any]] = []
    for upload in (upload for field in fields for upload in field.uploads):
        try:
            made.append(photos.make(upload.content))
        except Refused as refusal:
            faults.append((shown_name(upload.name) or "–", refusal.message))
    return Received(made, faults)


def say_faults(received: Received) -> None:
    """Tell of each file that was left out, and why."""
    for fault in received.faults:
        flash(received.sentence(fault), "error")
