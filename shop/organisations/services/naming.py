"""What every organisation has: two names, a place in addresses, a unified social credit code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from shop.extensions import db
from shop.kernel import clock, numbers, pinyin
from shop.kernel.refusals import Refused
from shop.organisations.models import Organisation

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME, LONGEST_SLUG, LONGEST_READ = 200, 80, 50

Anybody = TypeVar("Anybody", bound=Organisation)


@dataclass(frozen=True, slots=True)
class Names:
    """``slug`` is the organisation's place in addresses: lower-case letters, digits and hyphens."""

    slug: str
    chinese: str
    english: str


def checked_credit_code(typed: str, *, field: str = "credit_code") -> str:
    """A unified social credit code as on the licence; raises ``Refused`` when its check character is wrong."""
    try:
        return uscc.validate(unicodedata.normalize("NFKC", typed))
    except ValidationError:
        raise Refused(
            _l("This is not a unified social credit code: it has 18 characters, and the last one checks the others."),
            field=field,
        ) from None


def text_of(typed: str, longest: int, *, field: str) -> str:
    """A text that has to be there, without the space around it; raises ``Refused``."""
    text = typed.strip()
    if not text:
        raise Refused(_l("This must not be empty."), field=field)
    if len(text) > longest:
        raise Refused(_l("This is too long: at most %(count)d characters.", count=longest), field=field)
    return text


def in_latin(chinese: str) -> str:
    """A Chinese name as English pages show it while nobody has given another: its pinyin."""
    return " ".join(part.capitalize() for part in pinyin.syllables(chinese))[:LONGEST_NAME] or chinese


def slug_for(chinese: str) -> str:
    """A place in addresses for a name that was typed in Chinese: its pinyin, and a number that nobody else has."""
    read = "-".join(pinyin.syllables(chinese))[:LONGEST_READ].strip("-")
    return f"{read or 'supplier'}-{numbers.new_number().lower()}"


def christen(organisation: Anybody, names: Names, credit_code: str | None) -> Anybody:
    """Give a new organisation its names and code and enter it in the register; raises ``Refused``."""
    organisation.slug = _free_slug(names.slug)
    organisation.name = text_of(names.chinese, LONGEST_NAME, field="name")
    organisation.name_english = text_of(names.english, LONGEST_NAME, field="name_english")
    organisation.credit_code = claimed_credit_code(credit_code) if credit_code else None
    organisation.created_at = clock.now()
    db.session.add(organisation)
    return organisation


def _free_slug(slug: str) -> str:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Refused(_l("An address may only contain lower-case letters, digits and hyphens."), field="slug")
    if db.session.execute(select(Organisation.id).where(Organisation.slug == slug)).first():
        raise Refused(_l("Another organisation already has this address."), field="slug")
    return slug


def claimed_credit_code(typed: str, own_id: int | None = None) -> str:
    """A credit code that no other organisation has; raises ``Refused``."""
    code = checked_credit_code(typed)
    taken = select(Organisation.id).where(Organisation.credit_code == code, Organisation.id.is_distinct_from(own_id))
    if db.session.execute(taken).first():
        raise credit_code_taken()
    return code


def credit_code_taken() -> Refused:
    """An organisation has this code already: of two who claim it at once, the second hears it from the database."""
    return Refused(_l("Another organisation already has this unified social credit code."), field="credit_code")
