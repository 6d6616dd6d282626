"""The worker as a real process, on a database that really commits: killed, doubled, without a server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.mail import sending
from shop.mail.models import OutgoingMail
from shop.mail.words import MailState
from shop.notices.services import tell
from shop.web.pulse import Pulse
from tests.architecture.repository import ROOT
from tests.clocks import SettableClock
from tests.concurrency.crowd import all_at_once
from tests.factories.standing import CommittingWorld
from tests.mail.conftest import BASE, SENDER, sends_by
from tests.peers.mail_server import HOST, MailServer, free_port, running

pytestmark = pytest.mark.commits

PATIENCE = 240


@pytest.fixture
def shop(committing_world: CommittingWorld, clock: SettableClock, server: MailServer) -> Iterator[CommittingWorld]:
    """A shop of its own that sends by the server, at the time that it really is: processes know no other."""
    clock.reset()
    with sends_by(committing_world.app, server.port):
        yield committing_world


def environment(app: Flask, port: int) -> dict[str, str]:
    ours = {
        "SHOP_ENV": "testing",
        "SHOP_DEMO": "0",
        "SHOP_SECRET_KEY": "for-tests-alone",
        "SHOP_IDENTITY_KEY": "for-tests-alone",
        "SHOP_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SHOP_MAIL_SERVER": HOST,
        "SHOP_MAIL_PORT": str(port),
        "SHOP_MAIL_TLS": "none",
        "SHOP_MAIL_SENDER": SENDER,
        "SHOP_BASE_URL": BASE,
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")} | ours


def worker(app: Flask, port: int, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "shop", "worker", *options]
    return subprocess.Popen(command, cwd=ROOT, env=environment(app, port), stdout=subprocess.DEVNULL)


def tell_sellers(shop: CommittingWorld, count: int) -> None:
    """So many notices, each for the two sellers of the cooperative."""
    with shop.app.app_context(), dialects.writing():
        coop = shop.world.organisations["coop"]
        for number in range(count):
            tell(coop, "order_placed", subject=("order", str(number)), number=str(number), unit="school")
        db.session.commit()


def states(app: Flask) -> list[MailState]:
    with app.app_context():
        return list(db.session.execute(select(OutgoingMail.state)).scalars())


def wait_for(happened: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_the_worker_sends_what_waits_and_leaves_a_sign_of_life(shop: CommittingWorld, server: MailServer) -> None:
    tell_sellers(shop, 12)
    assert worker(shop.app, server.port, "--once").wait(PATIENCE) == 0
    assert len(server.raw) == 24
    assert set(states(shop.app)) == {MailState.SENT}
    with shop.app.app_context():
        beat = db.session.get_one(Pulse, "worker")
        assert (beat.fault, beat.is_alive) == ("", True)
        assert beat.done_at is not None


def test_a_worker_without_its_server_minds_everything_else_and_ends_well(shop: CommittingWorld) -> None:
    tell_sellers(shop, 1)
    assert worker(shop.app, free_port(), "--once").wait(PATIENCE) == 0
    assert set(states(shop.app)) == {MailState.WAITING}


def test_a_worker_killed_in_the_middle_of_a_mail_loses_none(shop: CommittingWorld, server: MailServer) -> None:
    tell_sellers(shop, 3)
    killed: list[bool] = []

    def dies(content: bytes) -> str | None:
        """The third mail is in the server's hands when the worker is killed: nobody hears its answer."""
        if len(server.raw) == 2 and not killed:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
            killed.append(True)
        return None

    server.at_mail = dies
    process = worker(shop.app, server.port)
    wait_for(lambda: killed)
    wait_for(lambda: len(server.raw) == 3)
    assert sorted(states(shop.app)) == [MailState.SENDING] * 4 + [MailState.SENT] * 2
    assert worker(shop.app, server.port, "--once").wait(PATIENCE) == 0
    assert len(server.raw) == 3  # what is taken is not due yet
    with shop.app.app_context(), dialects.writing():
        taken = update(OutgoingMail).where(OutgoingMail.state == MailState.SENDING)
        db.session.execute(taken.values(next_try_at=shops_clock.now() - timedelta(seconds=1)))
        db.session.commit()
    assert worker(shop.app, server.port, "--once").wait(PATIENCE) == 0
    assert set(states(shop.app)) == {MailState.SENT}
    ids = [mail["message-id"] for mail in server.mails]
    assert (len(ids), len(set(ids))) == (7, 6)  # the one in its hands came twice, under one Message-ID


def test_what_is_taken_is_due_again_after_a_while(shop: CommittingWorld, clock: SettableClock) -> None:
    tell_sellers(shop, 1)
    with shop.app.app_context(), dialects.writing():
        assert len(sending.take("a" * 32)) == 2
        assert sending.take("b" * 32) == []
        clock.set(shops_clock.now() + sending.TAKEN_FOR + timedelta(seconds=1))
        assert len(sending.take("c" * 32)) == 2


def test_four_workers_send_nothing_twice(shop: CommittingWorld, server: MailServer) -> None:
    tell_sellers(shop, 60)

    def work() -> int:
        done = 0
        while sent := sending.send_due():
            done += sent
        return done

    outcomes = all_at_once(shop.app, [work] * 4)
    assert sum(outcomes) == 120
    assert len({mail["message-id"] for mail in server.mails}) == len(server.raw) == 120
    assert set(states(shop.app)) == {MailState.SENT}


def test_two_processes_send_nothing_twice(shop: CommittingWorld, server: MailServer) -> None:
    tell_sellers(shop, 50)
    both = [worker(shop.app, server.port, "--once") for _ in range(2)]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert len({mail["message-id"] for mail in server.mails}) == len(server.raw) == 100


def test_a_worker_that_took_too_long_does_not_overwrite_what_another_did(shop: CommittingWorld) -> None:
    tell_sellers(shop, 1)
    with shop.app.app_context(), dialects.writing():
        slow = sending.take("a" * 32)
        ready = sending.written(slow)
        db.session.rollback()
        for mail in slow:
            db.session.execute(update(OutgoingMail).where(OutgoingMail.id == mail.id).values(claim="b" * 32))
        db.session.commit()
        with running() as other, sends_by(shop.app, other.port), sending.Line() as line:
            for mail in slow:
                sending._sent(line, mail, ready[mail.id], "a" * 32, None)
    assert set(states(shop.app)) == {MailState.SENDING}
