"""What the worker does with mails: it takes those whose turn has come, and hands them to the server one by one.

Taking is one statement and is committed; no transaction is open while the server is asked; what became of each mail is
committed at once. So a worker that dies leaves its mails taken, and after ``TAKEN_FOR`` they are due again. If it dies
after the server's answer and before the commit, that one mail goes out a second time: it has the same Message-ID, by
which many programs show it once, but nothing here can rule it out. Like the inbox of payments, this module commits.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

import structlog
from jinja2 import TemplateError
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.events import publish
from shop.kernel.letters import Draft, Letter, LettersOf
from shop.kernel.questions import ask
from shop.mail.dressing import Addressee, dressed
from shop.mail.events import AddressRefused, MailGivenUp
from shop.mail.models import MailSettings, OutgoingMail
from shop.mail.services import BODIES_KEPT_FOR, note_refused
from shop.mail.settings import is_set_up
from shop.mail.smtp import Envelope, Line, Undelivered
from shop.mail.words import DAILY, Group, MailState, Why
from shop.web import pulse
from shop.web.language import LANGUAGES

AT_ONCE = 20
TAKEN_FOR = timedelta(minutes=10)
MARGIN = 60
"""Seconds before its mails are due again at which a worker leaves what it has not sent to the next round."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long a mail waits after each try that failed; after one more it is given up: two days all in all."""

MAIL = OutgoingMail.__table__
FAULTS = (SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError, TemplateError)

