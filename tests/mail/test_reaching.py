"""Whom mail reaches: not who has left or lost a role, and not an address that does not exist."""

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Role
from shop.mail.models import MailSettings
from shop.mail.services import note_refused
from shop.mail.words import MailState, Why
from shop.notices.models import Notice
from shop.notices.services import tell
from shop.organisations.models import Membership
from tests.factories.world import World
from tests.mail.posted import NUMBER, mails, person, placed, sent, standing
from tests.peers.mail_server import MailServer


@pytest.mark.parametrize(
    ("answer", "why", "is_the_addresss_fault"),
    [
        ("550 5.1.1 no such user here", Why.ADDRESS, True),
        ("550 no such user", Why.ADDRESS, True),
        ("550 5.7.1 we do not take mail from you", Why.REFUSED, False),
        ("552 5.2.2 mailbox full", Why.REFUSED, False),
        ("554 relaying denied", Why.REFUSED, False),
    ],
)
def test_a_recipient_that_is_refused_for_good(
    world: World, mailing: MailServer, answer: str, why: Why, is_the_addresss_fault: bool
) -> None:
    mailing.at_address = lambda address: answer if "seller" in address else None
    placed(world)
    sent()
    assert standing() == {(MailState.FAILED, why), (MailState.SENT, None)}
    settings = db.session.get(MailSettings, person(world, "coop.seller").id)
    assert (settings is not None and settings.refused_address is not None) is is_the_addresss_fault
    placed(world)
    assert len(mails()) == (3 if is_the_addresss_fault else 4)
    told = {notice.kind for notice in db.session.execute(select(Notice)).scalars()}
    assert ("address_refused" in told) is is_the_addresss_fault


def test_a_manager_and_the_operator_learn_whom_mail_does_not_reach(world: World, mailing: MailServer) -> None:
    mailing.at_address = lambda address: "550 5.1.1 unknown"
    tell(world.organisations["school"], "purchase_awaits_approval", subject=("purchase", "1"), number="1", amount=100)
    db.session.commit()
    sent()
    told = db.session.execute(select(Notice).where(Notice.kind == "address_refused")).scalars().all()
    assert {(notice.organisation_id, str(notice.role)) for notice in told} == {
        (world.organisations["school"], "manager"),
        (world.actor("operator.operator").organisation_id, "operator"),
    }


def test_a_mail_to_somebody_who_has_left_is_dropped(world: World, mailing: MailServer) -> None:
    placed(world)
    db.session.get_one(Membership, world.memberships["coop.seller"]).active = False
    person(world, "coop.second").email = None
    db.session.commit()
    sent()
    assert mailing.raw == []
    assert standing() == {(MailState.DROPPED, Why.OVERTAKEN), (MailState.DROPPED, Why.NOBODY)}


def test_a_mail_about_what_a_role_may_see_is_dropped_once_the_person_has_it_no_more(
    world: World, mailing: MailServer
) -> None:
    subject = ("purchase", NUMBER)
    tell(
        world.organisations["school"],
        "purchase_awaits_approval",
        subject=subject,
        role=Role.APPROVER,
        number=NUMBER,
        amount=5,
        unit="school",
    )
    db.session.commit()
    db.session.get_one(Membership, world.memberships["school.approver"]).roles = frozenset({Role.RECEIVER})
    db.session.commit()
    sent()
    assert mailing.to == ["school.deputy@world.example"]


def test_an_address_that_was_changed_is_good_again(world: World, mailing: MailServer) -> None:
    seller = person(world, "coop.seller")
    note_refused(seller.id, "coop.seller@world.example")
    placed(world)
    assert len(mails()) == 1
    seller.email = "other@world.example"
    db.session.commit()
    placed(world)
    sent()
    assert "other@world.example" in mailing.to
