"""Putting mails out, choosing what comes by mail, and forgetting old ones. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_ignoring, insert_unless_there, locked
from shop.kernel.refusals import Refused
from shop.mail.models import MailSettings, OutgoingMail
from shop.mail.words import EVERYTHING, Group, How, MailState

MAIL, SETTINGS = OutgoingMail.__table__, MailSettings.__table__

BODIES_KEPT_FOR = timedelta(days=30)
"""What a mail said is kept so long after it was sent, failed or dropped."""

ROWS_KEPT_FOR = timedelta(days=180)
"""And so long that there was one."""

MOST_FORGOTTEN = 500


def put_out(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write mails to be sent, each once by its ``key``; with person, membership, notice and group, or a summary."""
    now = clock.now()
    usual: dict[str, Any] = dict.fromkeys(("membership_id", "notice_id", "kind", "why", "sent_at", "forget_at"))
    usual |= {"about": {}, "attempts": 0}
    empty = dict.fromkeys(("said", "claim", "address", "language", "subject", "text", "html"), "")
    dates = {"made_at": now, "next_try_at": now}
    whole = [usual | empty | dates | {"state": MailState.WAITING} | dict(row) for row in rows]
    insert_ignoring(db.session(), MAIL, ["key"], whole)


def choose(person_id: int, language: str, choices: Mapping[Group, How]) -> None:
    """A person wants mails in this language, and each group of notices when they say."""
    chosen = {group.value: how.value for group, how in choices.items()}
    _set(person_id, language=language, choices=chosen)


def stop(person_id: int, what: str) -> None:
    """Nothing of a group is mailed to a person any more, or no summaries, or nothing at all; again is the same."""
    settings = _locked_settings(person_id)
    stopped = [group.value for group in Group] if what == EVERYTHING else [what]
    settings.choices = settings.choices | dict.fromkeys(stopped, How.NEVER.value)
    db.session.flush()


def note_refused(person_id: int, address: str) -> None:
    """Nothing is mailed to this address of a person's any more."""
    _set(person_id, refused_address=address, refused_at=clock.now())


def try_address_again(person_id: int, *, by: Actor) -> None:
    """The address of a person is good again, somebody says: mails go there from now on."""
    _set(person_id, refused_address=None, refused_at=None)
    record(by, "person.mail_tried_again", "person", person_id)


def send_again(mail_id: int, *, by: Actor) -> OutgoingMail:
    """A mail that was given up, or waits for its next try, is due now; raises ``Refused`` for any other."""
    asked = locked(select(OutgoingMail).where(OutgoingMail.id == mail_id))
    mail = db.session.execute(asked).scalar_one()
    if mail.state not in (MailState.WAITING, MailState.FAILED):
        raise Refused(_l("This mail has been sent, is being sent, or need not be sent any more."))
    _set(mail.person_id, refused_address=None, refused_at=None)
    mail.state, mail.next_try_at, mail.attempts = MailState.WAITING, clock.now(), 0
    mail.forget_at = None
    db.session.flush()
    record(by, "mail.sent_again", "mail", mail.id)
    return mail


def forget() -> int:
    """What old mails said is removed, and later the mails themselves, a batch at a time. Returns how many."""
    asked = select(MAIL.c.id, MAIL.c.text).where(MAIL.c.forget_at <= clock.now()).order_by(MAIL.c.forget_at, MAIL.c.id)
    due = db.session.execute(locked(asked.limit(MOST_FORGOTTEN), skip=True)).all()
    emptied = [mail_id for mail_id, text in due if text]
    gone = [mail_id for mail_id, text in due if not text]
    db.session.execute(delete(MAIL).where(MAIL.c.id.in_(gone)))
    empty = {"text": "", "html": "", "forget_at": clock.now() + ROWS_KEPT_FOR - BODIES_KEPT_FOR}
    db.session.execute(update(MAIL).where(MAIL.c.id.in_(emptied)).values(empty))
    return len(due)


def _set(person_id: int, **values: Any) -> None:
    settings = _locked_settings(person_id)
    for name, value in values.items():
        setattr(settings, name, value)
    db.session.flush()


def _locked_settings(person_id: int) -> MailSettings:
    """The person's settings, made if there are none; two at once wait for each other."""
    row: dict[str, Any] = {
        "person_id": person_id,
        "language": None,
        "choices": {},
        "refused_address": None,
        "refused_at": None,
    }
    insert_unless_there(db.session(), SETTINGS, ["person_id"], row)
    asked = locked(select(MailSettings).where(MailSettings.person_id == person_id))
    return db.session.execute(asked).scalar_one()
