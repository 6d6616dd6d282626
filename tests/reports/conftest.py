"""An official whose ledger is taken away."""

from collections.abc import Iterator

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_town, a_unit, an_actor
from tests.factories.many_entries import copied
from tests.factories.tally import a_scheme, an_entry
from tests.reports.making import COPIES


@pytest.fixture
def official(committing_app: Flask, clock: SettableClock) -> Iterator[Actor]:
    clock.at(2026, 6, 15)
    with committing_app.app_context():
        cluster = a_cluster()
        a_scheme(cluster)
        school, clinic = a_unit(a_town(cluster)), a_unit(a_town(cluster))
        first = an_entry(school, "12.34")
        an_entry(clinic, "5")
        copied(first, COPIES)
        by = an_actor(cluster, {Role.OFFICIAL})
        db.session.commit()
        yield by
