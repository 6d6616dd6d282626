"""What has happened to mails."""

from __future__ import annotations

from dataclasses import dataclass

from shop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AddressRefused(Event):
    """A server said that a person's address does not exist; nothing is mailed there until somebody sees to it."""

    person_id: int


@dataclass(frozen=True, slots=True)
class MailGivenUp(Event):
    """A mail will not be tried again by itself."""

    mail_id: int
