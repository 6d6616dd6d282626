"""By which names and accounts banks know the other side of a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_, select

from shop.extensions import db
from shop.kernel.actor import Actor, OrganisationKind
from shop.organisations.models import InvoiceProfile, Organisation
from shop.payments.models.bank import PayerAlias
from shop.payments.queries.payees import payees_of
from shop.payments.readings import Side, plain_name

ORGANISATION = Organisation.__table__


def sides_of(owner: Actor, other_ids: Iterable[int]) -> list[Side]:
    """Each other side with its names. Three queries.

    A unit is known by its registered names, its invoice profiles and its payers' names; a supplier by its registered
    names and the account that is in force, and by no other account.
    """
    wanted = sorted(set(other_ids))
    if not wanted:
        return []
    names: dict[int, set[str]] = defaultdict(set)
    accounts: dict[int, set[str]] = defaultdict(set)
    registered = select(ORGANISATION.c.id, ORGANISATION.c.name, ORGANISATION.c.name_english)
    for row in db.session.execute(registered.where(ORGANISATION.c.id.in_(wanted))):
        names[row.id] |= {row.name, row.name_english}
    if owner.organisation_kind is OrganisationKind.UNIT:
        for supplier_id, account in payees_of(wanted).items():
            names[supplier_id].add(account.account_name)
            accounts[supplier_id].add(account.account_number)
    else:
        _payers(owner.organisation_id, wanted, names, accounts)
    return [
        Side(other_id, frozenset(map(plain_name, names[other_id])) - {""}, frozenset(accounts[other_id]) - {""})
        for other_id in wanted
    ]


def _payers(owner_id: int, unit_ids: list[int], names: dict[int, set[str]], accounts: dict[int, set[str]]) -> None:
    profiles = select(InvoiceProfile.unit_id, InvoiceProfile.title, InvoiceProfile.bank_account)
    for row in db.session.execute(profiles.where(InvoiceProfile.unit_id.in_(unit_ids))):
        names[row.unit_id].add(row.title)
        accounts[row.unit_id].add("".join(row.bank_account.split()))
    told = or_(PayerAlias.told_by_id == PayerAlias.unit_id, PayerAlias.told_by_id == owner_id)
    aliases = select(PayerAlias.unit_id, PayerAlias.name, PayerAlias.account)
    for row in db.session.execute(aliases.where(PayerAlias.unit_id.in_(unit_ids), told)):
        names[row.unit_id].add(row.name)
        accounts[row.unit_id].add(row.account)
