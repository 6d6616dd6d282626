"""Mails go out over a real server: each once, encoded right, tried again when that helps, and given up when not."""

import re
from datetime import timedelta
from email.header import decode_header, make_header
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.actor import Role
from shop.mail import sending
from shop.mail.models import MailSettings, OutgoingMail
from shop.mail.services import choose, note_refused, send_again
from shop.mail.smtp import Envelope, Line
from shop.mail.words import Group, How, MailState, Why
from shop.notices.models import Notice
from shop.notices.services import tell
from shop.organisations.models import Membership
from tests.clocks import SettableClock
from tests.factories.fulfilment import refused
from tests.factories.world import World
from tests.mail.conftest import sends_by
from tests.peers.mail_server import MailServer, running, words_of

NUMBER = "261123-7K3QF-1"


def person(world: World, name: str) -> Person:
    return db.session.get_one(Person, world.actor(name).person_id)


def placed(world: World, unit: str = "school", **particulars: object) -> None:
    """The cooperative, whose sellers are told at once, gets an order."""
    said: dict[str, Any] = {"number": NUMBER, "unit": unit} | particulars
    tell(world.organisations["coop"], "order_placed", subject=("order", NUMBER), **said)
    db.session.commit()


def mails() -> list[OutgoingMail]:
    asked = select(OutgoingMail).order_by(OutgoingMail.id)
    return list(db.session.execute(asked.execution_options(populate_existing=True)).scalars())


def standing() -> set[tuple[MailState, Why | None]]:
    return {(mail.state, mail.why) for mail in mails()}


def sent() -> int:
    """Everything that is due, as the worker does it."""
    total = 0
    while done := sending.send_due():
        total += done
    return total


def test_a_notice_is_mailed_to_each_person_concerned_once(world: World, mailing: MailServer) -> None:
    placed(world)
    assert sent() == 2
    assert sent() == 0
    assert sorted(mailing.to) == ["coop.second@world.example", "coop.seller@world.example"]
    assert standing() == {(MailState.SENT, None)}


def test_a_mail_says_what_is_to_do_and_leads_to_one_page(world: World, mailing: MailServer) -> None:
    placed(world)
    choose(person(world, "coop.seller").id, "en", dict.fromkeys(Group, How.AT_ONCE))
    sent()
    english = mailing.mails[mailing.to.index("coop.seller@world.example")]
    chinese = mailing.mails[mailing.to.index("coop.second@world.example")]
    assert english["subject"] == f"School placed order {NUMBER}. Please confirm it."
    text = words_of(english)
    assert text.count("Please") == 1
    assert text.count("https://shop.example/sales/") == 1
    assert f"https://shop.example/sales/{NUMBER}" in text
    assert words_of(english, "html").count("https://shop.example/sales/") == 1
    assert "山货" in str(chinese["from"])
    assert NUMBER in chinese["subject"]
    assert "Please" not in words_of(chinese)


def test_what_went_out_is_kept_as_it_was_sent(world: World, mailing: MailServer) -> None:
    placed(world)
    sent()
    mail = mails()[0]
    assert (mail.address, mail.language, mail.attempts) == ("coop.seller@world.example", "zh", 1)
    words = words_of(mailing.mails[0]).replace("\r\n", "\n").strip()
    assert mail.text.strip() == re.sub(r"\?token=\S+", "", words)
    assert "token" not in mail.html
    assert "<style>" in mail.html


