"""One offline purchase with everything that explains it, and what a form of one offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.catalogue.models import Category
from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import County, Organisation
from shop.organisations.queries import is_member, unit_path
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice
from shop.tally.models import (
    Entry,
    OfflineFile,
    OfflineMotion,
    OfflinePurchase,
    OfflineStep,
    OfflineVersion,
    Verdict,
)
from shop.tally.offline.life import AGREE, MOVES, Action, Party, Standing, actions_for, why_not
from shop.tally.policies import offline_parties
from shop.tally.queries.entries import in_force
from shop.tally.queries.offline_lists import NEWEST
from shop.tally.queries.offline_register import Part, parts_of
from shop.tally.queries.offline_twins import TwinRow, twins_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.words import Source, VerdictState

ORGANISATION = Organisation.__table__.c


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """Everything about an offline purchase, as somebody sees it who acts on it as ``parties``."""

    purchase: OfflinePurchase
    version: OfflineVersion
    unit: str
    unit_english: str
    category: Category
    counties: Mapping[str, County]
    versions: Sequence[tuple[OfflineVersion, str]]
    steps: Sequence[tuple[OfflineStep, str, str | None]]
    motions: Sequence[tuple[OfflineMotion, str, str | None]]
    files: Sequence[StoredFile]
    twins: Sequence[TwinRow]
    parts: Sequence[Part]
    entries: Sequence[tuple[Entry, VerdictState | None]]
    parties: frozenset[Party]
    standing: Standing
    scope: Scope

    @property
    def actions(self) -> list[Action]:
        """What whoever reads it may do now, or propose."""
        return actions_for(self.parties, self.standing)

    @property
    def waiting(self) -> tuple[OfflineMotion, str, str | None] | None:
        """What is proposed and not answered yet."""
        return next((motion for motion in self.motions if motion[0].outcome is None), None)

    @property
    def kept_from_verifying(self) -> Refused | None:
        """Why an official whose turn it would be may not verify it: they entered it, or belong to the unit."""
        turn = Party.SUPERIOR in self.parties and self.standing.state in MOVES[Action.VERIFY].start
        return why_not(self.parties, self.standing, Action.VERIFY) if turn else None

    @property
    def answers(self) -> bool:
        """Whether whoever reads it may agree to what others propose."""
        return bool(self.parties & AGREE) and not self.standing.member

    @property
    def resting(self) -> Money:
        """What of it rests on registered invoices."""
        return Money(sum(part.amount.fen for part in self.parts))

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


def purchase_for(actor: Actor, number: str) -> OfflinePurchase:
    """The purchase, if its unit belongs to what the actor sees of its year; raises ``NotYours``. Two queries."""
    return _seen(actor, number)[0]


def page_of(actor: Actor, number: str) -> OfflinePage:
    """Everything about a purchase. Thirteen queries."""
    purchase, version, unit, unit_english, category, scope = _seen(actor, number)
    versions = _versions(purchase.id)
    own = actor.person_id in {one.by_id for one, _name in versions if one.seconded_by_id is None}
    codes = {version.seller_county, version.origin_county}
    counties = db.session.execute(select(County).where(County.code.in_(sorted(codes)))).scalars()
    return OfflinePage(
        purchase=purchase,
        version=version,
        unit=unit,
        unit_english=unit_english,
        category=category,
        counties={county.code: county for county in counties},
        versions=versions,
        steps=_steps(purchase.id),
        motions=_motions(purchase.id),
        files=_files(purchase.id),
        twins=twins_of(purchase),
        parts=parts_of([purchase.id]).get(purchase.id, []),
        entries=_entries(purchase.id),
        parties=offline_parties(actor, unit_path(purchase.unit_id, version.day.year)),
        standing=Standing(purchase.state, own, is_member(actor.person_id, purchase.unit_id)),
        scope=scope,
    )


def parties_on(actor: Actor, purchase: OfflinePurchase) -> frozenset[Party]:
    """As whom somebody acts on a purchase. Two queries."""
    day = db.session.execute(
        select(OfflineVersion.day).where(
            OfflineVersion.purchase_id == purchase.id, OfflineVersion.n == purchase.version
        )
    ).scalar_one()
    return offline_parties(actor, unit_path(purchase.unit_id, day.year))


def motion_on(purchase: OfflinePurchase, motion_id: int) -> OfflineMotion:
    """Something that was proposed about a purchase; ``NotYours`` if it was proposed about another."""
    found = db.session.get(OfflineMotion, motion_id)
    if found is None or found.purchase_id != purchase.id:
        raise NotYours
    return found


def file_of(purchase: OfflinePurchase, name: str) -> StoredFile:
    """A paper of a purchase by its random name; ``NotYours`` for any other name."""
    found = next((file for file in _files(purchase.id) if file.name == name), None)
    if found is None:
        raise NotYours
    return found


def invoices_offered(page: OfflinePage) -> Sequence[Invoice]:
    """Invoices of the unit on which all of the purchase may rest: of its number, with enough left. One query."""
    asked = select(Invoice).where(
        Invoice.unit_id == page.purchase.unit_id,
        Invoice.official_number == page.version.invoice_number,
        Invoice.kind != InvoiceKind.RED,
        Invoice.status != InvoiceStatus.WITHDRAWN,
    )
    return db.session.execute(asked.order_by(Invoice.id)).scalars().all()


def _seen(actor: Actor, number: str) -> tuple[OfflinePurchase, OfflineVersion, str, str, Category, Scope]:
    asked = (
        select(OfflinePurchase, OfflineVersion, ORGANISATION.name, ORGANISATION.name_english, Category)
        .join(OfflineVersion, NEWEST)
        .join(Organisation.__table__, ORGANISATION.id == OfflinePurchase.unit_id)
        .join(Category, Category.id == OfflineVersion.category_id)
        .where(OfflinePurchase.number == number)
    )
    row = db.session.execute(asked).one_or_none()
    if row is None:
        raise NotYours
    scope = scope_for(actor, row[1].day.year)
    if scope.county_code is not None or row[0].unit_id not in scope.branch:
        raise NotYours
    return (*row, scope)


def _versions(purchase_id: int) -> list[tuple[OfflineVersion, str]]:
    asked = select(OfflineVersion, Person.name).join(Person, Person.id == OfflineVersion.by_id)
    rows = db.session.execute(asked.where(OfflineVersion.purchase_id == purchase_id).order_by(OfflineVersion.n))
    return [(version, name) for version, name in rows]


def _steps(purchase_id: int) -> list[tuple[OfflineStep, str, str | None]]:
    second = aliased(Person)
    asked = (
        select(OfflineStep, Person.name, second.name)
        .join(Person, Person.id == OfflineStep.by_id)
        .outerjoin(second, second.id == OfflineStep.seconded_by_id)
        .where(OfflineStep.purchase_id == purchase_id)
        .order_by(OfflineStep.n)
    )
    return [(step, name, other) for step, name, other in db.session.execute(asked)]


def _motions(purchase_id: int) -> list[tuple[OfflineMotion, str, str | None]]:
    decider = aliased(Person)
    asked = (
        select(OfflineMotion, Person.name, decider.name)
        .join(Person, Person.id == OfflineMotion.by_id)
        .outerjoin(decider, decider.id == OfflineMotion.decided_by_id)
        .where(OfflineMotion.purchase_id == purchase_id)
        .order_by(OfflineMotion.id)
    )
    return [(motion, name, other) for motion, name, other in db.session.execute(asked)]


def _files(purchase_id: int) -> Sequence[StoredFile]:
    asked = select(StoredFile).join(OfflineFile, OfflineFile.file_id == StoredFile.id)
    return (
        db.session.execute(asked.where(OfflineFile.purchase_id == purchase_id).order_by(StoredFile.id)).scalars().all()
    )


def _entries(purchase_id: int) -> list[tuple[Entry, VerdictState | None]]:
    asked = (
        select(Entry, Verdict.state)
        .outerjoin(Verdict, in_force(None))
        .where(Entry.source == Source.OFFLINE, Entry.source_id == purchase_id)
        .order_by(Entry.n)
    )
    return [(entry, state) for entry, state in db.session.execute(asked)]
