"""At the year's end units are asked once for what the year really came to (DOMAIN rule 6)."""

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.purposes import Purpose
from shop.notices.models import Notice
from shop.organisations.models import Unit
from shop.tally.services.asking import ask_for_actual_bases
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import BaseKind, TargetForm
from tests.clocks import SettableClock
from tests.factories import a_unit, an_actor
from tests.factories.tally import a_scheme, a_target, superior_of
from tests.factories.targets import a_filed_base


def with_a_rate(unit: Unit) -> Unit:
    each = {"base": 1000, "rate": 1000, "reason": "plan", "by": an_actor(unit)}
    canteen = [Purpose.CANTEEN]
    proposal = file_target(a_scheme(unit), unit.id, 2026, TargetForm.CANTEEN_RATE, canteen, **each)  # type: ignore[arg-type]
    approve_target(proposal, by=superior_of(unit, 2026))
    return unit


def asked() -> set[int]:
    db.session.flush()
    told = select(Notice.organisation_id).where(Notice.kind == "actual_base_asked")
    return set(db.session.execute(told).scalars())


def test_from_1_december_on_each_unit_whose_target_stands_on_a_figure_is_asked_once(
    committing_app: object, clock: SettableClock
) -> None:
    unit, other, filed = with_a_rate(a_unit()), a_unit(), with_a_rate(a_unit())
    a_target(other, 100, scheme=a_scheme(other))
    clock.at(2026, 11, 30)
    assert ask_for_actual_bases() == 0
    clock.at(2026, 12, 1)
    a_filed_base(filed, 900, kind=BaseKind.ACTUAL)
    assert ask_for_actual_bases() == 1
    db.session.commit()
    assert asked() == {unit.id}
    assert ask_for_actual_bases() == 0
    clock.at(2027, 1, 20)
    assert ask_for_actual_bases() == 0
    clock.at(2027, 2, 1)
    assert ask_for_actual_bases() == 0
