"""Learning and forgetting under what names a unit's payments arrive."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_unless_there
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Organisation
from shop.payments.models.bank import PayerAlias
from shop.payments.readings import plain_name

ORGANISATION = Organisation.__table__
ACCOUNT = re.compile(r"[0-9*]{4,40}")


def add_alias(name: str, account: str, *, by: Actor) -> None:
    """A unit says so of itself; it holds for all its suppliers."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", account))
    if number and not ACCOUNT.fullmatch(number):
        raise Refused(_l("Please enter the account number: digits alone."), field="payer_account")
    if not plain_name(name) and not number:
        raise Refused(_l("Please enter a name or an account number."), field="payer_name")
    if _is_somebody_else(by.organisation_id, name):
        raise Refused(_l("This is the registered name of another organisation."), field="payer_name")
    if not learn(by.organisation_id, by.cluster_id, name, number, by=by):
        raise Refused(_l("This name is known already."), field="payer_name")


def learn(unit_id: int, cluster_id: int | None, name: str, account: str, *, by: Actor) -> bool:
    """A payer's name is kept as the bank writes it; ``False`` if it was known, or is another organisation's own."""
    if _is_somebody_else(unit_id, name):
        return False
    row: dict[str, Any] = {
        "cluster_id": cluster_id,
        "unit_id": unit_id,
        "told_by_id": by.organisation_id,
        "name": name.strip()[:200],
        "account": account[:40],
        "since": clock.now(),
    }
    is_new = insert_unless_there(db.session(), PayerAlias.__table__, ["unit_id", "told_by_id", "name", "account"], row)
    if is_new:
        record(by, "unit.payer_learnt", "unit", unit_id, name=_shown(row["name"], row["account"]))
    return is_new


def _is_somebody_else(unit_id: int, name: str) -> bool:
    """Nobody can say that another one's money is theirs."""
    wanted = name.strip()
    theirs = or_(ORGANISATION.c.name == wanted, ORGANISATION.c.name_english == wanted)
    asked = select(ORGANISATION.c.id).where(theirs, ORGANISATION.c.id != unit_id).limit(1)
    return db.session.execute(asked).first() is not None


def alias_of(alias_id: int, *, by: Actor) -> PayerAlias:
    """A name that the organisation has said or learnt; raises ``NotYours``."""
    alias = db.session.get(PayerAlias, alias_id)
    if alias is None or alias.told_by_id != by.organisation_id:
        raise NotYours
    return alias


def remove_alias(alias: PayerAlias, *, by: Actor) -> None:
    """The name means nobody any more."""
    record(by, "unit.payer_forgotten", "unit", alias.unit_id, name=_shown(alias.name, alias.account))
    db.session.execute(delete(PayerAlias).where(PayerAlias.id == alias.id))


def _shown(name: str, account: str) -> str:
    """What the trail says of it: never a whole account number."""
    return name or f"…{account[-4:]}"
