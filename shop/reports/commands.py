"""`shop bulletins …`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from shop.extensions import db
from shop.kernel import dialects
from shop.reports.proofs import Proved, differences


@click.group()
def bulletins() -> None:
    """What was signed."""


@bulletins.command()
@with_appcontext
def verify() -> None:
    """Prove every bulletin from the book as it stood when it was frozen; exit 1 and name the first difference."""
    counts = Proved()
    with dialects.one_snapshot(db.session()):
        difference = next(differences(counts), None)
    if difference is not None:
        click.echo(f"A bulletin is off. {difference}", err=True)
        sys.exit(1)
    click.echo(f"The bulletins are right: {counts.bulletins} bulletins, {counts.snapshots} snapshots.")
