"""One entry with everything that explains it: verdicts, corrections, the acceptance and order it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from shop.accounts.models import Person
from shop.catalogue.models import Category
from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment
from shop.kernel.actor import Actor
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.questions import InvoiceAnswer, InvoicesOf
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import County
from shop.organisations.queries import OrganisationName, names_of
from shop.payments.models import Invoice, InvoiceReduction
from shop.payments.queries.invoices import answer_invoices_of
from shop.tally.models import (
    Entry,
    EntryGrade,
    Evidence,
    OfflinePurchase,
    OfflineVersion,
    RuleSet,
    Scheme,
    Verdict,
)
from shop.tally.queries.anew import facts_in_force
from shop.tally.queries.entries import in_force
from shop.tally.queries.evidence import evidence_of
from shop.tally.queries.scopes import scope_for
from shop.tally.words import Source, VerdictState


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the rules it was given under and, of a re-evaluation, the two people's names."""

    verdict: Verdict
    rule_set: RuleSet
    scheme: Scheme
    by: str | None
    seconded_by: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The acceptance line that an entry was written from, and the order before it."""

    line: AcceptanceLine
    acceptance: Acceptance
    consignment: Consignment
    order_line: OrderLine
    order: Order


@dataclass(frozen=True, slots=True)
class Offline:
    """What was bought elsewhere and wrote an entry, in its newest version."""

    purchase: OfflinePurchase
    version: OfflineVersion


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Everything about one entry. ``chain`` is the first entry and all that correct it, in the order of writing.

    ``lowered_by`` is the number of the invoice on which both sides agreed that less counts.
    """

    entry: Entry
    judged: Sequence[Judged]
    chain: Sequence[tuple[Entry, VerdictState | None]]
    origin: Origin | None
    lowered_by: str | None
    invoices: Sequence[InvoiceAnswer]
    category: Category | None
    organisations: Mapping[int, OrganisationName]
    counties: Mapping[str, County]
    offline: Offline | None
    proved: EntryGrade | None
    steps: Sequence[Evidence]

    def in_force_under(self, code: str | None = None) -> Judged | None:
        """The verdict that a yardstick holds now, the first one unless told otherwise; else ``NotYours``."""
        if code is None:
            code = self.judged[0].scheme.code if self.judged else None
        mine = [one for one in self.judged if one.scheme.code == code]
        if code is not None and not mine:
            raise NotYours
        return mine[-1] if mine else None

    def last_step(self, kind: str) -> datetime | None:
        """When what is invoiced or paid of the purchase has last changed."""
        moments = [step.at for step in self.steps if step.kind == kind]
        return moments[-1] if moments else None

    @property
    def chain_amount(self) -> Money:
        """What the first entry and its corrections come to together."""
        return Money(sum(entry.amount.fen for entry, _state in self.chain))


def entry_for(actor: Actor, entry_id: int) -> Entry:
    """The entry, if it belongs to what the actor sees of the year it counts in; raises ``NotYours``."""
    entry = db.session.get(Entry, entry_id)
    if entry is None:
        raise NotYours
    scope = scope_for(actor, entry.counts_year)
    seen = entry.origin_county == scope.county_code if scope.county_code else entry.unit_id in scope.branch
    if not seen:
        raise NotYours
    return entry


def page_of(entry: Entry) -> EntryPage:
    """Everything about an entry. Ten queries."""
    facts = entry.facts
    (proved, steps), origin = evidence_of(entry), _origin(entry)
    return EntryPage(
        entry=entry,
        judged=_judged(entry.id),
        chain=_chain(entry),
        origin=origin,
        lowered_by=_invoice(entry),
        invoices=_invoices(origin),
        category=db.session.get(Category, entry.category_id),
        organisations=names_of([*facts.unit_path, entry.unit_id, entry.supplier_id]),
        counties=_counties({facts.supplier_county, facts.origin_county}),
        offline=_offline(entry),
        proved=proved,
        steps=steps,
    )


def judged_on(entry: Entry, judged: Judged | None) -> PurchaseFacts:
    """The facts that the verdict in force was given on: the entry's own, unless two people judged it anew."""
    if judged is None or judged.verdict.n == 1:
        return entry.facts
    first = entry.corrects_id or entry.id
    return facts_in_force(judged.scheme.id, [first]).get(first, entry.facts)


def _judged(entry_id: int) -> Sequence[Judged]:
    first, second = Person.__table__.alias(), Person.__table__.alias()
    asked = (
        select(Verdict, RuleSet, Scheme, first.c.name, second.c.name)
        .join(RuleSet, RuleSet.id == Verdict.rule_set_id)
        .join(Scheme, Scheme.id == Verdict.scheme_id)
        .outerjoin(first, first.c.id == Verdict.by_id)
        .outerjoin(second, second.c.id == Verdict.seconded_by_id)
        .where(Verdict.entry_id == entry_id)
        .order_by(Verdict.scheme_id, Verdict.n)
    )
    return [Judged(*row) for row in db.session.execute(asked)]


def _chain(entry: Entry) -> Sequence[tuple[Entry, VerdictState | None]]:
    first = entry.corrects_id or entry.id
    asked = (
        select(Entry, Verdict.state)
        .outerjoin(Verdict, in_force(None))
        .where(or_(Entry.id == first, Entry.corrects_id == first))
        .order_by(Entry.id)
    )
    return [(one, state) for one, state in db.session.execute(asked)]


def _origin(entry: Entry) -> Origin | None:
    """The acceptance line; of an agreed lower invoice the line that it was agreed on."""
    line_id: Any = entry.source_id
    if entry.source is Source.INVOICE:
        line_id = select(InvoiceReduction.acceptance_line_id).where(InvoiceReduction.id == entry.source_id)
        line_id = line_id.scalar_subquery()
    elif entry.source is not Source.ACCEPTANCE:
        return None
    asked: Any = (
        select(AcceptanceLine, Acceptance, Consignment, OrderLine, Order)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .join(Consignment, Consignment.id == Acceptance.consignment_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(AcceptanceLine.id == line_id)
    )
    row = db.session.execute(asked).one_or_none()
    return Origin(*row) if row else None


def _offline(entry: Entry) -> Offline | None:
    if entry.source is not Source.OFFLINE:
        return None
    newest = (OfflineVersion.purchase_id == OfflinePurchase.id) & (OfflineVersion.n == OfflinePurchase.version)
    asked = select(OfflinePurchase, OfflineVersion).join(OfflineVersion, newest)
    row = db.session.execute(asked.where(OfflinePurchase.id == entry.source_id)).one_or_none()
    return Offline(*row) if row else None


def _invoice(entry: Entry) -> str | None:
    """The number of the invoice on which it was agreed that less counts."""
    if entry.source is not Source.INVOICE:
        return None
    asked = select(Invoice.number).join(InvoiceReduction, InvoiceReduction.invoice_id == Invoice.id)
    return db.session.execute(asked.where(InvoiceReduction.id == entry.source_id)).scalar_one_or_none()


def _invoices(origin: Origin | None) -> Sequence[InvoiceAnswer]:
    """On which invoices parts of the purchase stand."""
    if origin is None:
        return ()
    line_id = origin.line.consignment_line_id
    return answer_invoices_of(InvoicesOf((line_id,))).get(line_id, ())


def _counties(codes: set[str]) -> Mapping[str, County]:
    rows = db.session.execute(select(County).where(County.code.in_(sorted(codes)))).scalars()
    return {county.code: county for county in rows}
