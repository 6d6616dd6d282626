"""Servers that are dead, refuse or say later: tried again when that helps, given up when not, and no secret told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.mail import sending
from shop.mail.words import MailState, Why
from shop.notices.models import Notice
from tests.clocks import SettableClock
from tests.factories.world import World
from tests.mail.conftest import sends_by
from tests.mail.posted import mails, placed, sent, standing
from tests.peers.mail_server import MailServer, running


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
