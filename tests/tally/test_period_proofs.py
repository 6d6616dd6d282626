"""`shop tally verify` finds what came into a locked month, a seal that was changed, and verdicts out of nowhere."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import Unit
from shop.tally.models import Entry, LockedTotal, PeriodStep, Reevaluation, ReevaluationLine, Scheme, Verdict
from shop.tally.periods import PeriodAction, PeriodState
from shop.tally.proofs.periods import periods
from shop.tally.proofs.reevaluations import reevaluations
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.words import VerdictState
from tests.factories import a_cluster, a_town, a_unit, an_actor
from tests.factories.periods import locked_up_to, unlocked
from tests.factories.reevaluations import judged_anew
from tests.factories.tally import a_scheme, an_entry


@pytest.fixture
def cluster(db_session: object) -> Unit:
    cluster = a_cluster()
    a_scheme(cluster)
    an_entry(a_unit(a_town(cluster)), "100", on=date(2026, 4, 5))
    return cluster


@pytest.fixture
def scheme(cluster: Unit) -> Scheme:
    return db.session.execute(select(Scheme).where(Scheme.cluster_id == cluster.id)).scalar_one()


def the_entry() -> Entry:
    return db.session.execute(select(Entry).order_by(Entry.id).limit(1)).scalar_one()


def found() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in (*reevaluations(), *periods())]


def stray_verdict(n: int = 2, state: VerdictState = VerdictState.DISPUTED) -> None:
    """A verdict that nobody has approved, though it names two people."""
    first = db.session.execute(select(Verdict).where(Verdict.n == 1).order_by(Verdict.id).limit(1)).scalar_one()
    one, other = an_actor(a_cluster()), an_actor(a_cluster())
    row = {
        "cluster_id": first.cluster_id,
        "entry_id": first.entry_id,
        "scheme_id": first.scheme_id,
        "rule_set_id": first.rule_set_id,
        "n": n,
        "state": state,
        "at": clock.now(),
        "by_id": one.person_id,
        "seconded_by_id": other.person_id,
        "remark": "",
    }
    db.session.execute(insert(Verdict.__table__).values(row))


def test_what_was_locked_unlocked_and_locked_again_is_right(cluster: Unit, scheme: Scheme) -> None:
    locked_up_to(cluster, 2026, 5)
    unlocked(cluster, 2026, 5)
    an_entry(a_unit(a_town(cluster)), "7", on=date(2026, 5, 30))
    locked_up_to(cluster, 2026, 5)
    judged_anew(scheme, Aim.DISPUTE, the_entry())
    assert found() == []


def test_an_entry_that_came_into_a_locked_month_is_found(cluster: Unit) -> None:
    first, moment = the_entry(), clock.at_shanghai(date(2026, 4, 30))
    locked_up_to(cluster, 2026, 4)
    copied = {column.name: getattr(first, column.name) for column in Entry.__table__.c if column.name != "id"}
    late = Entry(**copied | {"source_id": 999, "written_at": moment})
    db.session.add(late)
    db.session.flush()
    rule_set_id = db.session.execute(select(Verdict.rule_set_id).limit(1)).scalar_one()
    scheme_id = db.session.execute(select(Scheme.id)).scalar_one()
    db.session.add(
        Verdict(
            cluster_id=cluster.id,
            entry_id=late.id,
            scheme_id=scheme_id,
            state=VerdictState.COUNTED,
            rule_set_id=rule_set_id,
            at=moment,
        )
    )
    (said,) = found()
    assert said.startswith(f"Month 2026-04 of cluster {cluster.id}, as locked")
    assert "found 10000 fen, 1 entries, should be 20000 fen, 2 entries" in said


def test_a_figure_added_to_a_seal_is_found_by_its_digest(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 4)
    row = dict(db.session.execute(select(*LockedTotal.__table__.c)).one()._mapping)
    del row["id"]
    db.session.execute(insert(LockedTotal.__table__).values(row | {"year": 2025}))
    said = found()
    assert any("digest" in one for one in said)
    assert any("as locked" in one for one in said)


def step(cluster: Unit, month: int, n: int, action: PeriodAction, state: PeriodState, **more: object) -> None:
    """A step as nobody could have taken it."""
    db.session.add(
        PeriodStep(
            cluster_id=cluster.id,
            year=2026,
            month=month,
            n=n,
            action=action,
            state=state,
            by_id=an_actor(cluster).person_id,
            at=clock.now(),
            **more,
        )
    )


def test_a_month_locked_out_of_order_or_against_the_table_of_moves_is_found(cluster: Unit) -> None:
    someone = an_actor(cluster).person_id
    step(cluster, 4, 1, PeriodAction.PROPOSE_LOCK, PeriodState.LOCK_PROPOSED)
    step(
        cluster,
        5,
        1,
        PeriodAction.APPROVE_LOCK,
        PeriodState.LOCKED,
        proposed_by_id=someone,
        digest="0" * 64,
    )
    said = "\n".join(found())
    assert "Month 2026-05" in said
    assert "approve_lock: found open → locked, should be lock_proposed → locked" in said
    assert "two people" in said
    assert "2026-04: found lock_proposed, should be locked before it" in said


def test_a_verdict_out_of_nowhere_is_found_and_one_that_two_people_approved_is_not(
    cluster: Unit, scheme: Scheme
) -> None:
    stray_verdict()
    (said,) = found()
    assert "given anew, should be approved by two people" in said


def test_a_verdict_that_says_something_else_than_was_approved_is_found(cluster: Unit, scheme: Scheme) -> None:
    first = db.session.execute(select(Verdict)).scalar_one()
    stray_verdict(state=VerdictState.NOT_COUNTED)
    given = db.session.execute(select(Verdict).where(Verdict.n == 2)).scalar_one()
    whole = Reevaluation(
        number="R1",
        cluster_id=cluster.id,
        scheme_id=scheme.id,
        aim=Aim.DISPUTE,
        reason="why",
        proposed_by_id=given.by_id,
        proposed_at=clock.now(),
        outcome=Outcome.APPROVED,
        decided_by_id=given.seconded_by_id,
        decided_at=given.at,
        lines=[
            ReevaluationLine(
                cluster_id=cluster.id,
                entry_id=first.entry_id,
                before_id=first.id,
                state=VerdictState.DISPUTED,
                rule_set_id=first.rule_set_id,
            )
        ],
    )
    db.session.add(whole)
    (said,) = found()
    assert "re-evaluation R1" in said
    assert "state: found not_counted, should be disputed" in said
