"""The names people sign in by: an e-mail address or a mobile phone number."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import lazy_gettext as _l

from shop.kernel.refusals import Refused

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOBILE = re.compile(r"(?:\+?86)?(1\d{10})", re.ASCII)
LONGEST = 254


def read_name(typed: str) -> str:
    """What was typed as it would be stored: narrow signs, lower case, a phone number's digits alone."""
    name = unicodedata.normalize("NFKC", typed).replace("\0", "").strip().casefold()[:LONGEST]
    digits = MOBILE.fullmatch(re.sub(r"[\s().-]", "", name))
    return digits.group(1) if digits else name


def checked_email(typed: str) -> str:
    """An e-mail address in lower case; raises ``Refused``."""
    email = read_name(typed)
    if not EMAIL.fullmatch(email) or len(typed.strip()) > LONGEST:
        raise Refused(_l("This is not an e-mail address."), field="email")
    return email


def checked_phone(typed: str) -> str:
    """The eleven digits of a mobile number; raises ``Refused``."""
    phone = read_name(typed)
    if not MOBILE.fullmatch(phone):
        raise Refused(_l("A mobile number has eleven digits and begins with 1."), field="phone")
    return phone