log = structlog.get_logger("shop.mail")


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken, as plain data: reading a row again would open a transaction while the server is asked."""

    id: int
    key: str
    person_id: int
    membership_id: int | None
    notice_id: int | None
    group: Group | None
    about: dict[str, Any]
    attempts: int


def send_due() -> int:
    """Take a batch of mails whose turn has come and send them. Commits. Returns how many were tried.

    When the server cannot be reached it is not asked again for the rest, and 0 is returned: they wait for their turn.
    """
    if not is_set_up():
        return 0
    began, claim = time.monotonic(), token_hex(16)
    mails = take(claim)
    if mails:
        pulse.beat()  # a long queue is no silence
    ready = written(mails)
    db.session.rollback()
    trouble: Undelivered | None = None
    with Line() as line:
        for mail in mails:
            if time.monotonic() - began > TAKEN_FOR.total_seconds() - MARGIN:
                break
            trouble = _sent(line, mail, ready[mail.id], claim, trouble)
    return 0 if trouble else len(mails)


def take(claim: str) -> list[Taken]:
    """Mails whose turn has come, taken for a while under ``claim``; nobody else gets the same ones. Commits."""
    due = select(MAIL.c.id).where(MAIL.c.next_try_at <= clock.now()).order_by(MAIL.c.next_try_at, MAIL.c.id)
    mine = due.limit(AT_ONCE).with_for_update(skip_locked=True).cte("due")  # read once, whatever the planner thinks
    taken = update(MAIL).where(MAIL.c.id.in_(select(mine.c.id))).values(
        state=MailState.SENDING, claim=claim, attempts=MAIL.c.attempts + 1, next_try_at=clock.now() + TAKEN_FOR
    )  # fmt: skip
    columns = (MAIL.c.id, MAIL.c.key, MAIL.c.person_id, MAIL.c.membership_id, MAIL.c.notice_id)
    rows = db.session.execute(taken.returning(*columns, MAIL.c.kind, MAIL.c.about, MAIL.c.attempts))
    mails = sorted((Taken(*row) for row in rows), key=lambda mail: mail.id)
    db.session.commit()
    return mails


def written(mails: Sequence[Taken]) -> dict[int, Envelope | Why]:
    """Each mail as it would go out now, or why it need not or cannot. As few questions for all as for one."""
    if not mails:
        return {}
    try:
        return _written(mails)
    except FAULTS as error:
        db.session.rollback()
        log.error("mail", mails=[mail.id for mail in mails], unwritable=type(error).__name__)
        if len(mails) == 1:
            return {mails[0].id: Why.UNWRITABLE}
    return {mail.id: one for mail in mails for one in written([mail]).values()}


def _written(mails: Sequence[Taken]) -> dict[int, Envelope | Why]:
    people = _people({mail.person_id for mail in mails})
    drafts = [_draft(mail, people[mail.person_id].language) for mail in mails if mail.person_id in people]
    letters: Mapping[int, Letter] = ask(LettersOf(tuple(drafts)))
    ready: dict[int, Envelope | Why] = {}
    for mail in mails:
        if mail.person_id not in people:
            ready[mail.id] = Why.NOBODY
        elif mail.id not in letters:
            ready[mail.id] = Why.OVERTAKEN
        else:
            stops = mail.group.value if mail.group else DAILY
            ready[mail.id] = dressed(mail.key, letters[mail.id], people[mail.person_id], stops)
    return ready


def _people(ids: set[int]) -> dict[int, Addressee]:
    """Those of them whom mail reaches. One query."""
    asked = (
        select(Person.id, Person.name, Person.email, MailSettings.language, MailSettings.refused_address)
        .outerjoin(MailSettings, MailSettings.person_id == Person.id)
        .where(Person.id.in_(ids), Person.active.is_(True), Person.email.is_not(None))
    )
    return {
        person_id: Addressee(person_id, name, email, language if language in LANGUAGES else "zh")
        for person_id, name, email, language, refused in db.session.execute(asked)
        if email and email != refused
    }


def _draft(mail: Taken, language: str) -> Draft:
    notices = (mail.notice_id,) if mail.notice_id else tuple(mail.about.get("notices", ()))
    more = int(mail.about.get("more", 0))
    digest = str(mail.about.get("digest", ""))
    return Draft(
        mail.id,
        mail.person_id,
        mail.membership_id,
        language,
        notices,
        more,
        is_summary=mail.notice_id is None and not digest,
        digest=digest,
    )


def _sent(
    line: Line, mail: Taken, ready: Envelope | Why, claim: str, trouble: Undelivered | None
) -> Undelivered | None:
    """Send one mail and note what became of it. Returns the trouble that would befall all others as well."""
    if isinstance(ready, Why):
        _keep(mail, claim, Undelivered(ready, again=ready is Why.UNWRITABLE), None)
        return trouble
    try:
        if trouble is not None:
            raise trouble
        line.send(ready)
    except Undelivered as undelivered:
        log.warning("mail", mail=mail.id, tries=mail.attempts, why=undelivered.why.value)
        _keep(mail, claim, undelivered, ready)
        return undelivered if undelivered.whole else None
    _keep(mail, claim, None, ready)
    return None


def _keep(mail: Taken, claim: str, trouble: Undelivered | None, envelope: Envelope | None) -> None:
    """Note how it stands now, unless it took so long that another worker has taken it since. Commits."""
    values: dict[str, object] = {"claim": "", "why": None, "said": ""}
    if envelope is not None:
        values |= {"address": envelope.address, "subject": envelope.subject, "language": envelope.language}
        values |= {"text": envelope.kept(envelope.text), "html": envelope.kept(envelope.html)}
    if trouble is None:
        values |= {"state": MailState.SENT, "sent_at": clock.now(), "next_try_at": None}
    else:
        values |= {"why": trouble.why, "said": trouble.said} | _next(mail.attempts, trouble)
    if values["next_try_at"] is None:
        values["forget_at"] = clock.now() + BODIES_KEPT_FOR
    mine = update(MAIL).where(MAIL.c.id == mail.id, MAIL.c.claim == claim, MAIL.c.state == MailState.SENDING)
    if db.session.execute(mine.values(values), execution_options={"preserve_rowcount": True}).rowcount:  # type: ignore[attr-defined]
        if trouble is not None and trouble.why is Why.ADDRESS and envelope is not None:
            note_refused(mail.person_id, envelope.address)
            publish(AddressRefused(mail.person_id))
        elif values.get("state") is MailState.FAILED:
            publish(MailGivenUp(mail.id))
    db.session.commit()


def _next(attempts: int, trouble: Undelivered) -> dict[str, object]:
    if trouble.why in (Why.NOBODY, Why.OVERTAKEN):
        return {"state": MailState.DROPPED, "next_try_at": None}
    if trouble.again and attempts <= len(BACK_OFF):
        return {"state": MailState.WAITING, "next_try_at": clock.now() + BACK_OFF[attempts - 1]}
    return {"state": MailState.FAILED, "next_try_at": None}
