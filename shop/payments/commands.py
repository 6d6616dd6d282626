"""`shop money …`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from shop.extensions import db
from shop.kernel import dialects
from shop.payments.verify import Read, differences


@click.group()
def money() -> None:
    """What was owed, paid and given back."""


@money.command()
@with_appcontext
def verify() -> None:
    """Prove postings and balances from their sources; exit 1 and name the first difference if one fen is off."""
    read = Read()
    with dialects.one_snapshot(db.session()):
        difference = next(differences(read), None)
    if difference is not None:
        click.echo(f"The money is off. {difference}", err=True)
        sys.exit(1)
    click.echo(f"The money is right: {read.postings} postings, {read.orders} orders, {read.payments} payments.")
