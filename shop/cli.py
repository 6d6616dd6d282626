"""The `shop` command: `serve`, `worker`, `db upgrade`, and what the slices bring (`demo`, `tally verify`)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click
import structlog
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from shop.app import create_app
from shop.config import Misconfigured
from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.commands import run_deadlines
from shop.wiring import DUTIES

THREADS = 4
MINDED_EVERY = 60
"""Seconds between two looks at the deadlines."""

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
    """Mind the deadlines: flag late orders, let orders and approvals lapse. Any number of them may run at once."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.set())
    signal.signal(signal.SIGINT, lambda number, frame: stopping.set())
    while True:
        try:
            run_deadlines(DUTIES)
        except OperationalError as error:
            log.error("worker", exc_info=error)
        finally:
            db.session.remove()
        if once or stopping.wait(MINDED_EVERY):
            return


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
