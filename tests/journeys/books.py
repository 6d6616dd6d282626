"""What has to be true of stock, orders and the book whenever nobody is in the middle of something."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from shop.catalogue.models import Lot, Reservation, StockMovement
from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.fulfilment.queries import lots_of_acceptances
from shop.kernel import clock
from shop.kernel.money import Money, total
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.quantity import total as total_quantity
from shop.kernel.questions import WhoAteOf, ask
from shop.ordering.lifecycle import Status
from shop.ordering.models import Approval, Order, OrderLine, Purchase
from shop.ordering.models.purchases import Decision
from shop.tally.models import TOTALS, Entry, OnItsWay, Scheme, Verdict
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import standings_in
from shop.tally.queries.trees import branch_for
from shop.tally.queries.waterfall import ordered_in, written_of
from shop.tally.verify import first_difference
from shop.tally.waterfall import waterfall
from shop.tally.words import Source

FIGURES = ("received", "available", "reserved", "shipped", "written_off")


def faults() -> list[str]:
    """Every sentence that is not true; read in a fresh session state."""
    db.session.flush()
    db.session.expire_all()
    found = [*_lots(), *_traces(), *_lines(), *_estimates(), *_chains(), *_totals()]
    difference = first_difference()
    return found + ([f"verify: {difference}"] if difference else [])


def _lots() -> Iterator[str]:
    moved = {
        row.lot_id: row
        for row in db.session.execute(
            select(
                StockMovement.lot_id, *(func.sum(getattr(StockMovement, name)).label(name) for name in FIGURES)
            ).group_by(StockMovement.lot_id)
        )
    }
    held = _by_key(select(Reservation.lot_id, func.sum(Reservation.quantity)).group_by(Reservation.lot_id))
    for lot in db.session.execute(select(Lot).order_by(Lot.id)).scalars():
        figures = {name: getattr(lot, name) for name in FIGURES}
        if lot.received != lot.available + lot.reserved + lot.shipped + lot.written_off:
            yield f"lot {lot.code} does not add up: {figures}"
        if min(figures.values()) < NOTHING:
            yield f"lot {lot.code} has less than nothing: {figures}"
        if figures != {name: getattr(moved[lot.id], name) for name in FIGURES}:
            yield f"lot {lot.code} is not its history: {figures} against {moved[lot.id]}"
        if lot.reserved != held.get(lot.id, NOTHING):
            yield f"lot {lot.code} reserves {lot.reserved}, its holds come to {held.get(lot.id)}"


def steps_to_the_count() -> Iterator[str]:
    """From what was ordered in a year step by step to what counts in it: the last step is the book's own figure."""
    for scheme in db.session.execute(select(Scheme).order_by(Scheme.id)).scalars():
        for year in (clock.today().year - 1, clock.today().year):
            branch = branch_for([scheme.cluster_id], year)
            scope = Scope(branch, branch.nodes[scheme.cluster_id])
            falls = waterfall(ordered_in(scope)[0], written_of(scope, scheme.id))
            counted = standings_in(branch, [scheme.cluster_id], scheme.id)[scheme.cluster_id].counted
            if falls[-1].end != counted:
                yield f"the steps of {year} under {scheme.code} end at {falls[-1].end}, the book at {counted}: {falls}"
            if any(fall.end < Money(0) for fall in falls if fall.is_level):
                yield f"a level of {year} under {scheme.code} is below nothing: {falls}"


def _traces() -> Iterator[str]:
    """What left a lot and what is held of it is what units have of it; every accepted line leads back to its lot."""
    lots = {lot.id: lot for lot in db.session.execute(select(Lot)).scalars()}
    forward: set[tuple[int, int]] = set()
    for lot_id, parts in ask(WhoAteOf(tuple(sorted(lots)))).items():
        lot = lots[lot_id]
        if total_quantity(part.shipped for part in parts) != lot.shipped:
            yield f"lot {lot.code} has shipped {lot.shipped}, its trace says otherwise: {parts}"
        if total_quantity(part.reserved for part in parts) != lot.reserved:
            yield f"lot {lot.code} reserves {lot.reserved}, its trace says otherwise: {parts}"
        forward |= {(part.acceptance_line_id, lot_id) for part in parts if part.acceptance_line_id is not None}
    notes = db.session.execute(select(Acceptance).order_by(Acceptance.consignment_id, Acceptance.n)).scalars()
    in_force = {note.consignment_id: note for note in notes}
    back = set(lots_of_acceptances([note.id for note in in_force.values()]).items())
    if forward != back:
        yield f"traced forward {forward - back}, traced back {back - forward}"


