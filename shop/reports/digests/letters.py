"""The digest as a mail: written when it is sent, as things stand then, in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from shop.kernel.letters import Draft, Letter
from shop.mail.settings import address_of
from shop.organisations.queries import actor_from, memberships_of_people
from shop.reports.digests.content import digest_of
from shop.reports.policies import may_get_digest
from shop.web.language import LOCALES


def letters_of_digests(drafts: Sequence[Draft]) -> dict[int, Letter]:
    """The letters of these drafts; whoever has left, or does something else by now, gets none."""
    held = memberships_of_people({draft.person_id for draft in drafts})
    letters: dict[int, Letter] = {}
    for draft in drafts:
        mine = (one for one in held.get(draft.person_id, []) if one.id == draft.membership_id)
        membership = next(mine, None)
        if membership is None or not may_get_digest(actor_from(membership)):
            continue
        with force_locale(LOCALES[draft.language]):
            digest = digest_of(actor_from(membership), draft.language)
            because = _(
                "You get this because you act for %(organisation)s.", organisation=membership.named(draft.language)
            )
            year, month = draft.digest.split("-")
            letters[draft.mail_id] = Letter(
                subject=_("%(of)s: your digest of %(year)s-%(month)s", of=digest.of, year=year, month=month),
                said=(_("Once a month the shop tells how you stand, what is due and what arrives."),),
                to_do="",
                link=address_of("reports.desk"),
                link_label=_("Open your desk"),
                items=tuple((part.title, part.lines) for part in digest.parts),
                closing=(because,),
            )
    return letters
