"""A mail server, and the small world's shop set up to send by it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from shop.extensions import mail
from tests.peers.mail_server import HOST, MailServer, free_port, running

BASE = "https://shop.example"
SENDER = "山货 <shop@shop.example>"


@contextmanager
def sends_by(app: Flask, port: int, **changes: object) -> Iterator[None]:
    """The shop sends by a server at this port meanwhile."""
    settings: dict[str, object] = {
        "MAIL_SET_UP": True,
        "MAIL_SERVER": HOST,
        "MAIL_PORT": port,
        "MAIL_USE_TLS": False,
        "MAIL_DEFAULT_SENDER": SENDER,
        "MAIL_TIMEOUT": 5,
        "BASE_URL": BASE,
    } | changes
    before = {name: app.config[name] for name in settings}
    app.config.update(settings)
    mail.init_app(app)
    try:
        yield
    finally:
        app.config.update(before)
        mail.init_app(app)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def mailing(world_app: Flask, server: MailServer) -> Iterator[MailServer]:
    """The small world with mail set up; the server keeps what is sent."""
    with sends_by(world_app, server.port):
        yield server


@pytest.fixture
def nowhere(world_app: Flask) -> Iterator[None]:
    """Mail is set up, and nobody listens where the server should be."""
    with sends_by(world_app, free_port()):
        yield
