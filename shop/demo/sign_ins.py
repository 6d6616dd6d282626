"""The sign-ins that the demo shows: one tap each on the sign-in page, one line each when the server starts."""

from __future__ import annotations

from shop.demo.building.ground import PASSWORD
from shop.demo.facts import load
from shop.demo.records import Bilingual, Facts


def sign_ins(this_year: int) -> tuple[dict[str, str], ...]:
    """E-mail address and password, and who that is, in English and (``…_chinese``) in Chinese."""
    facts = load(this_year)
    names = _names(facts)
    rows = []
    for person in facts.sign_ins:
        membership = person.memberships[0]
        organisation = names[membership.organisation]
        rows.append(
            {
                "email": person.email,
                "password": PASSWORD,
                "name": person.name.en,
                "name_chinese": person.name.zh,
                "role": membership.title.en,
                "role_chinese": membership.title.zh,
                "organisation": organisation.en,
                "organisation_chinese": organisation.zh,
            }
        )
    return tuple(rows)


def _names(facts: Facts) -> dict[str, Bilingual]:
    """The names of all organisations by their key."""
    names = {county.office_key: county.office_name for county in facts.counties.values()}
    names |= {unit.key: unit.name for unit in facts.units.values()}
    names |= {supplier.key: supplier.name for supplier in facts.suppliers.values()}
    return names | {facts.operator.key: facts.operator.name}
