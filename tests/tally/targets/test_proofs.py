"""`shop tally verify` proves revisions of targets from what was filed and split, and names whatever is changed."""

import re

import pytest
from sqlalchemy import text

from shop.extensions import db
from shop.kernel.append_only import AppendOnly, trigger_names
from shop.kernel.purposes import Purpose
from shop.tally.proofs.targets import targets
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import TargetForm
from tests.factories import a_town, a_unit, an_actor
from tests.factories.tally import a_scheme, a_target, revised, superior_of
from tests.factories.targets import a_base, a_filed_base, a_proposed_split, a_split

CHANGES = {
    "UPDATE target_revision SET amount = amount + 1 WHERE base IS NOT NULL": "Revision 1 of target line .*, amount",
    "UPDATE target_revision SET amount = amount + 1 WHERE split_id IS NOT NULL": "Split .*, unit",
    "UPDATE target_revision SET approved_by_id = 1 WHERE n = 1 AND split_id IS NULL": "Revision 1 .*, two people",
    "UPDATE target_revision SET split_id = NULL": "Split .*, unit .*: found nothing",
    "UPDATE target_revision SET base_filing_id = NULL WHERE base_filing_id IS NOT NULL": "two people",
    "UPDATE target_split SET rest = rest + 1": "Split .*, rest",
    "UPDATE split_row SET after = after + 1": "Split .*, rest",
    "UPDATE target_proposal SET revision_id = NULL": "two people: .* should be a filing that was approved",
    "DELETE FROM filing_step WHERE state = 'approved'": "two people",
}


@pytest.fixture
def every_way(db_session: object) -> None:
    """A town's target, a school's that was revised and split, a canteen's that follows its base; all unguarded."""
    town = a_town()
    school, canteen, office = (a_unit(town) for _each in range(3))
    scheme = a_scheme(town)
    a_target(town, 10_000, scheme=scheme)
    revised(a_target(school, 3000, scheme=scheme), 3500)
    each = {"base": 2_000_000, "rate": 1000, "reason": "plan", "by": an_actor(canteen)}
    rate, purposes = TargetForm.CANTEEN_RATE, [Purpose.CANTEEN]
    proposal = file_target(scheme, canteen.id, 2026, rate, purposes, **each)  # type: ignore[arg-type]
    approve_target(proposal, by=superior_of(canteen, 2026))
    a_base(canteen, 3_000_000)
    a_filed_base(school)
    a_split(scheme, town, {school: 4000, office: 500})
    a_proposed_split(scheme, town, {school: 1})
    db.session.flush()
    connection = db.session.connection()
    for book in sorted(AppendOnly.tables):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {book} DISABLE TRIGGER USER"))
            continue
        for trigger in trigger_names(book, "sqlite"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))


@pytest.mark.usefixtures("every_way")
def test_targets_that_were_filed_and_split_are_proved() -> None:
    assert list(targets()) == []


@pytest.mark.usefixtures("every_way")
@pytest.mark.parametrize("statement", CHANGES)
def test_whatever_is_changed_is_named(statement: str) -> None:
    changed = db.session.execute(text(statement))
    assert changed.rowcount > 0  # type: ignore[attr-defined]
    db.session.expire_all()
    found = [str(difference) for difference in targets()]
    assert any(re.search(CHANGES[statement], difference) for difference in found), found
