"""Mails, and whom none reaches, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.mail.models import OutgoingMail
from shop.mail.queries import Unreached


def mails_table(mails: Iterable[OutgoingMail]) -> Table:
    """Mails and how they stand, without what they say."""
    columns = [
        Column(_("Written"), Cell.MOMENT, lambda mail: mail.made_at),
        Column(_("To"), Cell.TEXT, lambda mail: mail.person.name, width=16),
        Column(_("Address"), Cell.TEXT, lambda mail: mail.address or mail.person.email, width=30),
        Column(_("Subject line"), Cell.TEXT, lambda mail: mail.subject or None, width=50),
        Column(_("Standing"), Cell.TEXT, lambda mail: mail.state.label, width=16),
        Column(_("Why"), Cell.TEXT, lambda mail: mail.why.label if mail.why else None, width=40),
        Column(_("Tries"), Cell.NUMBER, lambda mail: mail.attempts),
        Column(_("Next try"), Cell.MOMENT, lambda mail: mail.next_try_at if mail.is_open else None),
    ]
    return Table(_("Outgoing mail"), columns, mails)


def unreached_table(people: Iterable[Unreached]) -> Table:
    """People whom no mail reaches, and why."""
    columns = [
        Column(_("Person"), Cell.TEXT, lambda one: one.name, width=16),
        Column(_("Address"), Cell.TEXT, lambda one: one.email, width=30),
        Column(_("Refused on"), Cell.DAY, lambda one: one.refused_at),
    ]
    return Table(_("Not reached by mail"), columns, people)