def _lines() -> Iterator[str]:
    """What is still to be shipped of open orders is held, to the gram, and nothing else is."""
    held = _by_key(
        select(Reservation.order_line_id, func.sum(Reservation.quantity)).group_by(Reservation.order_line_id)
    )
    for line, order in db.session.execute(select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id)):
        due = line.content * (line.packs_open if order.is_open else 0)
        if held.pop(line.id, NOTHING) != due:
            yield f"line {line.id} of {order.number} ({order.status.value}) should hold {due}"
        if line.in_transit < NOTHING or line.packs_shipped > line.packs_due:
            yield f"line {line.id} of {order.number} has shipped more than it should"
    if held:
        yield f"holds of lines that do not exist: {held}"


def _estimates() -> Iterator[str]:
    """An approver is asked about what the orders that wait for the answer come to, freight included."""
    waiting = select(Purchase).join(Approval, Approval.purchase_id == Purchase.id)
    for purchase in db.session.execute(waiting.where(Approval.decision == Decision.WAITING)).scalars():
        orders = select(Order).where(Order.purchase_id == purchase.id, Order.status == Status.AWAITING_APPROVAL)
        amounts = [
            part
            for order in db.session.execute(orders).scalars()
            for part in (*(line.estimate for line in order.lines), *(charge.amount for charge in order.charges))
        ]
        if purchase.estimate != total(amounts):
            yield f"purchase {purchase.number} asks about {purchase.estimate}, its orders come to {total(amounts)}"


def _chains() -> Iterator[str]:
    """The entries of a consignment line's acceptances sum to what the newest of them says."""
    said: dict[int, tuple[Money, Quantity]] = {}
    booked: dict[int, tuple[Money, Quantity]] = {}
    statement = (
        select(AcceptanceLine, Entry)
        .join(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .outerjoin(Entry, (Entry.source == Source.ACCEPTANCE) & (Entry.source_id == AcceptanceLine.id))
        .order_by(Acceptance.consignment_id, Acceptance.n)
    )
    for line, entry in db.session.execute(statement):
        said[line.consignment_line_id] = (line.amount, line.accepted)
        amount, quantity = booked.get(line.consignment_line_id, (Money(0), NOTHING))
        if entry is not None:
            amount, quantity = amount + entry.amount, quantity + entry.quantity
        booked[line.consignment_line_id] = (amount, quantity)
    for line_id, last in said.items():
        if booked[line_id] != last:
            yield f"consignment line {line_id} is booked as {booked[line_id]}, accepted as {last}"


def _totals() -> Iterator[str]:
    """Reckoned anew here, scheme by scheme, without the code that moves them or proves them."""
    newest = select(func.max(Verdict.id)).group_by(Verdict.entry_id, Verdict.scheme_id)
    statement = select(Verdict, Entry).join(Entry, Entry.id == Verdict.entry_id).where(Verdict.id.in_(newest))
    judged = [(verdict, entry) for verdict, entry in db.session.execute(statement)]
    for table, own_keys, attributes in TOTALS:
        due: dict[Any, int] = {}
        for verdict, entry in judged:
            own = tuple(getattr(entry, attribute) for attribute in attributes)
            key = (verdict.scheme_id, entry.unit_id, entry.counts_on.year, entry.counts_on.month, entry.kind)
            due[*key, verdict.state, *own] = due.get((*key, verdict.state, *own), 0) + entry.amount.fen
        found = {}
        for row in db.session.execute(select(table)).scalars():
            own = tuple(getattr(row, name) for name in own_keys)
            found[row.scheme_id, row.unit_id, row.year, row.month, row.kind, row.verdict, *own] = row.amount.fen
        if found != due:
            yield f"{table.__tablename__} is {found}, its entries come to {due}"
    schemes = db.session.scalar(select(func.count()).select_from(Scheme)) or 0
    expected = db.session.execute(select(func.sum(OrderLine.expected))).scalar() or Money(0)
    on_its_way = db.session.execute(select(func.sum(OnItsWay.amount))).scalar() or Money(0)
    if expected * schemes != on_its_way:
        yield f"on its way {on_its_way} under {schemes} schemes, but the lines expect {expected}"


def _by_key(statement: Any) -> dict[Any, Any]:
    return dict(list(db.session.execute(statement)))
