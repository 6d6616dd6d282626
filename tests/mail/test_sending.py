"""Mails go out over a real server: each once, encoded right, and kept as they went."""

import re
from email.header import decode_header, make_header

import pytest
from flask import Flask
from flask_babel import force_locale

from shop.extensions import db
from shop.mail import sending
from shop.mail.services import choose, send_again
from shop.mail.smtp import Envelope, Line
from shop.mail.words import Group, How, MailState, Why
from shop.notices.services import tell
from tests.factories.fulfilment import refused
from tests.factories.world import World
from tests.mail.posted import NUMBER, mails, person, placed, sent, standing
from tests.peers.mail_server import MailServer, words_of


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
