"""What the demo's units bought elsewhere in both years: by every channel, of every kind, in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from shop.catalogue.models import Category, Certification, Product
from shop.catalogue.words import Measure, TaxRate
from shop.demo.building.money.papers import one_line
from shop.demo.building.stage import Stage
from shop.demo.building.supply.invented_papers import paper_of
from shop.demo.building.tally.offline_cases import (
    CASES,
    DOUBTFUL,
    HEADS_832,
    MISTAKEN,
    NOT_SAME,
    OUTSIDERS,
    RETURNED,
    SCHOOL,
    TOO_MUCH,
    TWICE,
    Case,
)
from shop.demo.invented import credit_code, invoice_number
from shop.documents.files import checked
from shop.documents.workbooks import workbook
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import Supplier, Unit
from shop.organisations.words import ProfileKind
from shop.payments.invoicing import InvoiceKind
from shop.payments.paper import Paper
from shop.payments.services.registering import register
from shop.tally.models import Entry, OfflinePurchase
from shop.tally.offline.life import Action
from shop.tally.offline.statement import Statement
from shop.tally.offline.words import OfflineKind, OfflineState, SheetForm
from shop.tally.services.offline.entering import enter
from shop.tally.services.offline.judging import give_back, not_the_same, verify, withdraw
from shop.tally.services.offline.motions import agree, propose
from shop.tally.services.offline.sheets import Otherwise, apply_sheet, receive_sheet
from shop.tally.words import Channel, Source


def plan_offline(stage: Stage) -> None:
    """Everything that was bought elsewhere, on its day; a twin of an acceptance; a sheet that was entered and one that
    has wrong cells.
    """
    writer = Writer(stage)
    for n, case in enumerate(CASES):
        day = clock.shanghai_day(stage.timeline.end) - timedelta(days=case.days)
        writer.plan(day + timedelta(days=1), 10, partial(writer.enter, n, case, day))
    last = clock.shanghai_day(stage.timeline.end)
    writer.plan(last - timedelta(days=30), 15, writer.twin_told_apart)
    writer.plan(last - timedelta(days=3), 15, writer.twin)
    writer.plan(last - timedelta(days=5), 11, partial(writer.sheet, last - timedelta(days=12), wrong=False))
    writer.plan(last - timedelta(days=1), 11, partial(writer.sheet, last - timedelta(days=8), wrong=True))


class Writer:
    """Who writes down what units bought elsewhere, and who judges it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def plan(self, day: date, hour: int, deed: Callable[[], object]) -> None:
        """Somebody does this then."""
        self.stage.timeline.plan(clock.at_shanghai(day, hour), lambda: _done(deed()))

    def enter(self, n: int, case: Case, day: date) -> None:
        """A unit enters a purchase with its invoice and a paper; what becomes of it is planned."""
        said = self._said(case, day, invoice_number(f"offline {n}", day), f"D832{n:06d}")
        purchase = self._entered(case.unit, said, proved=case.becomes != "unproved")
        if case.becomes in ("waiting", "unproved"):
            return
        again = clock.today() + timedelta(days=3)
        self.plan(again, 14, partial(self._judge, purchase.id, case))

    def twin_told_apart(self) -> None:
        """What was held was another purchase, as an official found."""
        purchase = self._twin("lizhou-middle", days=9)
        if purchase is not None and purchase.state is OfflineState.HELD:
            by = self._superior("lizhou-middle")
            not_the_same(purchase, NOT_SAME, by=by)
            verify(purchase, by=by)

    def twin(self) -> None:
        """A school enters at a fair what looks like goods that it has just accepted: nobody has compared them yet."""
        self._twin(SCHOOL, days=10)

    def sheet(self, day: date, *, wrong: bool) -> None:
        """The school's finance uploads a statement of the 832 platform."""
        by = self.stage.somebody(SCHOOL, Role.FINANCE)
        rows = [self._row(n, day, wrong=wrong) for n in range(4)]
        sheet = receive_sheet(
            db.session.get_one(Unit, self.stage.unit_ids[SCHOOL]),
            SheetForm.NATIONAL_832,
            f"832平台订单-{day:%Y%m}.xlsx",
            workbook("订单", HEADS_832, rows),
            Otherwise(Purpose.CANTEEN, min(self.stage.category_ids.values()), "532923"),
            by=by,
        )
        if not wrong and not sheet.wrong:
            apply_sheet(sheet, by=by)

    def _row(self, n: int, day: date, *, wrong: bool) -> list[str]:
        name, county = OUTSIDERS["832-xiangyun"]
        bad = wrong and n % 2
        return [
            f"P832{day:%m%d}{n}",
            name,
            self._code("832-xiangyun")[: 17 if bad else 18],
            county,
            ("祥云红梨", "祥云百合", "宾川沃柑", "漾濞核桃仁")[n],
            "约三箱" if bad else str(20 + 5 * n),
            "箱",
            f"{860 + 145 * n}.00",
            f"{day:%Y-%m-%d} 10:2{n}",
            invoice_number(f"832 {day} {n}", day),
            f"{day:%Y-%m-%d}",
            f"K832-{n:04d}",
        ]

    def _twin(self, unit: str, *, days: int) -> OfflinePurchase | None:
        """Something of the same seller and amount as what the unit has accepted within these days."""
        since = clock.today() - timedelta(days=days)
        asked = select(Entry).where(
            Entry.unit_id == self.stage.unit_ids[unit],
            Entry.source == Source.ACCEPTANCE,
            Entry.corrects_id.is_(None),
            Entry.counts_on.between(since, clock.today()),
        )
        entry = db.session.execute(asked.order_by(Entry.id.desc()).limit(1)).scalar_one_or_none()
        if entry is None:
            return None
        seller = db.session.get_one(Supplier, entry.supplier_id)
        said = Statement(
            kind=OfflineKind.PURCHASE,
            channel=Channel.FAIR,
            day=entry.counts_on,
            amount=entry.amount,
            seller_name=seller.name,
            seller_code=seller.credit_code or "",
            goods="展销会采购",
            category_id=entry.category_id,
            origin_county=entry.origin_county,
            quantity=entry.quantity,
            measure=entry.measure,
            purpose=Purpose.CANTEEN,
            certificate=entry.facts.certificate or "",
            invoice_number=invoice_number(f"twin {unit} {entry.id}", entry.counts_on),
        )
        return self._entered(unit, said)

    def _said(self, case: Case, day: date, number: str, order: str) -> Statement:
        product, category_id, certificate = self._sold(case)
        outside = OUTSIDERS.get(case.seller)
        seller = None if outside else db.session.get_one(Supplier, self.stage.supplier_ids[case.seller])
        national = case.channel is Channel.NATIONAL_832
        return Statement(
            kind=case.kind,
            channel=case.channel,
            day=day,
            amount=Money.yuan(case.yuan),
            seller_name=seller.name if seller else outside[0] if outside else "",
            seller_code=(seller.credit_code or "") if seller else self._code(case.seller),
            seller_county=outside[1] if outside else "",
            goods=case.goods or (product.name if product else ""),
            category_id=category_id,
            origin_county=outside[1] if outside else (product.county_code if product else ""),
            quantity=Quantity.of(case.kg),
            measure=product.measure if product else Measure.KILOGRAM,
            purpose=case.purpose if case.kind is OfflineKind.PURCHASE else None,
            certificate=f"K832-{case.days:05d}" if national else certificate,
            invoice_number=number if case.kind is OfflineKind.PURCHASE else "",
            order_number=order if national else "",
        )

    def _sold(self, case: Case) -> tuple[Product | None, int, str]:
        """What of a supplier is meant, its category, and the number of its certificate."""
        if case.seller in OUTSIDERS:
            return None, db.session.scalars(select(Category.id).order_by(Category.id)).all()[0], ""
        supplier_id = self.stage.supplier_ids[case.seller]
        certified = (
            select(Product, Certification.catalogue_number)
            .join(Certification, Certification.product_id == Product.id)
            .where(Product.supplier_id == supplier_id, Certification.approved_at.is_not(None))
            .order_by(Product.id, Certification.id)
        )
        rows = db.session.execute(certified).all()
        product, number = rows[min(case.product, len(rows) - 1)]
        return product, product.category_id, number

    def _entered(self, key: str, said: Statement, *, proved: bool = True) -> OfflinePurchase:
        """The invoice is registered by the unit's finance, and the purchase entered with a paper."""
        unit = db.session.get_one(Unit, self.stage.unit_ids[key])
        if said.kind is OfflineKind.PURCHASE and proved:
            self._register(key, said)
        papers = (
            [checked(paper_of("invoice", said.invoice_number or "of a contract"), "演示凭证.pdf")] if proved else []
        )
        by = self.stage.who(key, Role.BUYER) or self.stage.somebody(key, Role.FINANCE)
        return enter(unit, said, files=papers, by=by)

    def _register(self, key: str, said: Statement) -> None:
        profiles = self.stage.profile_ids[key]
        line = one_line(f"*农产品*{said.goods}（演示）"[:120], said.amount, TaxRate.EXEMPT)
        register(
            Paper(
                kind=InvoiceKind.ORDINARY,
                number=said.invoice_number,
                issued_on=said.day,
                total=said.amount,
                lines=(line,),
                seller_tax_number=said.seller_code,
                seller_name=said.seller_name,
            ),
            {},
            unit_id=self.stage.unit_ids[key],
            profile_id=profiles.get(ProfileKind.UNIT.value) or next(iter(profiles.values())),
            supplier_id=None,
            side=Side.BUYER,
            by=self.stage.somebody(key, Role.FINANCE),
        )

    def _judge(self, purchase_id: int, case: Case) -> None:
        """An official of the town looks at it, and what is odd about it comes out some days later."""
        purchase = db.session.get_one(OfflinePurchase, purchase_id)
        by = self._superior(case.unit)
        if purchase.state is OfflineState.HELD:
            not_the_same(purchase, NOT_SAME, by=by)
        if case.becomes == "returned":
            return give_back(purchase, RETURNED, by=by)
        if case.becomes == "withdrawn":
            return withdraw(purchase, MISTAKEN, by=self.stage.somebody(case.unit, Role.BUYER))
        verify(purchase, by=by)
        odd = {
            "lowered": (Action.LOWER, TOO_MUCH, Money.yuan(case.yuan - 400)),
            "disputed": (Action.DISPUTE, DOUBTFUL, None),
            "struck": (Action.STRIKE, TWICE, None),
        }.get(case.becomes)
        if odd is not None:
            self.plan(clock.today() + timedelta(days=9), 10, partial(self._by_two, purchase_id, by, *odd))
        return None

    def _by_two(self, purchase_id: int, by: Actor, action: Action, reason: str, amount: Money | None) -> None:
        purchase = db.session.get_one(OfflinePurchase, purchase_id)
        motion = propose(purchase, action, reason, amount=amount, by=by)
        second = self.stage.who(self.stage.facts.cluster.key, Role.OFFICIAL, but=by)
        if second is not None:
            agree(motion, by=second)

    def _superior(self, key: str) -> Actor:
        unit = self.stage.facts.units[key]
        parent = unit.parents[max(unit.parents)]
        return self.stage.somebody(parent, Role.OFFICIAL)

    def _code(self, key: str) -> str:
        return credit_code(f"offline {key}", registrar="91", division=OUTSIDERS[key][1])


def _done(_result: object) -> None:
    """What a deed answers is nobody's business here."""
