"""On what terms the demo's units pay: most by the usual thirty days; some asked for more, and not all got it."""

from __future__ import annotations

from datetime import timedelta

from shop.demo.building.money.desk import Desk, on_day
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.payments.models import PaymentTerms
from shop.payments.services.terms import approve_terms, ask_for_terms, refuse_terms

LIMIT = Money(300_000_00)
LONG = "财政按季拨付食堂经费，请给六十天账期。"
LONGER = "希望九十天内付清。"
WAITING = "年末集中结算，请给四十五天账期。"
TOO_LONG = "农户等着这笔钱，最多六十天。"


class Terms:
    """Two large units may pay within sixty days, one was refused ninety, and one waits for an answer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def plan(self) -> None:
        """The first ask as soon as there is something to pay, the last one three days ago."""
        canteen = self.desk.id_of("buyer")
        large = [number for number, unit in self.desk.units.items() if unit.large and number != canteen]
        start = next(self.desk.months())
        for unit_id in large[:2]:
            self.desk.plan(on_day(start, 3), self._ask, unit_id, 60, LONG)
        self.desk.plan(on_day(start.replace(month=4), 3), self._ask, large[2], 90, LONGER)
        recently = clock.at_shanghai(self.desk.today - timedelta(days=3), 15)
        self.desk.plan(recently, self._ask, canteen, 45, WAITING)

    def _ask(self, unit_id: int, days: int, reason: str) -> None:
        terms = ask_for_terms(unit_id, days, LIMIT, reason, by=self.desk.finance(unit_id))
        if reason is not WAITING:
            self.desk.later(self._decide, terms.id, days=1)

    def _decide(self, terms_id: int) -> None:
        terms = db.session.get_one(PaymentTerms, terms_id)
        if terms.days > 60:
            refuse_terms(terms, TOO_LONG, by=self.desk.operator)
        else:
            approve_terms(terms, by=self.desk.operator)
