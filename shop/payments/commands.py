"""`shop money …`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.refusals import Refused
from shop.payments import duties, trying
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


@money.command()
@with_appcontext
def reconcile() -> None:
    """Hold our books against Stripe's, of the last seven days; exit 1 if they differ."""
    try:
        done = duties.compare_now()
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
    for row in done.differences:
        click.echo(f"{row.kind.value}: {row.stripe_id}, order {row.order_number or '–'}, {row.theirs} / {row.ours}")
    if done.differences:
        sys.exit(1)
    click.echo(f"The books agree: {done.payments} payments and {done.refunds} refunds at Stripe.")


@money.command("try-stripe")
@with_appcontext
def try_stripe() -> None:
    """With a test key of your own: what no test here can show, asked of Stripe itself. Books nothing."""
    try:
        for line in trying.tried():
            click.echo(line)
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
