"""Names, phone numbers and credit codes of nobody, the same for the same key on every machine.

Nothing here belongs to a real person or organisation. The check characters are right because forms check them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from stdnum.cn import uscc

from shop.demo.records import Bilingual

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_START = "YY"  # bodies met in practice start with a digit or with M
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PHONE_START = "15400"  # 154 is not a prefix of any operator known to us


def number_of(*keys: str) -> int:
    """A large number that depends on the keys alone."""
    return int.from_bytes(sha256("\n".join(keys).encode()).digest()[:8])


def credit_code(key: str, *, registrar: str, division: str) -> str:
    """An 18-character unified social credit code with right check characters (GB 32100, and GB 11714 inside it).

    ``registrar`` is the two digits of the registering authority and kind, ``division`` a GB/T 2260 code.
    """
    number = number_of("credit code", key)
    body = BODY_START + "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(6))
    without_check = registrar + division + body + _body_check(body)
    return without_check + str(uscc.calc_check_digit(without_check))


def _body_check(body: str) -> str:
    rest = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, BODY_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def phone(key: str) -> str:
    """An 11-digit mobile number that no subscriber is known to have."""
    return f"{PHONE_START}{number_of('phone', key) % 1_000_000:06}"


def bank_account(key: str) -> str:
    """An account number of 19 digits that no bank gives out: theirs begin with their own number, and none is 0000."""
    return f"0000{number_of('bank account', key) % 10**15:015}"


def invoice_number(key: str, day: date) -> str:
    """The 20 digits of a fully digital invoice: the province stands after the year, and none is 00."""
    return f"{day:%y}00{number_of('invoice', key) % 10**16:016}"


def old_invoice_number(key: str) -> str:
    """The eight digits that stand on a paper invoice beside its code."""
    return f"{number_of('paper invoice', key) % 10**8:08}"


def tax_office_code(division: str) -> str:
    """The credit code of a county's tax office that does not exist."""
    return credit_code(f"tax office {division}", registrar="11", division=division)


def catalogue_number(slug: str, county: str) -> str:
    """The number of a certificate in the catalogue of aid produce, marked as the demo's."""
    return f"DEMO-{county}-{number_of('certificate', slug) % 100_000:05}"


Syllables = Sequence[tuple[str, str]]


def person_name(key: str, surnames: Syllables, given: Syllables, *, taken: set[str]) -> Bilingual:
    """A surname and two different given characters; ``taken`` names are passed over and the new one is added."""
    for attempt in range(1000):
        number = number_of("name", key, str(attempt))
        surname = surnames[number % len(surnames)]
        first = given[number // 1_000 % len(given)]
        second = given[number // 1_000_000 % len(given)]
        name = surname[0] + first[0] + second[0]
        if first != second and name not in taken:
            taken.add(name)
            joint = "’" if second[1][0] in "aeo" else ""  # Xu'an, not Xuan
            return Bilingual(name, f"{surname[1]} {first[1].capitalize()}{joint}{second[1]}")
    raise ValueError("the lists of names are too short")
