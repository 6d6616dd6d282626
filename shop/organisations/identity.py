"""ID numbers of linked people: read, checked, and at once turned into a keyed hash and a mask.

The whole number is never written anywhere: who has the card may type it, and from then on only the hash tells that
somebody is the same. The hash is keyed because there are few enough ID numbers to try them all without a key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from shop.documents.cells import plain
from shop.kernel import clock
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

LENGTH = 18
FIRST, LAST = 6, 4
"""So many characters of an ID number are shown at its beginning (the county) and at its end."""

SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
MASK = re.compile(r"\d{6}\*{8}\d{3}[\dX]", re.ASCII)
SPREADSHEETS_NUMBER = re.compile(r"\d([.,]\d+)?E\+?1[5-8]", re.ASCII)
ZEROS_FOR_DIGITS = re.compile(r"\d{15}000", re.ASCII)
HIDDEN = "*"


class IdFault(Labelled):
    """Why something is no ID number."""

    ROUNDED = (
        "rounded",
        _l(
            "Excel turned this ID number into a number and lost its last digits. Format the column as text, then type "
            "the number again."
        ),
    )
    LENGTH = "length", _l("An ID number has 18 characters: 17 digits, and a digit or an X at the end.")
    MISTYPED = (
        "mistyped",
        _l("This is not a valid ID number: a digit must be wrong. Please compare it with the card."),
    )
    UNBORN = "unborn", _l("This ID number belongs to somebody who is not born yet.")


class NoIdNumber(Refused):
    """What was typed is no ID number; ``fault`` is why."""

    def __init__(self, fault: IdFault, field: str) -> None:
        super().__init__(fault.label, field=field)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Identified:
    """All that is kept of an ID number."""

    hash: str
    masked: str


def checked_id_number(typed: str, *, field: str = "id_number") -> str:
    """The 18 characters of an ID number, whatever keyboard wrote them; raises ``Refused`` for what is none."""
    number = re.sub(r"[\s\-'‘’]", "", plain(typed)).upper()
    fault = _fault_of(number)
    if fault is not None:
        raise NoIdNumber(fault, field)
    return number


def identify(typed: str, *, field: str = "id_number") -> Identified:
    """What is kept of an ID number that somebody typed; raises ``Refused`` for what is none."""
    number = checked_id_number(typed, field=field)
    return Identified(id_hash(number), masked(number))


def id_hash(number: str) -> str:
    """The keyed hash (64 hexadecimal digits) by which a person is the same in any scope; of a checked number."""
    key = str(current_app.config["IDENTITY_KEY"]).encode()
    return hmac.new(key, number.encode("ascii"), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """An ID number as it is shown: ``530624********001X``."""
    return number[:FIRST] + HIDDEN * (LENGTH - FIRST - LAST) + number[-LAST:]


def masked_name(name: str) -> str:
    """A name as it is shown to whom it does not concern: 李*明, 李*; of a name in Latin letters the first letter."""
    if not name:
        return ""
    if name[0].isascii() or len(name) == 1:
        return name[0] + HIDDEN * 2
    return name[0] + HIDDEN * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


def _fault_of(number: str) -> IdFault | None:
    """What is wrong with it. Its county is not looked at: those of forty years ago are in no list."""
    if SPREADSHEETS_NUMBER.fullmatch(number):
        return IdFault.ROUNDED
    if not SHAPE.fullmatch(number):
        return IdFault.LENGTH
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        born = None
    if born is None or ric.calc_check_digit(number) != number[-1]:
        return IdFault.ROUNDED if ZEROS_FOR_DIGITS.fullmatch(number) else IdFault.MISTYPED
    return IdFault.UNBORN if born > clock.today() else None
