"""Changing the account into which a supplier is paid: never by one person alone, and never in silence."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.events import PayeeAccountStated
from shop.organisations.models import Supplier
from shop.organisations.queries import names_of, operators
from shop.organisations.services.naming import text_of
from shop.payments.models.payees import PayeeAccount

SUPPLIER = Supplier.__table__
NUMBER = re.compile(r"[0-9]{8,32}")


def propose_payee(
    supplier_id: int, *, account_name: str, bank: str, account_number: str, branch: str = "", by: Actor
) -> PayeeAccount:
    """The supplier wants to be paid into another account. Until a second person agrees, the old one stands."""
    if any(account.waits for account in _accounts(supplier_id)):
        raise Refused(_l("Another account waits for a second person already. Withdraw it first, or have it decided."))
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", account_number))
    if not NUMBER.fullmatch(number):
        raise Refused(_l("Please enter the account number: 8 to 32 digits."), field="account_number")
    account = PayeeAccount(
        supplier_id=supplier_id,
        account_name=text_of(account_name, 200, field="account_name"),
        bank=text_of(bank, 120, field="bank"),
        branch=branch.strip()[:120],
        account_number=number,
        proposed_by_id=by.person_id,
        proposed_by_name=by.person_name,
        proposed_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    _told(account, "proposed", by)
    return account


def take_stated_account(stated: PayeeAccountStated) -> None:
    """An applicant says where it is to be paid: it is asked for as any other account, in the place of what waited.

    The fields are the applicant's own: what is wrong with one is said beside it.
    """
    for account in _accounts(stated.supplier_id):
        if account.waits:
            reject_payee(account, str(_("Another account was stated.")), by=stated.by)
    propose_payee(
        stated.supplier_id,
        account_name=stated.holder,
        bank=stated.bank,
        branch=stated.branch,
        account_number=stated.number,
        by=stated.by,
    )


def approve_payee(account: PayeeAccount, *, by: Actor) -> None:
    """A second person of the supplier, or the operator, has made sure of it: money goes there from now on."""
    _check_waits(account)
    if account.proposed_by_id == by.person_id:
        raise Refused(_l("You asked for this account yourself: somebody else has to approve it."))
    now = clock.now()
    for other in _accounts(account.supplier_id):
        if other.in_force:
            other.ended_at = now
    db.session.flush()
    account.approved_by_id, account.approved_by_name, account.approved_at = by.person_id, by.person_name, now
    db.session.flush()
    _told(account, "approved", by)


def reject_payee(account: PayeeAccount, reason: str, *, by: Actor) -> None:
    """It is not the supplier's account, or whoever asked for it takes it back. The old one stands."""
    _check_waits(account)
    said = text_of(reason, 400, field="reason")
    account.ended_at, account.reason = clock.now(), said
    _told(account, "withdrawn" if account.proposed_by_id == by.person_id else "rejected", by, reason=said)


def _accounts(supplier_id: int) -> list[PayeeAccount]:
    """All of a supplier's accounts; two who change them at once wait for each other at the supplier itself."""
    db.session.execute(locked(select(SUPPLIER.c.id).where(SUPPLIER.c.id == supplier_id)))
    asked = select(PayeeAccount).where(PayeeAccount.supplier_id == supplier_id).order_by(PayeeAccount.id)
    return list(db.session.execute(locked(asked)).scalars())


def _check_waits(account: PayeeAccount) -> None:
    known = {other.id: other for other in _accounts(account.supplier_id)}
    if account.id not in known:
        raise NotYours
    if not known[account.id].waits:
        raise Refused(_l("This account has been decided about already."))


def _told(account: PayeeAccount, what: str, by: Actor, **more: Any) -> None:
    """The trail keeps the last four digits; the supplier and the operator are told at once."""
    ending = account.account_number[-4:]
    record(by, f"supplier.payee_{what}", "supplier", account.supplier_id, ending=ending, bank=account.bank, **more)
    name = names_of([account.supplier_id])[account.supplier_id].name
    concerned: list[tuple[int, Role | None]] = [(account.supplier_id, None)]
    concerned += [(operator, Role.OPERATOR) for operator in operators()]
    for organisation_id, role in concerned:
        tell(organisation_id, f"payee_{what}", subject=("payee", "-"), role=role, supplier=name, ending=ending, **more)
