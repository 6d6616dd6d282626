"""`shop demo`: fill an empty shop with the demo, once."""

from __future__ import annotations

import sys
import time

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from shop.demo.building.build import build
from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import Organisation

STEPS = 1_000


@click.command()
@with_appcontext
def demo() -> None:
    """Build two years of invented trade in an empty database, whole or not at all.

    Does nothing when there is something in it.
    """
    if not current_app.config["DEMO"]:
        click.echo("The demo is switched off here (SHOP_DEMO, SHOP_ENV).", err=True)
        sys.exit(2)
    if db.session.execute(select(Organisation.id).limit(1)).first():
        db.session.rollback()
        return
    began = time.monotonic()
    with click.progressbar(length=STEPS, label="Two years of trade", width=40) as bar:

        def progress(share: float) -> None:
            bar.update(max(int(share * STEPS) - bar.pos, 0))

        build(clock.today(), progress)
        db.session.commit()
    clock.set_to(None)
    click.echo(f"The demo stands, built in {time.monotonic() - began:.0f} seconds.")
