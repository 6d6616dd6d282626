"""Many people at once: each in a thread with a connection, a session and a transaction of its own."""

import contextvars
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from flask import Flask

from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.actor import Actor

PATIENCE = 120
"""Seconds after which whoever still waits is taken to be stuck."""

Deed = Callable[[], Any]


def all_at_once(app: Flask, deeds: Sequence[Deed]) -> list[Any]:
    """What came of each deed: what it returned once committed, or the exception that it ended with."""
    barrier = Barrier(len(deeds), timeout=PATIENCE)
    outcomes: list[Any] = [TimeoutError("still waiting")] * len(deeds)

    def do(place: int, deed: Deed) -> None:
        with app.app_context(), dialects.writing():
            barrier.wait()
            try:
                outcomes[place] = deed()
                db.session.commit()
            except BaseException as error:  # noqa: BLE001 – whatever it is, the test looks at it
                db.session.rollback()
                outcomes[place] = error

    threads = [
        Thread(target=contextvars.Context().run, args=(do, place, deed), daemon=True)
        for place, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


def actors(app: Flask, world: Any, *names: str) -> list[Actor]:
    """Who acts, read before the rush."""
    with app.app_context():
        return [world.actor(name) for name in names]


def refusals(outcomes: Sequence[Any]) -> list[Any]:
    return [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
