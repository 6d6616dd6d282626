"""Suppliers' own particulars at the same moment: what only one may have, the second is told of in a sentence."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.refusals import Refused
from shop.organisations.models import Producer, Supplier, SupplierApplication
from shop.organisations.services.applying import submit_application
from shop.organisations.services.benefits import record_benefit
from shop.organisations.services.producers import change_producer, name_producer
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.credit_codes import a_credit_code
from tests.factories.joining import a_complete_draft
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits

FIGURES = {"households": 3, "people": 9, "mechanism": "收购", "mechanism_english": "Bought from them"}


@pytest.mark.parametrize("time", range(3))
def test_of_two_producers_renamed_alike_one_is_refused(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    sellers = actors(app, world, "coop.seller", "coop.second")
    with app.app_context(), dialects.writing():
        supplier = db.session.get_one(Supplier, sellers[0].organisation_id)
        said: dict[str, Any] = {"english": "", "credit_code": "", "township_code": None}
        made = [name_producer(supplier, name=name, **said, by=sellers[0]).id for name in ("甲社", "乙社")]
        db.session.commit()

    def rename(producer_id: int, by: Any) -> None:
        change_producer(db.session.get_one(Producer, producer_id), name="丙社", **said, by=by)

    outcomes = all_at_once(app, [partial(rename, *pair) for pair in zip(made, sellers, strict=True)])
    (late,) = refusals(outcomes)
    assert isinstance(late, Refused)


@pytest.mark.parametrize("time", range(3))
def test_a_benefit_is_stated_once_a_day(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    sellers = actors(app, world, "coop.seller", "coop.second")

    def state(by: Any) -> None:
        record_benefit(by.organisation_id, clock.today(), **FIGURES, by=by)  # type: ignore[arg-type]

    (late,) = refusals(all_at_once(app, [partial(state, by) for by in sellers]))
    assert isinstance(late, Refused)


@pytest.mark.parametrize("time", range(3))
def test_of_two_applications_with_one_credit_code_one_is_refused(committing_world: CommittingWorld, time: int) -> None:
    app, _world = committing_world
    with app.app_context(), dialects.writing():
        code = a_credit_code("twice")
        drafts = [a_complete_draft() for _number in range(2)]
        for supplier, _by in drafts:
            db.session.get_one(SupplierApplication, supplier.id).credit_code = code
        pairs = [(supplier.id, by) for supplier, by in drafts]
        db.session.commit()

    def send(supplier_id: int, by: Any) -> None:
        submit_application(db.session.get_one(Supplier, supplier_id), by=by)

    (late,) = refusals(all_at_once(app, [partial(send, *pair) for pair in pairs]))
    assert isinstance(late, Refused)
    assert late.field == "credit_code"
