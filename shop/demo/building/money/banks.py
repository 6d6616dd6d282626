"""The banks of the demo: what they carry from units to suppliers, and the statements that either side uploads.

Every name of a treasury, card and account in them is invented and says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shop.demo.building.accounts import account_number
from shop.demo.building.money.desk import Desk, on_day
from shop.demo.building.money.queue import STRANGER, Queue
from shop.demo.building.money.sheets import Line, Transfer, upload
from shop.demo.invented import bank_account
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.organisations.words import UnitKind
from shop.payments.remittance import code_of
from shop.payments.services.aliases import add_alias

WITH_STATEMENTS = 9
"""Besides the two that sign in, so many suppliers upload what their bank says."""

TREASURY = "火炬区财政国库支付中心（演示）"
OFFICES = (UnitKind.ORGAN, UnitKind.DEPARTMENT, UnitKind.SCHOOL, UnitKind.KINDERGARTEN)
CARD_UP_TO = 2_000_00
MOST_CODES = 8
UPLOADED_ON, OTHER_SIDE_ON = 11, 14


class Bank:
    """All banks in one. Suppliers in ``keeping`` upload statements of late; three units do, of the last months."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        canteen = desk.id_of("buyer")
        sellers = [desk.id_of("coop"), desk.id_of("workshop")]
        sellers += [number for number in desk.suppliers if number not in sellers]
        self.keeping = set(sellers[: 2 + WITH_STATEMENTS])
        large = [number for number, unit in desk.units.items() if unit.large and number != canteen]
        self.units = [canteen, *large[:2]]
        self.carried: dict[int, list[Transfer]] = {}
        self.sent: dict[int, list[Transfer]] = {}
        self.serials = 0
        self.queue = Queue(desk)

    def plan(self) -> None:
        """Statements are uploaded a few days after the month's payments; before that payers' names are said."""
        self.desk.plan(on_day(next(self.desk.months()), 4, 11), self._say_payers)
        for month in self.desk.months(self.desk.lately):
            for n, supplier_id in enumerate(sorted(self.keeping)):
                self.desk.plan(on_day(month, UPLOADED_ON, 14, 6 * n), self._upload, supplier_id)
            for n, unit_id in enumerate(self.units):
                if month > self.desk.today - timedelta(days=150):
                    self.desk.plan(on_day(month, OTHER_SIDE_ON, 15, 10 * n), self._upload_of_unit, unit_id)

    def carry(self, transfer: Transfer) -> bool:
        """Move the money; ``False`` if the supplier uploads no statements yet, and has to enter it by hand."""
        self.sent.setdefault(transfer.unit_id, []).append(transfer)
        if transfer.supplier_id not in self.keeping or clock.today() < self.desk.lately:
            return False
        self.carried.setdefault(transfer.supplier_id, []).append(transfer)
        return True

    def _say_payers(self) -> None:
        """Schools and offices are paid for by the district's treasury, and small sums by a public card."""
        for unit_id, unit in self.desk.units.items():
            if unit.kind in OFFICES and self.desk.stage.who(unit.key, Role.FINANCE):
                finance = self.desk.finance(unit_id)
                add_alias(TREASURY, "", by=finance)
                if not unit.large:
                    add_alias(_card(finance), "", by=finance)

    def _upload(self, supplier_id: int) -> None:
        carried = sorted(self.carried.pop(supplier_id, []), key=lambda one: (one.booked_on, one.unit_id))
        lines = [self._as_it_came(one) for one in carried]
        whole = [n for n, one in enumerate(carried) if len(one.numbers) == 1]
        if self.queue.is_last() and supplier_id in self.queue.puzzled and whole:
            lines[whole[-1]] = replace(lines[whole[-1]], name=STRANGER, account="", text="货款")
        lines += self.queue.strangers(supplier_id, carried)
        if lines:
            seller = self.desk.seller(supplier_id)
            statement_id = upload(seller, lines, f"银行流水-{clock.today():%Y%m}.csv")
            self.queue.work_through(statement_id, seller)

    def _as_it_came(self, one: Transfer) -> Line:
        """Most payers write the codes of the orders; some write a word, and a treasury or a card pays for others."""
        drawn = self.desk.chance.random()
        unit = self.desk.units[one.unit_id]
        codes = " ".join(code_of(number) for number in one.numbers[:MOST_CODES])
        self.serials += 1
        line = Line(one.booked_on, one.amount, unit.name.zh, bank_account(unit.key), one.remark, f"{self.serials:012d}")
        if len(one.numbers) <= MOST_CODES and drawn > 0.1:
            line = replace(line, text=f"{one.remark} {codes}")
        if unit.kind in OFFICES and 0.1 < drawn < 0.4:
            return replace(line, name=TREASURY, account=bank_account("treasury"))
        if unit.kind in OFFICES and not unit.large and drawn < 0.7 and one.amount.fen < CARD_UP_TO:
            return replace(line, name=_card(self.desk.finance(one.unit_id)), account="")
        return line

    def _upload_of_unit(self, unit_id: int) -> None:
        """What went out by the unit's own bank, and what it paid to others."""
        since = clock.today().replace(day=1) - timedelta(days=3)
        lines = []
        for one in self.sent.pop(unit_id, []):
            if one.booked_on < since:
                continue
            supplier = self.desk.suppliers[one.supplier_id]
            text = " ".join([one.remark, *(code_of(number) for number in one.numbers[:MOST_CODES])])
            later = one.booked_on >= self.desk.moved_on
            account = account_number(self.desk.stage.facts, supplier.key, later=later)
            lines.append(Line(one.booked_on, -one.amount, supplier.name.zh, account, text))
        lines.append(Line(clock.today() - timedelta(days=4), Money(-1_286_40), "供水公司（演示）", "", "水费"))
        finance = self.desk.finance(unit_id)
        self.queue.leave_or_set_aside(upload(finance, lines, f"对账单-{clock.today():%Y%m}.csv"), finance)


def _card(holder: Actor) -> str:
    return f"公务卡（演示）{holder.person_name}"
