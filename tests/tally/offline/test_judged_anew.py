"""What failed for a fact recorded later is judged anew by two people, like everything else (DOMAIN rule 3)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from shop.catalogue.models import Certification
from shop.extensions import db
from shop.kernel.money import Money
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus
from shop.tally.models import OfflinePurchase, Scheme
from shop.tally.offline.life import Action
from shop.tally.queries.candidates import Sought, candidates
from shop.tally.reevaluating import Aim
from shop.tally.services.offline import motions
from shop.tally.services.offline.booking import entries_of
from shop.tally.verify import first_difference
from shop.tally.words import Condition, VerdictState
from tests.factories.offline import a_verified_purchase, an_offline_purchase
from tests.factories.reevaluations import judged_anew
from tests.factories.world import World
from tests.tally.offline.book import figures, newest, the_entry

pytestmark = pytest.mark.usefixtures("plainly")
COUNTED, NOT_COUNTED = VerdictState.COUNTED, VerdictState.NOT_COUNTED


@pytest.fixture
def scheme(world: World) -> Scheme:
    return db.session.get_one(Scheme, world.scheme_id)


def certified_too_late(world: World) -> OfflinePurchase:
    """The first day of the certificate was recorded a year too late, and then as the paper says."""
    recorded = db.session.execute(select(func.min(Certification.valid_from))).scalar_one()
    db.session.execute(update(Certification).values(valid_from=date(2027, 1, 1), valid_to=None))
    purchase = a_verified_purchase(world)
    db.session.execute(update(Certification).values(valid_from=recorded))
    return purchase


def done(world: World, purchase: OfflinePurchase, action: Action, **said: Any) -> None:
    motion = motions.propose(purchase, action, "seen", by=world.actor("harbour.official"), **said)
    motions.agree(motion, by=world.actor("cluster.official"))


def test_a_certificate_recorded_later_makes_it_count_once_two_people_say_so(world: World, scheme: Scheme) -> None:
    purchase = certified_too_late(world)
    entry = the_entry(purchase)
    assert (newest(entry).state, newest(entry).failed) == (NOT_COUNTED, Condition.CERTIFICATE_VALID)
    (candidate,) = candidates(scheme, Aim.JUDGE_ANEW, sought=Sought(entry=entry.id))
    assert candidate.judgement == (COUNTED, None)
    judged_anew(scheme, Aim.JUDGE_ANEW, entry)
    assert (newest(entry).n, newest(entry).state) == (3, COUNTED)
    assert figures(purchase) == {"counted": Money.yuan(1200)}
    assert first_difference() is None


def test_a_seller_approved_since_counts_and_one_suspended_since_goes_on_counting(world: World, scheme: Scheme) -> None:
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    approved = a_verified_purchase(world)
    coop.status = SupplierStatus.RECOMMENDED
    db.session.flush()
    before = a_verified_purchase(world, amount=Money.yuan(300))
    assert newest(the_entry(before)).failed is Condition.SUPPLIER_APPROVED
    (still,) = candidates(scheme, Aim.JUDGE_ANEW, ids=[the_entry(approved).id])
    assert not still.changes
    coop.status = SupplierStatus.APPROVED
    db.session.flush()
    judged_anew(scheme, Aim.JUDGE_ANEW, the_entry(before))
    assert figures(before) == {"counted": Money.yuan(1500)}
    assert first_difference() is None


def test_what_was_judged_anew_is_lowered_disputed_and_upheld_by_what_it_was_judged_on(
    world: World, scheme: Scheme
) -> None:
    purchase = certified_too_late(world)
    judged_anew(scheme, Aim.JUDGE_ANEW, the_entry(purchase))
    done(world, purchase, Action.LOWER, amount=Money.yuan(1000))
    assert figures(purchase) == {"counted": Money.yuan(1000)}
    done(world, purchase, Action.DISPUTE)
    assert figures(purchase) == {"disputed": Money.yuan(1000)}
    done(world, purchase, Action.UPHOLD)
    assert figures(purchase) == {"counted": Money.yuan(1000)}
    assert first_difference() is None


@pytest.mark.parametrize("aim", [aim for aim in Aim if aim is not Aim.JUDGE_ANEW])
def test_its_disputes_have_a_way_of_their_own(world: World, scheme: Scheme, aim: Aim) -> None:
    purchase = certified_too_late(world)
    assert candidates(scheme, aim, ids=[the_entry(purchase).id]) == []


def test_what_is_pending_disputed_or_struck_out_is_not_judged_anew(world: World, scheme: Scheme) -> None:
    waiting = an_offline_purchase(world, amount=Money.yuan(7))
    disputed, struck = (a_verified_purchase(world, amount=Money.yuan(yuan)) for yuan in (8, 9))
    done(world, disputed, Action.DISPUTE)
    done(world, struck, Action.STRIKE)
    entries = [entry.id for one in (waiting, disputed, struck) for entry in entries_of(one.id)]
    assert candidates(scheme, Aim.JUDGE_ANEW, ids=entries) == []
