"""Several workers remind and sum up at once: nobody is told twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.mail.models import OutgoingMail
from shop.notices.models import Notice
from shop.notices.services import tell
from shop.notices.summaries import sum_up
from shop.payments.services.reminders import remind_of_due_soon, remind_of_overdue
from tests.clocks import SettableClock
from tests.concurrency.crowd import all_at_once
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.standing import NOW, CommittingWorld

pytestmark = pytest.mark.commits

WORKERS = 6


def deliver(shop: CommittingWorld) -> None:
    with shop.app.app_context(), dialects.writing():
        an_acceptance(shop.world, an_arrived_consignment(shop.world, a_confirmed_order(shop.world, {"tray": 2})))
        db.session.commit()


def told(shop: CommittingWorld, kind: str) -> int:
    with shop.app.app_context():
        return db.session.execute(select(func.count()).select_from(Notice).where(Notice.kind == kind)).scalar_one()


def test_a_unit_is_reminded_once_by_many_workers(committing_world: CommittingWorld, clock: SettableClock) -> None:
    deliver(committing_world)
    clock.set(NOW + timedelta(days=28))
    assert sum(all_at_once(committing_world.app, [remind_of_due_soon] * WORKERS)) == 1
    clock.set(NOW + timedelta(days=31))
    assert sum(all_at_once(committing_world.app, [remind_of_overdue] * WORKERS)) == 1
    assert (told(committing_world, "payment_due_soon"), told(committing_world, "payment_overdue")) == (1, 1)


def test_many_workers_write_one_summary_a_person(committing_world: CommittingWorld, clock: SettableClock) -> None:
    app, school = committing_world.app, committing_world.world.organisations["school"]
    app.config["MAIL_SET_UP"] = True
    with app.app_context(), dialects.writing():
        tell(school, "order_confirmed", subject=("order", "1"), number="1", supplier="coop")
        db.session.commit()
    clock.set(shops_clock.now() + timedelta(days=1))
    outcomes = all_at_once(app, [sum_up] * WORKERS)
    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []
    with app.app_context():
        people = db.session.execute(select(OutgoingMail.person_id)).scalars().all()
    assert (len(people), len(set(people))) == (6, 6)
