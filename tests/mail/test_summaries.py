"""The daily summary: one mail a person and Shanghai day, of what they have not seen, in as few statements for many."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.mail import sending
from shop.mail.models import OutgoingMail, SummaryDay
from shop.mail.services import choose, forget, stop
from shop.mail.words import DAILY, Group, How
from shop.notices import services as notices
from shop.notices.services import tell
from shop.notices.summaries import sum_up
from shop.ordering.commands import run_deadlines
from tests.clocks import SettableClock
from tests.factories.world import World
from tests.peers.mail_server import MailServer, words_of
from tests.statements import statements

DAY = (2026, 11, 24)


def news(world: World, number: str = "1", unit: str = "school") -> None:
    """Something that everybody at the unit learns, and nobody at once."""
    tell(world.organisations[unit], "order_confirmed", subject=("order", number), number=number, supplier="coop")
    db.session.commit()


def summaries() -> list[OutgoingMail]:
    asked = select(OutgoingMail).where(OutgoingMail.notice_id.is_(None)).order_by(OutgoingMail.id)
    return list(db.session.execute(asked).scalars())


def made(world: World) -> int:
    """The worker looks for summaries that are due; how many there are then."""
    run_deadlines([sum_up])
    return len(summaries())


def test_a_summary_comes_after_eight_in_shanghai_and_once_a_day(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    news(world)
    clock.at(*DAY, 8, 9)
    assert made(world) == 0
    clock.at(*DAY, 8, 10)
    assert made(world) == 6  # all six who work at the school
    clock.at(*DAY, 23, 59)
    news(world, "2")
    assert made(world) == 6
    clock.at(2026, 11, 25, 0, 5)
    assert made(world) == 6
    clock.at(2026, 11, 25, 8, 11)
    assert made(world) == 12


def test_what_happens_at_the_border_stands_in_exactly_one_summary(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    clock.at(*DAY, 7, 59)
    news(world, "before")
    clock.at(*DAY, 8, 0)
    news(world, "after")
    clock.at(*DAY, 8, 30)
    made(world)
    clock.at(2026, 11, 25, 9, 0)
    made(world)
    told = [mail.about["notices"] for mail in summaries() if mail.person_id == world.actor("school.buyer").person_id]
    assert [len(ids) for ids in told] == [1, 1]
    assert told[0] != told[1]


def test_it_names_everything_by_organisation_and_leads_to_the_notices(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    choose(world.actor("school.buyer").person_id, "en", dict.fromkeys(Group, How.DAILY))
    news(world, "261123-AAAAA-1")
    news(world, "261123-BBBBB-1")
    clock.at(*DAY, 9, 0)
    made(world)
    sending.send_due()
    mail = mailing.mails[mailing.to.index("school.buyer@world.example")]
    text = words_of(mail)
    assert mail["subject"] == "2 pieces of news for you"
    assert "School\n- Coop confirmed order 261123-AAAAA-1." in text.replace("\r\n", "\n")
    assert text.count("https://shop.example/notices") == 1


def test_what_was_seen_in_the_shop_or_mailed_already_or_is_not_wanted_is_left_out(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    news(world)
    notices.see(world.actor("school.buyer"), None)
    stop(world.actor("school.clerk").person_id, DAILY)
    stop(world.actor("school.receiver").person_id, Group.ORDERS.value)
    tell(world.organisations["coop"], "order_placed", subject=("order", "1"), number="1", unit="school")
    db.session.commit()
    clock.at(*DAY, 9, 0)
    made(world)
    people = {db.session.get_one(Person, mail.person_id).name for mail in summaries()}
    assert people == {"school.approver", "school.deputy", "school.manager"}


def test_what_was_wanted_otherwise_when_it_happened_is_not_lost(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    news(world)
    choose(world.actor("school.buyer").person_id, "zh", dict.fromkeys(Group, How.AT_ONCE))
    db.session.commit()
    clock.at(*DAY, 9, 0)
    assert made(world) == 6


def test_after_a_standstill_nothing_is_lost_and_nothing_is_told_twice(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    clock.at(*DAY, 9, 0)
    made(world)
    news(world, "1")
    clock.at(2026, 11, 26, 12, 0)
    news(world, "2")
    clock.at(2026, 11, 28, 9, 0)
    made(world)
    told = [mail.about["notices"] for mail in summaries() if mail.person_id == world.actor("school.buyer").person_id]
    assert [len(ids) for ids in told] == [2]


def test_a_long_day_names_its_last_and_says_how_many_more(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    choose(world.actor("school.buyer").person_id, "en", dict.fromkeys(Group, How.DAILY))
    for number in range(25):
        news(world, str(number))
    clock.at(*DAY, 9, 0)
    made(world)
    sending.send_due()
    mail = mailing.mails[mailing.to.index("school.buyer@world.example")]
    assert mail["subject"] == "25 pieces of news for you"
    assert "5 older notices stand in the shop." in words_of(mail)


def test_two_workers_make_one_summary(world: World, mailing: MailServer, clock: SettableClock) -> None:
    news(world)
    clock.at(*DAY, 9, 0)
    assert made(world) == 6
    db.session.execute(select(SummaryDay)).scalar_one().done = False
    db.session.execute(select(SummaryDay)).scalar_one().up_to_id = 0
    db.session.commit()
    assert made(world) == 6  # the key of each says that it is made


def test_many_notices_are_summed_up_in_as_few_statements_as_one(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    counts = []
    for day, number in ((24, 1), (25, 60)):
        for n in range(number):
            news(world, str(n))
        clock.at(2026, 11, day, 9, 0)
        with statements() as sent:
            sum_up()
        db.session.commit()
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", [1, 40])
def test_a_transaction_that_tells_many_writes_their_mails_in_two_statements(
    world: World, mailing: MailServer, number: int
) -> None:
    for n in range(number):
        tell(world.organisations["coop"], "order_placed", subject=("order", str(n)), number=str(n), unit="school")
        tell(world.organisations["school"], "order_late", subject=("order", str(n)), number=str(n))
    with statements() as sent:
        db.session.commit()
    assert len(sent) == 3  # the notices themselves, whom they concern, and their mails
    written = db.session.execute(select(OutgoingMail)).scalars().all()
    assert len(written) == number * 8


def test_a_deed_that_is_undone_mails_nothing(world: World, mailing: MailServer) -> None:
    with db.session.begin_nested() as savepoint:
        tell(world.organisations["coop"], "order_placed", subject=("order", "1"), number="1", unit="school")
        db.session.execute(select(OutgoingMail)).first()
        savepoint.rollback()
    db.session.commit()
    assert db.session.execute(select(OutgoingMail)).first() is None


def test_what_mails_said_is_forgotten_after_a_month_and_the_mails_after_half_a_year(
    world: World, mailing: MailServer, clock: SettableClock
) -> None:
    tell(world.organisations["coop"], "order_placed", subject=("order", "1"), number="1", unit="school")
    db.session.commit()
    sending.send_due()
    sent_at = shops_clock.now()
    for days, left in ((29, (2, 2)), (31, (2, 0)), (179, (2, 0)), (181, (0, 0))):
        clock.set(sent_at + timedelta(days=days))
        run_deadlines([forget])
        mails = db.session.execute(select(OutgoingMail.text)).scalars().all()
        assert (len(mails), len([text for text in mails if text])) == left, days
