"""How suppliers of the demo change the account into which they are paid: always two people."""

from __future__ import annotations

from datetime import datetime, timedelta

from shop.demo.building.accounts import account_number
from shop.demo.building.money.desk import Desk
from shop.demo.invented import bank_account
from shop.extensions import db
from shop.kernel import clock
from shop.payments.models.payees import PayeeAccount
from shop.payments.services.payees import approve_payee, propose_payee, reject_payee

NOT_THEIRS = "户名与营业执照不符，请以单位账户重新申请。"
NEW_BANK = "农业发展银行大关县支行（演示）"
PRIVATE = "某个人储蓄账户（演示）"


class Payees:
    """One supplier changed its account half a year ago, one asked for a private one in vain, and one waits."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def plan(self) -> None:
        """The accounts of the beginning are entered with the suppliers (`accounts`)."""
        changed = clock.at_shanghai(self.desk.moved_on, 10)
        coop, workshop = self.desk.id_of("coop"), self.desk.id_of("workshop")
        new = account_number(self.desk.stage.facts, self.desk.suppliers[coop].key, later=True)
        self._ask(changed - timedelta(days=1), coop, new, days=1)
        other = next(number for number in self.desk.suppliers if number not in (coop, workshop))
        self._ask(changed, other, bank_account(f"{other} private"), refused=True, days=2)
        waits = clock.at_shanghai(self.desk.today - timedelta(days=2), 16)
        self._ask(waits, workshop, bank_account(f"{workshop} waits"))

    def _ask(self, moment: datetime, supplier_id: int, number: str, *, refused: bool = False, days: int = 0) -> None:
        self.desk.plan(moment, self._propose, supplier_id, number, refused, days)

    def _propose(self, supplier_id: int, number: str, refused: bool, days: int) -> None:
        name = PRIVATE if refused else self.desk.suppliers[supplier_id].name.zh
        account = propose_payee(
            supplier_id, account_name=name, bank=NEW_BANK, account_number=number, by=self.desk.seller(supplier_id)
        )
        if days:
            self.desk.later(self._decide, account.id, refused, days=days)

    def _decide(self, account_id: int, refused: bool) -> None:
        account = db.session.get_one(PayeeAccount, account_id)
        if refused:
            reject_payee(account, NOT_THEIRS, by=self.desk.operator)
        else:
            approve_payee(account, by=self.desk.operator)
