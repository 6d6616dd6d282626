"""The mail server, reached here alone: one connection for a batch, and what its refusals mean."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.utils import formataddr
from types import TracebackType
from typing import Any

from flask import current_app
from flask_mailman import EmailMultiAlternatives
from flask_mailman.backends.smtp import EmailBackend
from flask_mailman.utils import DNS_NAME

from shop.extensions import mail
from shop.mail.words import Why

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
ENHANCED = re.compile(r"^\s*(?:\d{3}[ -])?(\d\.\d{1,3}\.\d{1,3})\b")
NO_SUCH_ADDRESS = frozenset({550, 551, 553})
LONGEST_SAID, LONGEST_NAME = 160, 60
LONGEST_ENCODED = 14
"""So many Chinese characters fit into one encoded word of RFC 2047, which has 75 signs."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it goes out. Every line that becomes a header is one line, whatever stood in it."""

    key: str
    name: str
    address: str
    subject: str
    text: str
    html: str
    stop: str
    language: str = "zh"

    def kept(self, body: str) -> str:
        """A body as it is kept: without what the link that stops mails proves, which is the receiver's alone."""
        return body.replace(self.stop, self.stop.split("?")[0])


class Undelivered(Exception):
    """The server did not take a mail. ``again``: it may later; ``whole``: nor would it take any other now."""

    def __init__(self, why: Why, said: str = "", *, again: bool = True, whole: bool = False) -> None:
        super().__init__(why.value)
        self.why, self.said, self.again, self.whole = why, said, again, whole


class Verified(EmailBackend):
    """Flask-Mailman's way to a server, but that STARTTLS checks the server's certificate, which it leaves out."""

    connection: Any

    def open(self) -> bool:
        """Connect, encrypt and sign in; raises what ``smtplib`` raises."""
        if self.connection:
            return False
        options: dict[str, Any] = {"local_hostname": DNS_NAME.get_fqdn(), "timeout": self.timeout}
        if self.use_ssl:
            options["context"] = ssl.create_default_context()
        self.connection = self.connection_class(self.host, self.port, **options)
        if self.use_tls:
            self.connection.starttls(context=ssl.create_default_context())
        if self.username and self.password:
            self.connection.login(self.username, self.password)
        return True


class Line:
    """A connection to the mail server, opened with the first mail: ``with Line() as line: line.send(envelope)``."""

    def __init__(self) -> None:
        self._backend = mail.get_connection(backend=Verified)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None  # whether the server heard us hang up is of no consequence

    def send(self, envelope: Envelope) -> None:
        """Hand it to the server; raises ``Undelivered``."""
        try:
            message = _message(envelope)
            message.message()
        except (ValueError, UnicodeError) as error:
            raise Undelivered(Why.UNWRITABLE, type(error).__name__, again=False) from error
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except (smtplib.SMTPException, OSError) as error:
            raise _undelivered(error) from error


def one_line(text: str, longest: int = 200) -> str:
    """Words that may stand in a header: no signs that would begin another."""
    return CONTROL.sub(" ", text).strip()[:longest]


def _message(envelope: Envelope) -> Any:
    sender = str(current_app.config["MAIL_DEFAULT_SENDER"])
    host = sender.rsplit("@", 1)[1].rstrip(">")
    headers = {
        "Message-ID": f"<{re.sub(r'[^a-z0-9-]', '-', envelope.key)}@{host}>",
        "List-Unsubscribe": f"<{envelope.stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    name = one_line(envelope.name, LONGEST_NAME)
    to = formataddr((name if name.isascii() else name[:LONGEST_ENCODED], one_line(envelope.address, 254)))
    message = EmailMultiAlternatives(one_line(envelope.subject), envelope.text, sender, [to], headers=headers)
    message.attach_alternative(envelope.html, "text/html")
    return message


def _undelivered(error: smtplib.SMTPException | OSError) -> Undelivered:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Undelivered(Why.SIGN_IN, str(error.smtp_code), whole=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Undelivered(Why.SENDER, _said(error.smtp_code, error.smtp_error), whole=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _refused(code, text, of_address=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _refused(error.smtp_code, error.smtp_error)
    return Undelivered(Why.OUT_OF_REACH, type(error).__name__, whole=True)


def _refused(code: int, text: bytes | str, *, of_address: bool = False) -> Undelivered:
    """4xx is for now, 5xx for good; with 421 the server hangs up."""
    said = _said(code, text)
    if code < 500:
        return Undelivered(Why.LATER, said, whole=code == 421)
    why = Why.ADDRESS if of_address and _blames_the_address(code, said) else Why.REFUSED
    return Undelivered(why, said, again=False)


def _blames_the_address(code: int, said: str) -> bool:
    """That there is no such address, and not that we may not write to it (5.7: a policy) or that it is full (5.2)."""
    enhanced = ENHANCED.match(said)
    return enhanced.group(1).startswith("5.1.") if enhanced else code in NO_SUCH_ADDRESS


def _said(code: int, text: bytes | str) -> str:
    """What a server said, in one short line; should it repeat our name or password, that is left out."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    for name in ("MAIL_PASSWORD", "MAIL_USERNAME"):
        secret = current_app.config[name]
        if secret:
            for form in (secret, base64.b64encode(secret.encode()).decode()):
                words = words.replace(form, "…")
    return one_line(f"{code} {words}", LONGEST_SAID)
