"""Corrections are entries that name the one they correct, and count where that one does (DOMAIN rule 8)."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.tally.models import Entry, TotalByCounty
from shop.tally.verify import first_difference
from shop.tally.words import EntryKind, VerdictState
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, as_shipped
from tests.factories.world import World


def corrected(world: World, note: Acceptance, accepted: str, **changes: Any) -> Acceptance:
    """Both sides agree that less was taken in than the note says."""
    said = as_shipped(note.consignment, accepted=Quantity.of(accepted), **({"refused_reason": "发芽"} | changes))
    proposal = propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))
    return agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))


def book() -> list[Entry]:
    return list(db.session.execute(select(Entry).order_by(Entry.id)).scalars())


def total_of(year: int, month: int) -> Money:
    asked = select(func.sum(TotalByCounty.amount)).where(
        TotalByCounty.year == year, TotalByCounty.month == month, TotalByCounty.verdict == VerdictState.COUNTED
    )
    return db.session.execute(asked).scalar() or Money(0)


def test_a_correction_agreed_next_year_counts_in_the_year_and_month_of_the_first_entry(
    world: World, clock: SettableClock
) -> None:
    note = an_acceptance(world)
    clock.at(2027, 1, 3)
    corrected(world, note, "90")
    first, correction = book()
    assert (correction.kind, correction.corrects_id) == (EntryKind.CORRECTION, first.id)
    assert correction.counts_on == first.counts_on == date(2026, 11, 23)
    assert correction.written_at > first.written_at
    assert correction.amount == Money.yuan("-25.85")
    assert total_of(2026, 11) == first.amount + correction.amount
    assert total_of(2027, 1) == Money(0)
    assert first_difference() is None


def test_every_correction_names_the_first_entry_however_many_there_are(world: World) -> None:
    note = corrected(world, corrected(world, an_acceptance(world), "90"), "80")
    corrected(world, note, "85")
    first, *others = book()
    assert [entry.corrects_id for entry in others] == [first.id] * 3
    assert Money(sum(entry.amount.fen for entry in book())) == Money.yuan("219.73")
    assert first_difference() is None


def test_what_was_refused_whole_and_then_taken_is_a_purchase_and_its_correction_names_it(world: World) -> None:
    note = an_acceptance(world, accepted=Quantity(0), packs_accepted=0, refused_reason="发芽")
    assert book() == []
    taken = corrected(world, note, "100", refused_reason="")
    corrected(world, taken, "95")
    purchase, correction = book()
    assert (purchase.kind, purchase.corrects_id) == (EntryKind.PURCHASE, None)
    assert (correction.kind, correction.corrects_id) == (EntryKind.CORRECTION, purchase.id)
    assert first_difference() is None
