"""What the mails about notices say, each in its reader's language. As few questions for many as for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.letters import Draft, Letter, LettersOf
from shop.mail.settings import address_of
from shop.notices.groups import REMINDERS, to_do
from shop.notices.models import Notice
from shop.notices.reminding import HowPaid, how_paid, reminder
from shop.notices.telling import sentence
from shop.notices.ways import way_to
from shop.organisations.queries import HeldMembership, actor_from, memberships_of_people, names_in
from shop.web.language import LANGUAGES, LOCALES

NAMES = ("unit", "supplier", "successor")
Held = Mapping[int, list[HeldMembership]]


def answer_letters_of(question: LettersOf) -> dict[int, Letter]:
    """The letters of these drafts. Six queries at most; what need not be said any more is left out."""
    notices = _notices({notice_id for draft in question.drafts for notice_id in draft.notice_ids})
    held = memberships_of_people({draft.person_id for draft in question.drafts})
    named = {name for notice in notices.values() for name in _named(notice)}
    spoken = {draft.language for draft in question.drafts}
    names = {language: names_in(language, named) for language in LANGUAGES if language in spoken}
    paid = how_paid([notice for notice in notices.values() if notice.kind in REMINDERS])
    letters: dict[int, Letter] = {}
    for draft in question.drafts:
        with force_locale(LOCALES[draft.language]):
            about = [notices[notice_id] for notice_id in draft.notice_ids if notice_id in notices]
            write = _summary if draft.is_summary else _single
            letter = write(draft, about, held, names[draft.language], paid)
        if letter is not None:
            letters[draft.mail_id] = letter
    return letters


def _single(
    draft: Draft, about: Sequence[Notice], held: Held, names: Mapping[str, str], paid: HowPaid
) -> Letter | None:
    mine = (membership for membership in held.get(draft.person_id, []) if membership.id == draft.membership_id)
    membership = next(mine, None)
    if membership is None or not about or not _may_read(about[0], membership):
        return None
    notice = about[0]
    link = way_to(notice, actor_from(membership), address_of) or address_of("notices.index")
    if len(held[draft.person_id]) > 1:  # they may act for another when they follow it
        link = address_of("notices.one", notice_id=notice.id)
    because = _("You get this because you act for %(organisation)s.", organisation=membership.named(draft.language))
    if notice.kind in REMINDERS:
        return reminder(notice, names, paid, because, link)
    short = {key: value for key, value in notice.particulars.items() if key != "reason"}
    return Letter(
        subject=sentence(notice.kind, short, names),
        said=(sentence(notice.kind, notice.particulars, names),),
        to_do=to_do(notice.kind),
        link=link,
        link_label=_("Open it in the shop"),
        closing=(because,),
    )


def _summary(
    draft: Draft, about: Sequence[Notice], held: Held, names: Mapping[str, str], paid: HowPaid
) -> Letter | None:
    """What happened, by the organisations that the person works for."""
    sections = []
    for membership in held.get(draft.person_id, []):
        theirs = [
            notice
            for notice in about
            if notice.organisation_id == membership.organisation_id and _may_read(notice, membership)
        ]
        lines = tuple(sentence(notice.kind, notice.particulars, names) for notice in theirs)
        if lines:
            sections.append((membership.named(draft.language), lines))
    count = sum(len(lines) for _name, lines in sections) + draft.more
    if not sections:
        return None
    more = ngettext("%(num)d older notice stands in the shop.", "%(num)d older notices stand in the shop.", draft.more)
    return Letter(
        subject=ngettext("%(num)d piece of news for you", "%(num)d pieces of news for you", count),
        said=(_("This has happened since the last summary, and you have not seen it in the shop yet."),),
        to_do=_("Please look whether anything of it waits for you."),
        link=address_of("notices.index"),
        link_label=_("Open your notices"),
        items=tuple(sections),
        closing=(more,) if draft.more else (),
    )


def _may_read(notice: Notice, membership: HeldMembership) -> bool:
    """Whoever has lost a role since is not told any more what only that role is told."""
    return notice.role is None or notice.role in membership.roles


def _named(notice: Notice) -> set[str]:
    """The registered names of the organisations that a notice names."""
    bills = notice.particulars.get("bills", {}).values()
    return {str(said[key]) for said in (notice.particulars, *bills) for key in NAMES if key in said}


def _notices(ids: set[int]) -> dict[int, Notice]:
    asked = select(Notice).where(Notice.id.in_(sorted(ids)))
    return {notice.id: notice for notice in db.session.execute(asked).scalars()}
