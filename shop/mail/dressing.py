"""A letter as it goes out: a subject, plain text, and simple HTML that asks nothing of anybody when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from shop.kernel.letters import Letter
from shop.mail.settings import address_of, stop_token
from shop.mail.smtp import Envelope, one_line
from shop.web.language import LOCALES

WORDMARK = "山货 Shanhuo"
SHEET = "mail/letter.css"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a mail goes to."""

    id: int
    name: str
    address: str
    language: str


def dressed(key: str, letter: Letter, person: Addressee, stops: str) -> Envelope:
    """The mail to a person, in their language, in which ``letter`` is written already; ``stops`` is what its link
    stops.
    """
    stop = address_of("mail.stop", token=stop_token(person.id, stops))
    name, language = person.name, person.language
    with force_locale(LOCALES[language]):
        return Envelope(
            key=key,
            name=name,
            address=person.address,
            subject=one_line(letter.subject, 120),
            text=as_text(letter, name, stop),
            html=as_html(letter, name, stop, language),
            stop=stop,
            language=language,
        )


def as_text(letter: Letter, name: str, stop: str) -> str:
    """The plain text; whoever reads nothing else misses nothing."""
    parts = [_("Dear %(name)s,", name=one_line(name)), *letter.said]
    parts += ["\n".join([title, *(f"- {line}" for line in lines)]) for title, lines in letter.items]
    parts += [
        "\n".join([card.title, *(f"  {_fact(term, what)}" for term, what in card.facts)]) for card in letter.cards
    ]
    parts += [letter.to_do, _fact(letter.link_label, letter.link), *letter.closing]
    parts += [f"-- \n{WORDMARK}\n" + _("Stop these mails or choose which you get: %(link)s", link=stop)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _fact(term: str, what: str) -> str:
    return str(_("%(term)s: %(what)s", term=term, what=what))


def as_html(letter: Letter, name: str, stop: str, language: str) -> str:
    """The same, dressed; everything that people typed is escaped, nothing is loaded and nobody is counted."""
    template = current_app.jinja_env.get_template("mail/_letter.html")
    folder = Path(current_app.static_folder or "")
    return template.render(
        letter=letter,
        name=one_line(name),
        stop=stop,
        wordmark=WORDMARK,
        sheet=_sheet(folder / SHEET),
        lang="en" if language == "en" else "zh-CN",
    )


@cache
def _sheet(path: Path) -> Markup:
    """The stylesheet goes along inside the mail: a mail that asked for it would tell when it is read."""
    return Markup("<style>\n{}</style>").format(Markup(path.read_text("utf-8")))  # noqa: S704 – a file of ours
