"""`shop mail …`."""

from __future__ import annotations

import sys
from secrets import token_hex

import click
from flask.cli import with_appcontext
from markupsafe import escape

from shop.mail.settings import address_of, is_set_up
from shop.mail.smtp import Envelope, Line, Undelivered

WORDS = "山货 Shanhuo: 邮件设置正确。 Mail is set up rightly."


@click.group()
def mail() -> None:
    """Mails to people."""


@mail.command("try")
@click.argument("address")
@with_appcontext
def try_(address: str) -> None:
    """Send one mail to an address, to see whether mail is set up rightly; exit 1 and say why if the server refuses."""
    if not is_set_up():
        click.echo("Mail is not set up: SHOP_MAIL_SERVER is empty, or this is the demo.", err=True)
        sys.exit(1)
    envelope = Envelope(
        key=f"try-{token_hex(8)}",
        name="",
        address=address,
        subject=WORDS,
        text=f"{WORDS}\n",
        html=f"<p>{escape(WORDS)}</p>\n",
        stop=address_of("mail.settings"),
    )
    try:
        with Line() as line:
            line.send(envelope)
    except Undelivered as undelivered:
        click.echo(f"{undelivered.why.value}: {undelivered.said or undelivered.why.label}", err=True)
        sys.exit(1)
    click.echo("The server took it.")
