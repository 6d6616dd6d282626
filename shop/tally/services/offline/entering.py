"""Registering something that was bought elsewhere, correcting it while nobody has verified it, and its papers."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.catalogue.certification import plain_number
from shop.documents.files import Checked, keep_checked
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.organisations.words import UnitLevel
from shop.payments.invoicing import tidied
from shop.tally.models import OfflineFile, OfflinePurchase, OfflineStep, OfflineVersion
from shop.tally.offline.life import Action, Party, Standing, after
from shop.tally.offline.statement import Statement, stated_purpose
from shop.tally.offline.words import OVER, OfflineState
from shop.tally.policies import offline_parties
from shop.tally.queries.offline_register import Seller, facts_recorded, held_purchase, versions_of
from shop.tally.services.offline.booking import book
from shop.tally.services.offline.checking import ORDER_TWICE, checked_seller, refuse_order_twice
from shop.tally.services.offline.resting import rest_by_number, take_off
from shop.tally.services.offline.telling import tell_superior
from shop.tally.services.offline.twins import note_twins

PREFIX = "O"
MOST_FILES = 6


def enter(
    unit: Unit, said: Statement, *, files: Sequence[Checked] = (), by: Actor, quietly: bool = False
) -> OfflinePurchase:
    """A unit registers something that it bought elsewhere; it is pending until an official one level above verifies it.

    What looks like another purchase is held. ``quietly`` tells nobody: whoever enters many says so once.
    """
    path = unit_path(unit.id, said.day.year)
    if unit.level is not UnitLevel.LEAF or Party.KEEPER not in offline_parties(by, path):
        raise NotYours
    purchase = OfflinePurchase(
        cluster_id=unit.cluster_id or unit.id,
        unit_id=unit.id,
        kind=said.kind,
        channel=said.channel,
        state=OfflineState.ENTERED,
        version=1,
        order_number=tidied(said.order_number) or None,
        entered_at=clock.now(),
        entered_by_id=by.person_id,
    )
    seller = checked_seller(said, path, purchase.cluster_id)
    refuse_order_twice(purchase)
    try:
        enter_numbered(db.session(), purchase, PREFIX)
    except IntegrityError as error:
        raise Refused(ORDER_TWICE, field="order_number") from error
    version = _version(purchase, said, seller, path, by)
    for file in files:
        _keep_file(purchase, file, by)
    rest_by_number(purchase, version, by=by)
    book(purchase)
    _hold_if_twin(purchase, version)
    particulars = {"number": purchase.number, "amount": version.amount.fen}
    record(by, "offline.entered", "offline_purchase", purchase.id, cluster_id=purchase.cluster_id, **particulars)
    if not quietly:
        held = purchase.state is OfflineState.HELD
        tell_superior("offline_held" if held else "offline_entered", purchase, version)
    return purchase


def check(unit: Unit, said: Statement, *, by: Actor) -> None:
    """Whether somebody may enter this; raises what `enter` would, and writes nothing."""
    path = unit_path(unit.id, said.day.year)
    if Party.KEEPER not in offline_parties(by, path):
        raise NotYours
    cluster_id = unit.cluster_id or unit.id
    checked_seller(said, path, cluster_id)
    refuse_order_twice(OfflinePurchase(cluster_id=cluster_id, order_number=tidied(said.order_number) or None))


def send_again(purchase: OfflinePurchase, said: Statement, *, by: Actor) -> None:
    """What was returned is put right and sent again. Its kind and its unit stay; before and after are kept."""
    purchase = held_purchase(purchase)
    before = versions_of(purchase.id)[-1]
    path = unit_path(purchase.unit_id, said.day.year)
    parties = offline_parties(by, path) & offline_parties(by, unit_path(purchase.unit_id, before.day.year))
    if Party.KEEPER not in parties:
        raise NotYours
    purchase.state = after(parties, Standing(purchase.state), Action.SEND)
    if said.kind is not purchase.kind or said.channel is not purchase.channel:
        raise Refused(_l("Kind and channel stay: withdraw this registration and enter another one."), field="channel")
    seller = checked_seller(said, path, purchase.cluster_id)
    purchase.order_number = tidied(said.order_number) or None
    refuse_order_twice(purchase)
    purchase.version += 1
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise Refused(ORDER_TWICE, field="order_number") from error
    version = _version(purchase, said, seller, path, by)
    step(purchase, Action.SEND, by)
    take_off(purchase, by=by)
    rest_by_number(purchase, version, by=by)
    book(purchase)
    _hold_if_twin(purchase, version)
    held = purchase.state is OfflineState.HELD
    tell_superior("offline_held" if held else "offline_sent_again", purchase, version)


def add_file(purchase: OfflinePurchase, file: Checked, *, by: Actor) -> None:
    """Another paper that proves a purchase, as long as nobody has decided about it for good."""
    purchase = held_purchase(purchase)
    version = versions_of(purchase.id)[-1]
    if not offline_parties(by, unit_path(purchase.unit_id, version.day.year)):
        raise NotYours
    if purchase.state in OVER:
        raise Refused(_l("Nothing more is added to what is over."), field="file")
    _keep_file(purchase, file, by)
    particulars = {"number": purchase.number}
    record(by, "offline.file_added", "offline_purchase", purchase.id, cluster_id=purchase.cluster_id, **particulars)


def step(purchase: OfflinePurchase, deed: Action, by: Actor, reason: str = "", second_id: int | None = None) -> None:
    """Keep what was done, by whom, and who said so too; and write it into the trail."""
    last = select(func.count()).select_from(OfflineStep).where(OfflineStep.purchase_id == purchase.id)
    db.session.add(
        OfflineStep(
            cluster_id=purchase.cluster_id,
            purchase_id=purchase.id,
            n=db.session.execute(last).scalar_one() + 1,
            deed=deed,
            at=clock.now(),
            by_id=by.person_id,
            seconded_by_id=second_id,
            reason=reason,
        )
    )
    db.session.flush()
    said = {"number": purchase.number} | ({"reason": reason} if reason else {})
    record(by, f"offline.{deed.value}", "offline_purchase", purchase.id, cluster_id=purchase.cluster_id, **said)


def _version(
    purchase: OfflinePurchase, said: Statement, seller: Seller, path: tuple[int, ...], by: Actor
) -> OfflineVersion:
    purpose = stated_purpose(said)
    version = OfflineVersion(
        cluster_id=purchase.cluster_id,
        purchase_id=purchase.id,
        n=purchase.version,
        day=said.day,
        amount=said.amount,
        supplier_id=seller.supplier_id,
        seller_name=seller.name,
        seller_code=seller.credit_code,
        seller_county=seller.county_code,
        goods=said.goods.strip(),
        category_id=said.category_id,
        origin_county=said.origin_county,
        quantity=said.quantity,
        measure=said.measure,
        certificate=plain_number(said.certificate),
        purpose=purpose,
        invoice_number=tidied(said.invoice_number),
        facts=facts_recorded(
            seller,
            said.certificate,
            said.origin_county,
            unit_path=path,
            purpose=purpose,
            channel=said.channel,
            on=said.day,
        ),
        at=clock.now(),
        by_id=by.person_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _keep_file(purchase: OfflinePurchase, file: Checked, by: Actor) -> None:
    there = select(func.count()).select_from(OfflineFile).where(OfflineFile.purchase_id == purchase.id)
    if db.session.execute(there).scalar_one() >= MOST_FILES:
        raise Refused(_l("At most %(number)s papers are kept of one purchase.", number=MOST_FILES), field="file")
    stored = keep_checked(file, purpose="offline.evidence", by=by)
    db.session.add(OfflineFile(cluster_id=purchase.cluster_id, purchase_id=purchase.id, file_id=stored.id))
    db.session.flush()


def _hold_if_twin(purchase: OfflinePurchase, version: OfflineVersion) -> None:
    if note_twins(purchase, version):
        purchase.state = OfflineState.HELD
        db.session.flush()
