"""The worker's rounds: a duty that is broken holds up no other, and the operator can see that it is."""

import pytest
from flask import Flask

from shop import cli
from shop.extensions import db
from shop.web.pulse import Pulse, beat, rest


def broken() -> int:
    raise LookupError("nobody thought of this")


def test_a_duty_that_is_broken_holds_up_no_other_and_is_named(
    world_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def works() -> int:
        done.append(True)
        return 0

    monkeypatch.setattr(cli, "DUTIES", (broken, works))
    assert world_app.test_cli_runner().invoke(cli.worker, ["--once"]).exit_code == 1
    assert done == [True]
    with world_app.app_context():
        pulse = db.session.get_one(Pulse, "worker")
        assert (pulse.fault, pulse.is_alive) == ("broken: LookupError", True)


def test_after_a_good_round_the_fault_is_gone(world_app: Flask) -> None:
    with world_app.app_context():
        beat()
        rest("broken: LookupError")
        beat()
        rest()
        assert db.session.get_one(Pulse, "worker").fault == ""
