"""What other slices ask: will it count, and how far is a unit?"""

from datetime import date

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.questions import CountAnswer, HowFar, Progress, WillItCount, ask
from shop.organisations.models import Unit
from shop.tally.targets import pace
from tests.factories import a_cluster, a_town, a_unit
from tests.factories.tally import ALL_COUNT, TUOCHA, a_scheme, a_target, an_entry, on_its_way
from tests.statements import statements


def will_it_count(cluster: Unit, *facts: object, on: date = date(2026, 6, 1)) -> list[CountAnswer]:
    answers: list[CountAnswer] = ask(WillItCount(cluster.id, on, facts))  # type: ignore[arg-type]
    return answers


def test_a_list_of_facts_is_answered_in_its_order_by_one_question() -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    db.session.flush()
    with statements() as sent:
        answers = will_it_count(cluster, TUOCHA, ALL_COUNT)
    assert [answer.counts for answer in answers] == [False, True]
    assert str(answers[0].reason) == "The supplier is registered in a county that is not an aided county."
    assert answers[1].reason is None
    assert len(sent) == 1


def test_where_no_rules_are_in_force_nothing_would_count() -> None:
    cluster = a_cluster()
    assert not will_it_count(cluster, ALL_COUNT)[0].counts
    a_scheme(cluster, valid_from=date(2026, 7, 1))
    answer = will_it_count(cluster, ALL_COUNT)[0]
    assert not answer.counts
    assert str(answer.reason) == "No counting rules are in force on that day."
    assert will_it_count(cluster, ALL_COUNT, on=date(2026, 7, 1))[0].counts


def test_of_two_yardsticks_the_first_one_answers() -> None:
    cluster = a_cluster()
    a_scheme(cluster)
    a_scheme(cluster)
    assert will_it_count(cluster, ALL_COUNT)[0].counts
    assert not will_it_count(cluster, TUOCHA)[0].counts


def test_how_far_says_what_counts_for_the_purposes_of_the_target() -> None:
    town = a_town()
    scheme = a_scheme(town)
    with_target, without = a_unit(town), a_unit(town)
    a_target(with_target, 1000, Purpose.CANTEEN, scheme=scheme)
    for unit in (with_target, without):
        an_entry(unit, 70)
        an_entry(unit, 5, purpose=Purpose.STAFF)
        on_its_way(unit, 11)
        on_its_way(unit, 2, purpose=Purpose.STAFF)
    today = pace(2026, date(2026, 6, 1))
    far: list[Progress] = ask(HowFar((without.id, with_target.id), 2026))
    assert far == [
        Progress(None, Money.yuan(75), Money.yuan(13), frozenset(), pace=today),
        Progress(Money.yuan(1000), Money.yuan(70), Money.yuan(11), frozenset({Purpose.CANTEEN}), pace=today),
    ]
    assert ask(HowFar((), 2026)) == []
