"""`shop tally verify` proves what was bought elsewhere, and names whatever is changed behind it."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from shop.extensions import db
from shop.kernel.append_only import AppendOnly, trigger_names
from shop.kernel.decided import Decided
from shop.kernel.late_rows import write_late
from shop.kernel.money import Money
from shop.tally.models import OfflinePurchase
from shop.tally.offline.life import Action
from shop.tally.offline.words import OfflineKind
from shop.tally.proofs.offline import entries_against_offline_purchases
from shop.tally.proofs.reading import Verified
from shop.tally.services.offline import entering, judging, motions
from shop.tally.verify import differences, first_difference
from tests.factories.offline import OUTSIDER, a_statement, a_verified_purchase, an_offline_purchase
from tests.factories.world import World


def by_two(world: World, purchase: OfflinePurchase, action: Action, amount: Money | None = None) -> None:
    motion = motions.propose(purchase, action, "as it is", amount=amount, by=world.actor("harbour.official"))
    motions.agree(motion, by=world.actor("cluster.official"))


def every_life(world: World) -> None:
    """One purchase in each state, by each way."""
    harbour, buyer = world.actor("harbour.official"), world.actor("school.buyer")
    yuan = iter(range(1, 99))

    def bought(**changes: Any) -> OfflinePurchase:
        return an_offline_purchase(world, amount=Money.yuan(100 + next(yuan)), **changes)

    def verified(**changes: Any) -> OfflinePurchase:
        return a_verified_purchase(world, amount=Money.yuan(200 + next(yuan)), **changes)

    verified()
    verified(**OUTSIDER)
    verified(kind=OfflineKind.DONATION)
    bought(proved=False)
    judging.give_back(bought(), "no stamp", by=harbour)
    judging.withdraw(bought(), "not ours", by=buyer)
    again = bought()
    judging.give_back(again, "no stamp", by=harbour)
    entering.send_again(again, a_statement(amount=Money.yuan(55)), by=buyer)
    twin = an_offline_purchase(world, amount=Money.yuan(55))
    judging.not_the_same(twin, "other potatoes", by=harbour)
    judging.verify(twin, by=harbour)
    an_offline_purchase(world, amount=Money.yuan(55), proved=False)
    by_two(world, verified(), Action.LOWER, Money.yuan(30))
    by_two(world, verified(), Action.DISPUTE)
    upheld = verified()
    by_two(world, upheld, Action.DISPUTE)
    by_two(world, upheld, Action.UPHOLD)
    struck = verified()
    by_two(world, struck, Action.LOWER, Money.yuan(31))
    by_two(world, struck, Action.DISPUTE)
    by_two(world, struck, Action.STRIKE)


CHANGES: dict[str, tuple[str, str]] = {
    "the amount that was stated": (
        "UPDATE offline_version SET amount = amount + 1 WHERE purchase_id = {first}",
        "Offline purchase .*, parts of invoices",
    ),
    "the amount of an entry": (
        "UPDATE entry SET amount = amount + 1 WHERE source = 'offline' AND source_id = {first}",
        "Entry {entry} of offline purchase .*, amount",
    ),
    "the day": ("UPDATE offline_version SET day = '2025-03-01' WHERE purchase_id = {first}", "counts"),
    "the channel": ("UPDATE offline_purchase SET channel = '832' WHERE id = {first}", "Entry {entry} of .*, channel"),
    "the facts": (
        "UPDATE offline_version SET facts = replace(facts, 'N-potatoes', 'N-other') WHERE purchase_id = {first}",
        "Entry {entry} of .*, facts",
    ),
    "an outsider approved": (
        "UPDATE offline_version SET facts = replace(facts, 'approved\"\\:false', 'approved\"\\:true')",
        "seller approved",
    ),
    "the state": ("UPDATE offline_purchase SET state = 'entered' WHERE id = {first}", "Offline purchase .*, state"),
    "verified by nobody": ("DELETE FROM offline_step WHERE purchase_id = {first}", "Offline purchase .*, state"),
    "verified by who entered it": (
        (
            "UPDATE offline_step SET by_id = (SELECT by_id FROM offline_version WHERE purchase_id = {first}) "
            "WHERE purchase_id = {first}"
        ),
        "somebody else",
    ),
    "two people who did not agree": (
        "UPDATE offline_motion SET outcome = 'rejected' WHERE deed = 'strike'",
        "Offline purchase .*, step 4, two people",
    ),
    "no version": ("DELETE FROM offline_version WHERE purchase_id = {first}", "what is stated: found nothing"),
    "no purchase": (
        (
            "DELETE FROM offline_step WHERE purchase_id = {first}; "
            "DELETE FROM offline_file WHERE purchase_id = {first}; "
            "DELETE FROM offline_version WHERE purchase_id = {first}; DELETE FROM offline_purchase WHERE id = {first}"
        ),
        "Entries written from offline purchases",
    ),
    "a part of an invoice": (
        "UPDATE invoice_allocation SET amount = amount - 1 WHERE offline_purchase_id = {first}",
        "Offline purchase .*, parts of invoices",
    ),
    "counted before it is verified": (
        "UPDATE verdict SET state = 'counted' WHERE entry_id = (SELECT min(id) FROM entry WHERE source_id = {fourth})",
        "verdicts on entry|Verdict .*, state",
    ),
    "verified by somebody else": (
        "UPDATE verdict SET seconded_by_id = seconded_by_id + 1 WHERE entry_id = {entry} AND n = 2",
        "verdicts on entry {entry}, people",
    ),
    "judged otherwise": (
        "UPDATE verdict SET state = 'not_counted', failed = 'certified' WHERE entry_id = {entry} AND n = 2",
        "verdicts on entry {entry}, judged",
    ),
}


@pytest.fixture
def lived(world: World) -> World:
    every_life(world)
    write_late(db.session())
    db.session.flush()
    connection = db.session.connection()
    for book in sorted(AppendOnly.tables | Decided.guarded):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {book} DISABLE TRIGGER USER"))
            continue
        for trigger in trigger_names(book, "sqlite"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
    return world


def test_every_life_is_proved(lived: World) -> None:
    counts = Verified()
    assert list(differences(counts)) == []
    assert counts.offline == 13


def test_whatever_is_changed_is_found_and_named(lived: World) -> None:
    purchases = db.session.scalars(text("SELECT id FROM offline_purchase ORDER BY id")).all()
    entry = db.session.execute(text("SELECT min(id) FROM entry")).scalar_one()
    numbers = {"first": purchases[0], "fourth": purchases[3], "entry": entry}
    for statements, named in ((change.format(**numbers), told.format(**numbers)) for change, told in CHANGES.values()):
        changing = db.session.begin_nested()
        for statement in statements.split("; "):
            changed = db.session.execute(text(statement))
            assert changed.rowcount > 0, statement  # type: ignore[attr-defined]
        db.session.expire_all()
        found = [str(difference) for difference in entries_against_offline_purchases(Verified())]
        assert any(re.search(named, difference) for difference in found), (statements, found)
        changing.rollback()
    assert first_difference() is None
