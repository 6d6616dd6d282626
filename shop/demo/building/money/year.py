"""The money of the demo's two years, set up: every part plans its own deeds by the month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shop.demo.building.money.banks import Bank
from shop.demo.building.money.billing import Billing
from shop.demo.building.money.desk import Desk, on_day
from shop.demo.building.money.oddities import Oddities
from shop.demo.building.money.online import Online
from shop.demo.building.money.payees import Payees
from shop.demo.building.money.returned import Returned
from shop.demo.building.money.settling import Settling
from shop.demo.building.money.terms import Terms
from shop.demo.building.money.transfers import Transfers
from shop.demo.building.stage import Stage
from shop.payments.services.monthly import issue_statements


def plan_money(stage: Stage, favourites: dict[str, list[str]], last_orders: Mapping[str, date]) -> None:
    """``favourites`` are each leaf's usual suppliers, ``last_orders`` the day on which each orders for the last time.

    Each part draws by itself, so that one changes nothing of another.
    """
    last = {stage.unit_ids[key]: day for key, day in last_orders.items()}
    billing = Billing(Desk(stage, "invoices"))
    oddities = Oddities(billing)
    billing.odd = oddities.takes
    bank = Bank(Desk(stage, "banks"))
    Terms(Desk(stage, "terms")).plan()
    Payees(Desk(stage, "payees")).plan()
    Settling(billing, favourites).plan()
    billing.plan()
    Returned(billing, oddities).plan()
    Transfers(Desk(stage, "transfers"), bank, last).plan()
    bank.plan()
    Online(Desk(stage, "online")).plan()
    _plan_statements(Desk(stage, "statements"))


def _plan_statements(desk: Desk) -> None:
    """In the night after a month the worker issues its statements."""
    for month in desk.months():
        desk.plan(on_day(month, 1, 4), _issue)


def _issue() -> None:
    issue_statements()
