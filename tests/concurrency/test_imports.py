"""Sheets of two suppliers applied at the same moment: goods of one name get an address each."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue.models import ListingImport, Product
from shop.catalogue.services import imports
from shop.catalogue.words import ImportState
from shop.extensions import db
from shop.kernel import dialects
from tests.concurrency.crowd import actors, all_at_once
from tests.factories.sheets import listings_sheet
from tests.factories.standing import CommittingWorld


@pytest.mark.commits
@pytest.mark.parametrize("time", range(3))
def test_goods_of_one_name_are_entered_by_both(committing_world: CommittingWorld, time: int) -> None:
    app, world = committing_world
    sellers = actors(app, world, "coop.seller", "workshop.seller")
    with app.app_context(), dialects.writing():
        sent = [imports.receive_sheet("a.xlsx", listings_sheet({}), submits=False, by=by)[0] for by in sellers]
        assert [sheet.state for sheet in sent] == [ImportState.CHECKED] * 2
        ids = [sheet.id for sheet in sent]
        before = set(db.session.execute(select(Product.slug)).scalars())
        db.session.commit()

    def apply(import_id: int, by: Any) -> None:
        imports.ask_to_apply(db.session.get_one(ListingImport, import_id), by=by)

    outcomes = all_at_once(app, [partial(apply, *pair) for pair in zip(ids, sellers, strict=True)])
    assert outcomes == [None, None]
    with app.app_context():
        assert len(set(db.session.execute(select(Product.slug)).scalars()) - before) == 2
