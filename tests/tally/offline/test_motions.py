"""A verified purchase is lowered, disputed or struck out by two people."""

from collections import Counter
from typing import Any

import pytest

from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.services import join
from shop.tally.models import OfflineMotion, OfflinePurchase
from shop.tally.offline.life import Action
from shop.tally.offline.words import OfflineState
from shop.tally.queries.offline_register import parts_of
from shop.tally.services.offline import motions
from shop.tally.services.offline.booking import entries_of
from shop.tally.words import VerdictState
from tests.factories.offline import (
    a_verified_purchase,
)
from tests.factories.world import World
from tests.tally.offline.book import figures, newest

pytestmark = pytest.mark.usefixtures("plainly")


def proposed(world: World, purchase: OfflinePurchase, action: Action, **said: Any) -> OfflineMotion:
    return motions.propose(purchase, action, "as the papers say", by=world.actor("harbour.official"), **said)


def test_a_verified_purchase_is_lowered_by_a_new_entry_that_names_the_first(world: World) -> None:
    purchase = a_verified_purchase(world)
    motion = proposed(world, purchase, Action.LOWER, amount=Money.yuan(1000))
    assert figures(purchase) == {"counted": Money.yuan(1200)}
    motions.agree(motion, by=world.actor("cluster.official"))
    first, second = entries_of(purchase.id)
    assert (second.corrects_id, second.amount) == (first.id, Money.yuan(-200))
    assert figures(purchase) == {"counted": Money.yuan(1000)}
    assert [part.amount for part in parts_of([purchase.id])[purchase.id]] == [Money.yuan(1000)]


@pytest.mark.parametrize("yuan", [0, 1200, 1300, -1])
def test_a_correction_lowers_the_amount_and_does_nothing_else(world: World, yuan: int) -> None:
    with pytest.raises(Refused, match="lowers"):
        proposed(world, a_verified_purchase(world), Action.LOWER, amount=Money.yuan(yuan))


def test_a_dispute_takes_it_out_of_the_figures_and_upholding_it_brings_it_back(world: World) -> None:
    purchase = a_verified_purchase(world)
    motions.agree(proposed(world, purchase, Action.DISPUTE), by=world.actor("cluster.official"))
    assert (purchase.state, figures(purchase)) == (OfflineState.DISPUTED, {"disputed": Money.yuan(1200)})
    motions.agree(proposed(world, purchase, Action.UPHOLD), by=world.actor("cluster.official"))
    assert (purchase.state, figures(purchase)) == (OfflineState.VERIFIED, {"counted": Money.yuan(1200)})


@pytest.mark.parametrize("disputed", [False, True])
def test_what_is_struck_out_is_taken_back_under_its_own_verdict(world: World, disputed: bool) -> None:
    purchase = a_verified_purchase(world)
    motions.agree(proposed(world, purchase, Action.LOWER, amount=Money.yuan(900)), by=world.actor("cluster.official"))
    if disputed:
        motions.agree(proposed(world, purchase, Action.DISPUTE), by=world.actor("cluster.official"))
    motions.agree(proposed(world, purchase, Action.STRIKE), by=world.actor("cluster.deputy"))
    assert (purchase.state, figures(purchase)) == (OfflineState.STRUCK, {})
    states = Counter(newest(entry).state for entry in entries_of(purchase.id))
    assert set(states) == {VerdictState.DISPUTED if disputed else VerdictState.COUNTED}


def test_nobody_agrees_with_themselves(world: World) -> None:
    motion = proposed(world, a_verified_purchase(world), Action.STRIKE)
    with pytest.raises(Refused, match="other than"):
        motions.agree(motion, by=world.actor("harbour.official"))
    motions.reject(motion, by=world.actor("harbour.official"))
    assert motion.outcome == motions.TAKEN_BACK


def test_an_official_who_belongs_to_the_unit_does_not_agree(world: World) -> None:
    motion = proposed(world, a_verified_purchase(world), Action.STRIKE)
    official = world.actor("cluster.official")
    join(official.person_id, world.organisations["school"], [Role.FINANCE], by=None)
    with pytest.raises(Refused, match="belong to the unit"):
        motions.agree(motion, by=official)


def test_one_thing_is_proposed_at_a_time_and_answered_once(world: World) -> None:
    purchase = a_verified_purchase(world)
    motion = proposed(world, purchase, Action.STRIKE)
    with pytest.raises(Refused, match="already"):
        proposed(world, purchase, Action.DISPUTE)
    motions.reject(motion, by=world.actor("cluster.official"))
    with pytest.raises(Refused, match="answered"):
        motions.agree(motion, by=world.actor("cluster.deputy"))
    assert figures(purchase) == {"counted": Money.yuan(1200)}


def test_the_unit_itself_does_not_agree(world: World) -> None:
    motion = proposed(world, a_verified_purchase(world), Action.STRIKE)
    with pytest.raises(NotYours):
        motions.agree(motion, by=world.actor("school.buyer"))
