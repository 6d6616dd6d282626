"""The `shop` command: `serve`, `worker`, `db upgrade`, and what the slices bring (`demo`, `tally verify`)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import structlog
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext

from shop.app import create_app
from shop.config import Misconfigured
from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.commands import run_deadlines
from shop.web import pulse
from shop.wiring import DUTIES, PROMPT_DUTIES

THREADS = 4
MINDED_EVERY = 60
"""Seconds between two looks at the deadlines."""

PROMPT_EVERY = 3
"""Seconds between two looks at what somebody waits for."""

log = structlog.get_logger("shop.worker")


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
def shop() -> None:
    """Shanhuo, the marketplace for consumption aid."""
    # A command may write: SQLite's transactions take the write lock when they begin.
    dialects.expect_writing(True)


def main() -> None:
    """The entry point; what is set wrongly is said in one line."""
    try:
        shop(prog_name="shop")
    except Misconfigured as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@shop.command()
@click.option("--host", default="127.0.0.1", envvar="SHOP_HOST", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--workers", default=2, envvar="SHOP_WORKERS", show_default=True)
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve the shop on the production server, with the worker that minds deadlines beside it."""
    announce(f"http://{host}:{port}")
    minder = subprocess.Popen([sys.executable, "-m", "shop", "worker"])
    server = subprocess.Popen(server_command(f"{host}:{port}", workers))  # noqa: S603

    def stop(number: int, frame: object) -> None:
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        code = server.wait()
    finally:
        minder.terminate()
        minder.wait(10)
    sys.exit(code)


@shop.command()
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Mind the deadlines, remind, and send mail. Any number of them may run at once."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.set())
    signal.signal(signal.SIGINT, lambda number, frame: stopping.set())
    while True:
        fault = _round()
        if once or _prompt_until_the_next_round(stopping):
            sys.exit(1 if once and fault else 0)


def _prompt_until_the_next_round(stopping: threading.Event) -> bool:
    """Do promptly what somebody waits for until the next round is due; whether the worker is to stop."""
    for _look in range(MINDED_EVERY // PROMPT_EVERY):
        if stopping.wait(PROMPT_EVERY):
            return True
        for duty in PROMPT_DUTIES:
            _attempt(duty.__name__, partial(run_deadlines, [duty]))
    return False


def _round() -> str:
    """Everything that is due, duty by duty: one that is broken holds up no other. Returns what went wrong."""
    faults = [_attempt("pulse", pulse.beat)]
    faults += [_attempt(duty.__name__, partial(run_deadlines, [duty])) for duty in DUTIES]
    fault = ", ".join(fault for fault in faults if fault)
    _attempt("pulse", partial(pulse.rest, fault))
    return fault


def _attempt(name: str, deed: Callable[[], object]) -> str:
    try:
        deed()
    except Exception as error:
        log.error("worker", duty=name, exc_info=error)
        return f"{name}: {type(error).__name__}"
    finally:
        db.session.remove()
    return ""


def server_command(address: str, workers: int) -> list[str]:
    """How gunicorn is started, here and in measurements."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "shop.wsgi:app",
        f"--bind={address}",
        f"--workers={workers}",
        f"--threads={THREADS}",
        "--worker-class=gthread",
        f"--worker-connections={THREADS + 1}",
        "--preload",
        "--keep-alive=15",
        f"--worker-tmp-dir={_memory_folder()}",
        "--log-level=warning",
    ]


def _memory_folder() -> str:
    shared = Path("/dev/shm")  # noqa: S108 – gunicorn's heartbeat, better in memory where there is such a folder
    return str(shared) if os.access(shared, os.W_OK) else "."


def announce(address: str) -> None:
    """Say where the shop is and, in the demo, how to sign in."""
    click.echo(f"\n山货 Shanhuo  {address}\n")
    sign_ins = current_app.config.get("DEMO_SIGN_INS") or ()
    if current_app.config["DEMO"] and sign_ins:
        click.echo("Demo sign-ins, password shanhuo-demo:")
        for sign_in in sign_ins:
            click.echo(f"  {sign_in['email']:<26} {sign_in['role']}")
        click.echo("")
