"""`shop tally …`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from shop.extensions import db
from shop.kernel import dialects
from shop.tally.verify import Verified, first_difference


@click.group()
def tally() -> None:
    """The book of what counts."""


@tally.command()
@with_appcontext
def verify() -> None:
    """Prove entries, verdicts and totals from their sources; exit 1 and name the first difference if one fen is off.

    All of it is read as of one moment, so that a shop may go on trading meanwhile.
    """
    counts = Verified()
    with dialects.one_snapshot(db.session()):
        difference = first_difference(counts)
    if difference is not None:
        click.echo(f"The book is off. {difference}", err=True)
        sys.exit(1)
    click.echo(
        f"The book is right: {counts.acceptance_lines} acceptance lines, {counts.entries} entries, "
        f"{counts.totals} totals, {counts.on_its_way} figures on their way, {counts.lots} lots."
    )
