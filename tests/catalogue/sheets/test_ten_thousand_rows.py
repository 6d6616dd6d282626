"""A sheet of 10,000 rows, about 3,300 products: checked and applied in seconds, in little memory, in few statements."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from shop.catalogue.models import ListingImport, Pack, PriceTier, Product
from shop.catalogue.services import imports
from shop.catalogue.words import ImportState
from shop.extensions import db
from tests.catalogue.sheets.measured import Measured, measured_work
from tests.factories import a_supplier, an_actor
from tests.factories.catalogue import a_category
from tests.factories.sheets import many_listings

ROWS, PRODUCTS = 10_000, 3_334
SECONDS, WORKED, MEGABYTES = 90, 15, 300
"""Under 15 s of work; on a machine that has other things to do more may pass."""


def test_ten_thousand_rows_are_checked_and_applied_in_seconds_and_little_memory(committing_app: Flask) -> None:
    with committing_app.app_context():
        a_category()
        by = an_actor(a_supplier())
        first, second = many_listings(ROWS), many_listings(ROWS, price=21)
        sheet, _new = imports.receive_sheet("all.xlsx", first, submits=True, by=by)
        db.session.commit()
        checked = measured_work(committing_app, first)
        db.session.refresh(sheet)
        assert (sheet.state, sheet.created, sheet.wrong, sheet.reason) == (ImportState.CHECKED, ROWS, 0, "")
        imports.ask_to_apply(sheet, by=by)
        db.session.commit()
        applied = measured_work(committing_app, first)
        db.session.refresh(sheet)
        assert sheet.state is ImportState.APPLIED
        assert [count(model) for model in (Product, Pack, PriceTier)] == [PRODUCTS, ROWS, 2 * ROWS]
        changed, _new = imports.receive_sheet("new.xlsx", second, submits=True, by=by)
        db.session.execute(Product.__table__.update().values(status="draft"))
        db.session.commit()
        checked_again = measured_work(committing_app, second)
        db.session.refresh(changed)
        assert (changed.updated, changed.state) == (ROWS, ImportState.CHECKED)
        imports.ask_to_apply(changed, by=by)
        db.session.commit()
        changed_all = measured_work(committing_app, second)
        assert db.session.get_one(ListingImport, changed.id, populate_existing=True).state is ImportState.APPLIED
    for what, took in {
        "checked": checked,
        "applied": applied,
        "checked again": checked_again,
        "changed": changed_all,
    }.items():
        print(f"{what}: {took.seconds:.1f} s, {took.worked:.1f} s of work, {took.megabytes:.0f} MB")
        assert within(took), what


def within(took: Measured) -> bool:
    return took.seconds < SECONDS and took.worked < WORKED and took.megabytes < MEGABYTES


def count(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()