def test_nobody_waits_for_the_database_while_the_server_is_asked(
    world: World, mailing: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_transactions = []
    send = Line.send

    def watched(line: Line, envelope: Envelope) -> None:
        open_transactions.append(db.session().in_transaction())
        send(line, envelope)

    monkeypatch.setattr(Line, "send", watched)
    placed(world)
    sent()
    assert open_transactions == [False, False]


def test_without_a_server_nothing_is_written(world: World, world_app: Flask) -> None:
    placed(world)
    assert (mails(), sending.send_due()) == ([], 0)


def test_chinese_names_are_encoded_and_read_back(world: World, mailing: MailServer) -> None:
    person(world, "coop.seller").name = "马秀英，" + "很长的名字" * 20
    db.session.flush()
    placed(world, unit="火炬区第一中学")
    sent()
    raw = mailing.raw[mailing.to.index("coop.seller@world.example")]
    heads = raw.split(b"\r\n\r\n")[0]
    assert heads.isascii()
    assert max(len(line) for line in heads.split(b"\r\n")) <= 120
    assert all(len(word) <= 76 for word in re.findall(rb"=\?utf-8\?\S+\?=", heads))
    mail = mailing.mails[mailing.to.index("coop.seller@world.example")]
    assert str(make_header(decode_header(mail["to"]))).startswith("马秀英，很长的名字")
    assert "火炬区第一中学" in mail["subject"]


@pytest.mark.parametrize(
    "name",
    [
        "Ma\r\nBcc: all@evil.example",
        "Ma\nSubject: won\n\nbody",
        'Ma" <all@evil.example>, "B',
        "Ma\u2028Bcc: all@evil.example",
        "a@b.example, c@d.example",
        "\x1b[31m\x07",
        "",
    ],
)
def test_no_name_writes_a_header(world: World, mailing: MailServer, name: str) -> None:
    person(world, "coop.seller").name = name
    db.session.flush()
    placed(world, unit=name)
    sent()
    assert sorted(mailing.to) == ["coop.second@world.example", "coop.seller@world.example"]
    for mail in mailing.mails:
        assert mail["bcc"] is None
        assert len(mail.get_all("subject") or []) == 1
        assert [address.addr_spec for address in mail["to"].addresses] in ([to] for to in mailing.to)


def test_what_people_typed_is_text_in_the_html(world: World, mailing: MailServer) -> None:
    placed(world, unit="<script>alert(1)</script>", reason='<img src="https://evil.example/x.png">')
    sent()
    html = words_of(mailing.mails[0], "html")
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert re.findall(r"<[^>]*(?:src|background|url)\b", html) == []


def test_a_mail_can_be_stopped_with_one_click_and_says_that_nobody_wrote_it(world: World, mailing: MailServer) -> None:
    placed(world)
    sent()
    mail = mailing.mails[0]
    assert mail["list-unsubscribe"].strip().startswith("<https://shop.example/mail/stop?token=")
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["auto-submitted"] == "auto-generated"


def test_a_dead_server_is_asked_again_later_and_given_up_after_two_days(
    world: World, nowhere: None, clock: SettableClock
) -> None:
    placed(world)
    began = shops_clock.now()
    for pause in (*sending.BACK_OFF, timedelta(0)):
        assert sending.send_due() == 0
        assert sending.send_due() == 0  # its turn has not come
        clock.set(shops_clock.now() + pause + timedelta(seconds=1))
    assert standing() == {(MailState.FAILED, Why.OUT_OF_REACH)}
    assert {mail.attempts for mail in mails()} == {len(sending.BACK_OFF) + 1}
    assert timedelta(hours=40) < shops_clock.now() - began < timedelta(hours=48)
    told = db.session.execute(select(Notice).where(Notice.kind == "mail_given_up")).scalars().all()
    assert [notice.organisation_id for notice in told] == [world.actor("operator.operator").organisation_id]


def test_after_an_outage_everything_goes_out(world: World, world_app: Flask, clock: SettableClock) -> None:
    placed(world)
    assert mails() == []  # mail was not set up
    with running() as server:
        with sends_by(world_app, 1):
            placed(world)
            assert sending.send_due() == 0
        clock.set(shops_clock.now() + timedelta(minutes=2))
        with sends_by(world_app, server.port):
            assert sent() == 2
    assert len(server.raw) == 2


def test_a_server_that_says_later_is_believed(world: World, mailing: MailServer, clock: SettableClock) -> None:
    mailing.at_address = lambda address: "450 4.2.1 greylisted, come back" if "seller" in address else None
    placed(world)
    assert sent() == 2
    assert standing() == {(MailState.WAITING, Why.LATER), (MailState.SENT, None)}
    mailing.at_address = lambda address: None
    clock.set(shops_clock.now() + timedelta(minutes=2))
    assert sent() == 1
    assert standing() == {(MailState.SENT, None)}


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


def test_a_message_that_is_refused_for_good_is_not_sent_again(world: World, mailing: MailServer) -> None:
    mailing.at_mail = lambda content: "554 5.6.0 looks like spam"
    placed(world)
    sent()
    assert standing() == {(MailState.FAILED, Why.REFUSED)}
    assert {mail.said for mail in mails()} == {"554 5.6.0 looks like spam"}


def test_a_message_refused_for_now_is(world: World, mailing: MailServer) -> None:
    mailing.at_mail = lambda content: "451 4.3.0 disk full"
    placed(world)
    sent()
    assert standing() == {(MailState.WAITING, Why.LATER)}


def test_a_server_that_refuses_our_sign_in_is_not_asked_for_each_mail_and_no_secret_is_kept(
    world: World, world_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(password="right") as server:
        with sends_by(world_app, server.port, MAIL_USERNAME="shop", MAIL_PASSWORD="wrong-secret"):
            placed(world)
            assert sending.send_due() == 0
            assert standing() == {(MailState.WAITING, Why.SIGN_IN)}
            said = "".join(mail.said for mail in mails()) + "".join(capsys.readouterr())
            assert "wrong-secret" not in said
        with sends_by(world_app, server.port, MAIL_USERNAME="shop", MAIL_PASSWORD="right"):
            placed(world)
            assert sent() == 2


def test_a_server_that_cannot_encrypt_is_told_nothing(world: World, world_app: Flask, server: MailServer) -> None:
    with sends_by(world_app, server.port, MAIL_USE_TLS=True):
        placed(world)
        assert sending.send_due() == 0
    assert (server.raw, standing()) == ([], {(MailState.WAITING, Why.OUT_OF_REACH)})


def test_a_secret_that_a_server_repeats_is_left_out(world: World, world_app: Flask, server: MailServer) -> None:
    server.at_mail = lambda content: "554 shop with hunter2-secret may not send" + " x" * 200
    with running() as other, sends_by(world_app, other.port, MAIL_PASSWORD="hunter2-secret"):
        other.at_mail = server.at_mail
        placed(world)
        sent()
    assert all("hunter2-secret" not in mail.said and len(mail.said) <= 200 for mail in mails())


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


def test_a_mail_that_cannot_be_written_holds_up_no_other(world: World, mailing: MailServer) -> None:
    tell(world.organisations["coop"], "order_placed", subject=("order", "/"), number=1, unit=["x"], amount="?")
    db.session.commit()
    placed(world)
    broken = mails()[0]
    broken.about = {"notices": 5}
    broken.notice_id = None
    db.session.commit()
    sent()
    assert len(mailing.raw) == 3
    assert (MailState.WAITING, Why.UNWRITABLE) in standing()


def test_the_operator_has_a_mail_tried_again_by_hand(world: World, mailing: MailServer) -> None:
    mailing.at_address = lambda address: "550 5.1.1 unknown"
    placed(world)
    sent()
    mailing.at_address = lambda address: None
    send_again(mails()[0].id, by=world.actor("operator.operator"))
    db.session.commit()
    assert sent() == 1
    assert len(mailing.raw) == 1
    with force_locale("en"), refused("has been sent"):
        send_again(mails()[0].id, by=world.actor("operator.operator"))


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


def test_the_settings_can_be_tried_with_one_mail(world_app: Flask, server: MailServer) -> None:
    runner = world_app.test_cli_runner()
    nothing = runner.invoke(args=["mail", "try", "me@world.example"])
    assert (nothing.exit_code, "not set up" in nothing.output) == (1, True)
    with sends_by(world_app, server.port):
        taken = runner.invoke(args=["mail", "try", "me@world.example"])
        assert (taken.exit_code, server.to) == (0, ["me@world.example"])
        server.at_address = lambda address: "550 5.7.1 relaying denied"
        no = runner.invoke(args=["mail", "try", "me@world.example"])
    assert (no.exit_code, "relaying denied" in no.output) == (1, True)
