"""A mail server for tests, in a thread of its own: it keeps what it is sent, and refuses what it is told to."""

from __future__ import annotations

import email
import email.policy
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

HOST = "127.0.0.1"


@dataclass
class MailServer:
    """What came in, and how it answers: ``at_address`` and ``at_mail`` are asked first, and say nothing to accept."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    at_address: Callable[[str], str | None] = lambda address: None
    at_mail: Callable[[bytes], str | None] = lambda content: None

    @property
    def mails(self) -> list[EmailMessage]:
        """What came in, read as a mail program does."""
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw]

    async def handle_RCPT(  # noqa: N802 – the server's name for it
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refused = self.at_address(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        refused = self.at_mail(envelope.content)
        if refused is None:
            self.raw.append(envelope.content)
            self.to += envelope.rcpt_tos
        return refused or "250 OK"


@contextmanager
def running(password: str | None = None, **answers: Any) -> Iterator[MailServer]:
    """The server, for as long as it is needed; with a password it wants ``shop`` and that password."""
    server = MailServer(**answers)

    def authenticate(smtp: Any, session: Any, envelope: Any, mechanism: str, said: LoginPassword) -> AuthResult:
        return AuthResult(success=said.password == (password or "").encode(), handled=False)

    wanted: dict[str, Any] = {}
    if password is not None:
        wanted = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    controller = Controller(server, hostname=HOST, port=free_port(), **wanted)
    with warnings.catch_warnings():
        if password is not None:  # at each connection it warns that it takes passwords in the clear
            warnings.simplefilter("ignore", UserWarning)
        controller.start()
        server.port = controller.port
        try:
            yield server
        finally:
            controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


def words_of(mail: EmailMessage, kind: str = "plain") -> str:
    """What a mail says, as plain text or as HTML."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(cast("EmailMessage", part).get_content())
