"""Sheets of listings from their upload to the shelf: counts, all or nothing, a shelf that changes meanwhile, review."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import String, cast, event, func, select

from shop.audit.models import TrailEntry
from shop.catalogue import import_duties
from shop.catalogue.models import ListingChange, ListingImport, ListingImportRow, Pack, Product
from shop.catalogue.queries.standings import shelf_of, sorts_for
from shop.catalogue.services import imports, moves
from shop.catalogue.services.import_files import corrected_sheet, open_sheet
from shop.catalogue.services.packs import set_tiers
from shop.catalogue.sheets import books
from shop.catalogue.sheets.columns import PRICES, Column, column_of
from shop.catalogue.sheets.heads import find_head
from shop.catalogue.sheets.writing import Words, rows_of
from shop.catalogue.words import ChangeOutcome, GoodsKind, ImportState, Outcome, ProductStatus, TaxRate
from shop.documents.sheets import read_sheet_as_seen
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from shop.organisations.models import Supplier
from tests.factories import a_county_office, a_supplier, an_actor
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_category, a_pack, a_product
from tests.factories.sheets import a_sheet, listings_sheet, many_listings

pytestmark = pytest.mark.usefixtures("db_session")
COUNTED = ("created", "updated", "unchanged", "wrong")


@pytest.fixture
def seller() -> Actor:
    a_category()
    return an_actor(a_supplier())


def upload(by: Actor, content: bytes, *, submits: bool = False) -> ListingImport:
    return imports.receive_sheet("sheet.xlsx", content, submits=submits, by=by)[0]


def applied(by: Actor, content: bytes, *, submits: bool = False) -> ListingImport:
    sheet = upload(by, content, submits=submits)
    assert sheet.wrong == 0, faults(sheet)
    imports.ask_to_apply(sheet, by=by)
    assert sheet.state is ImportState.APPLIED
    return sheet


def counts(sheet: ListingImport) -> tuple[int, ...]:
    return tuple(getattr(sheet, name) for name in COUNTED)


def faults(sheet: ListingImport) -> dict[int, list[tuple[str | None, str]]]:
    rows = db.session.execute(select(ListingImportRow).where(ListingImportRow.import_id == sheet.id)).scalars()
    return {row.number: [(fault[0], fault[2]) for fault in row.faults] for row in rows if row.faults}


def exported(by: Actor, language: str = "zh") -> bytes:
    sorts = sorts_for(by.organisation_id)
    db.session.flush()
    return books.export(rows_of(shelf_of(by.organisation_id).standings, Words(sorts, language)), sorts, language)


def test_a_small_sheet_is_checked_at_once_and_changes_nothing_before_it_is_applied(seller: Actor) -> None:
    sheet = upload(seller, listings_sheet({}, {"规格": "1公斤袋", "英文规格": "1 kg bag", "含量": "2斤"}))
    assert (sheet.state, counts(sheet), sheet.products) == (ImportState.CHECKED, (2, 0, 0, 0), 1)
    assert db.session.execute(select(func.count()).select_from(Product)).scalar_one() == 0
    imports.ask_to_apply(sheet, by=seller)
    product = db.session.execute(select(Product)).scalar_one()
    assert (sheet.state, product.article, product.status) == (ImportState.APPLIED, "A-1", ProductStatus.DRAFT)
    assert [(str(pack.content), str(pack.tiers[0].unit_price)) for pack in product.packs] == [
        ("0.5", "62.00"),
        ("1", "62.00"),
    ]
    assert product.sort_key


def test_what_is_complete_is_handed_in_and_the_countys_office_hears_of_it_once(seller: Actor) -> None:
    office = a_county_office()
    whole = {"货物性质": "自产初级农产品", "税率": "免税"}
    rows = [whole | {"货号": f"A-{number}", "英文品名": f"Shoots {number}"} for number in range(3)]
    applied(seller, listings_sheet(*rows, {"货号": "B-1"}), submits=True)
    states = db.session.execute(select(Product.article, Product.status).order_by(Product.article)).all()
    handed_in = dict.fromkeys(("A-0", "A-1", "A-2"), ProductStatus.SUBMITTED)
    assert dict(states) == handed_in | {"B-1": ProductStatus.DRAFT}
    told = db.session.execute(select(Notice).where(Notice.organisation_id == office.id)).scalars().all()
    assert [(notice.kind, notice.particulars["count"]) for notice in told] == [("listings_submitted_by_sheet", 3)]


def test_a_season_that_grows_beyond_the_capacity_passport_is_refused_beside_its_cell(seller: Actor) -> None:
    supplier = db.session.get_one(Supplier, seller.organisation_id)
    a_capacity(supplier, months=(7, 8, 9))
    product = a_product(of=supplier, months=(7, 8), commodity_id=a_commodity().id)
    assert counts(upload(seller, a_sheet(["货号", "月份"], [product.slug, "7-9月"]))) == (0, 1, 0, 0)
    sheet = upload(seller, a_sheet(["货号", "月份"], [product.slug, "6-9月"]))
    assert [fault[0] for fault in faults(sheet)[2]] == [Column.SEASON.value]


def test_what_the_shop_exports_comes_back_unchanged_in_either_language(seller: Actor) -> None:
    supplier = db.session.get_one(type(a_supplier()), seller.organisation_id)
    product = a_product(of=supplier, months=(11, 12, 1, 2), storage="阴凉\n干燥", search_words="-", description=" 好 ")
    a_pack(product, tiers={start: str(100 - start) for start in (1, 2, 3, 4, 5, 6, 7)})
    a_product("野生'蘑菇", "Mushrooms", of=supplier, price=None, on_shelf=False)
    applied(
        seller, listings_sheet({"货号": "007", "月份": "3-5月", "税率": "9%", "货物性质": "加工食品"} | {"税率": "1%"})
    )
    for language in ("zh", "en"):
        sheet = upload(seller, exported(seller, language))
        assert counts(sheet) == (0, 0, 4, 0), faults(sheet)


def test_one_wrong_row_keeps_all_of_a_sheet_from_being_applied(seller: Actor) -> None:
    sheet = upload(seller, listings_sheet({}, {"货号": "A-2", "含量": "10升", "价格": "很贵"}))
    assert (sheet.state, counts(sheet)) == (ImportState.REFUSED, (1, 0, 0, 1))
    assert faults(sheet) == {
        3: [
            ("content", "“10升”: this unit is not known. Please write kg, 斤, g or 件, such as 10 kg."),
            ("price_1", "“很贵” is not a number."),
        ]
    }
    with pytest.raises(Refused):
        imports.ask_to_apply(sheet, by=seller)
    assert db.session.execute(select(func.count()).select_from(Product)).scalar_one() == 0


def test_the_corrected_sheet_says_what_is_wrong_beside_its_cells(seller: Actor) -> None:
    content = listings_sheet({"价格": "很贵"})
    sheet = upload(seller, content)
    said = {number: [[column, text, text] for column, text in row] for number, row in faults(sheet).items()}
    back = read_sheet_as_seen(corrected_sheet(content, said, language="en"), longest=4_000)
    assert column_of(back.rows[0].cells[-1]) is Column.WRONG
    assert back.rows[1].cells[-1] == "“很贵” is not a number."
    assert Column.WRONG not in find_head(back.rows).places


def test_a_shelf_that_changed_since_is_checked_again_and_the_person_is_told(seller: Actor) -> None:
    applied(seller, listings_sheet({}))
    sheet = upload(seller, listings_sheet({"价格": 65}))
    pack = db.session.execute(select(Pack)).scalar_one()
    set_tiers(pack, {1: UnitPrice.yuan(63)}, by=seller)
    imports.ask_to_apply(sheet, by=seller)
    assert (sheet.state, sheet.shifted, counts(sheet)) == (ImportState.CHECKED, 1, (0, 1, 0, 0))
    assert str(db.session.execute(select(Pack)).scalar_one().tiers[0].unit_price) == "63.00"
    imports.ask_to_apply(sheet, by=seller)
    db.session.expire_all()
    assert sheet.state is ImportState.APPLIED
    assert str(db.session.execute(select(Pack)).scalar_one().tiers[0].unit_price) == "65.00"


def test_beyond_the_bound_a_price_waits_for_review_and_the_same_sheet_again_changes_nothing(seller: Actor) -> None:
    supplier = db.session.get_one(type(a_supplier()), seller.organisation_id)
    product = a_product(of=supplier, price="12", slug="shoots")
    row = {"货号": "shoots", "规格": "10公斤箱", "含量": "", "品名": "", "英文品名": "", "类别": "", "英文规格": ""}
    sheet = applied(seller, listings_sheet(row | {"价格": "10元/斤", "等级": "一级"}))
    assert (sheet.updated, sheet.to_review) == (1, 1)
    db.session.expire_all()
    assert str(product.packs[0].tiers[0].unit_price) == "12.00"
    change = db.session.execute(select(ListingChange).where(ListingChange.product_id == product.id)).scalar_one()
    assert {item.get("field") or "pack" for item in change.items} == {"grade", "pack"}
    again = upload(seller, listings_sheet(row | {"价格": "10元/斤", "等级": "一级"}))
    assert counts(again) == (0, 0, 1, 0)
    assert upload(seller, listings_sheet(row | {"价格": "12.5"})).to_review == 0
    assert change.outcome is ChangeOutcome.WAITING


def test_a_listing_that_is_looked_at_is_not_changed_by_a_sheet(seller: Actor) -> None:
    applied(seller, listings_sheet({"货物性质": "加工食品", "税率": "1%"}), submits=True)
    sheet = upload(seller, listings_sheet({"价格": 61}))
    assert faults(sheet) == {
        2: [(None, "This listing is being looked at. Withdraw it first, or wait until it is decided.")]
    }
    moves.withdraw(db.session.execute(select(Product)).scalar_one(), by=seller)
    assert upload(seller, listings_sheet({"价格": "60.5"})).state is ImportState.CHECKED


def test_the_same_file_is_the_same_import_while_it_is_open_and_nobody_elses(seller: Actor) -> None:
    content = listings_sheet({})
    first, is_new = imports.receive_sheet("a.xlsx", content, submits=False, by=seller)
    assert is_new
    assert imports.receive_sheet("b.xlsx", content, submits=False, by=seller) == (first, False)
    assert imports.receive_sheet("b.xlsx", content, submits=False, by=an_actor(a_supplier()))[0] is not first
    imports.cancel(first, by=seller)
    assert imports.receive_sheet("b.xlsx", content, submits=False, by=seller)[1]


def test_the_history_of_a_product_says_which_sheet_changed_it(seller: Actor) -> None:
    applied(seller, listings_sheet({}))
    applied(seller, listings_sheet({"等级": "特级", "价格": 61}))
    acts = db.session.execute(select(TrailEntry).where(TrailEntry.subject_kind == "product").order_by(TrailEntry.id))
    listed, changed = acts.scalars().all()
    assert (listed.action, listed.details["file"]) == ("product.listed_by_sheet", "sheet.xlsx")
    assert changed.details["changes"] == {"grade": ["", "特级"]}
    assert changed.details["packs"][0]["changes"]["tiers"] == [[[1, 620000]], [[1, 610000]]]


def test_as_many_statements_for_thirty_products_as_for_ten_times_as_many_but_for_batches(seller: Actor) -> None:
    few, many = statements(seller, 60), statements(seller, 600)
    assert many - few < 20


def statements(by: Actor, rows: int) -> int:
    sheet = upload(by, many_listings(rows))
    opened = open_sheet(sheet.content or b"")
    count = [0]
    sheet.state = ImportState.CHECKING

    def one_more(*_arguments: Any) -> None:
        count[0] += 1

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", one_more)
    try:
        imports.keep_plan(sheet, opened, imports.plan_of(opened, sheet.supplier_id))
        sheet.state = ImportState.APPLYING
        db.session.flush()
        assert imports.apply_now(sheet, opened, by=by)
        db.session.flush()
    finally:
        event.remove(engine, "before_cursor_execute", one_more)
    db.session.execute(
        Product.__table__.update().values(article=cast(Product.id, String), code_key=cast(Product.id, String))
    )
    return count[0]


def test_old_files_go_a_day_after_and_what_nobody_applies_is_over_after_a_week(seller: Actor, clock: Any) -> None:
    clock.at(2026, 3, 1)
    over, open_ = applied(seller, listings_sheet({})), upload(seller, listings_sheet({"价格": 60}))
    clock.at(2026, 3, 3)
    import_duties.tidy_imports()
    db.session.expire_all()
    assert (over.content, open_.state, open_.content is None) == (None, ImportState.CHECKED, False)
    clock.at(2026, 3, 9)
    import_duties.tidy_imports()
    db.session.expire_all()
    assert open_.state is ImportState.CANCELLED


def test_a_code_that_lost_its_zeros_and_a_full_width_one_are_known_again(seller: Actor) -> None:
    applied(seller, listings_sheet({"货号": "00123"}))
    for said in (123, "００１２３", "123"):
        assert counts(upload(seller, listings_sheet({"货号": said}))) == (0, 0, 1, 0)


def test_taxes_are_checked_against_what_is_open_to_the_supplier(seller: Actor) -> None:
    sheet = upload(seller, listings_sheet({"货物性质": "加工食品", "税率": "13%"}))
    assert [column for column, _text in faults(sheet)[2]] == ["tax_rate"]
    applied(seller, listings_sheet({"货物性质": "自产", "税率": "免税"}))
    product = db.session.execute(select(Product)).scalar_one()
    assert (product.goods_kind, product.tax_rate) == (GoodsKind.OWN_PRIMARY, TaxRate.EXEMPT)
    assert product.tax_ground == "农民专业合作社销售本社成员生产的农产品，视同自产免税"


def test_the_template_is_read_as_heads_and_examples_alone(seller: Actor) -> None:
    content = books.template(sorts_for(seller.organisation_id), "zh")
    with pytest.raises(Refused, match="示例"):
        upload(seller, content)
    assert set(PRICES) <= find_head(read_sheet_as_seen(content, longest=4_000).rows).places.keys()


def test_what_is_no_sheet_of_listings_is_refused_and_nothing_is_kept(seller: Actor) -> None:
    for content in (a_sheet(["just", "some"], ["1", "2"]), a_sheet(["品名", "规格"], ["x", "y"]), b"", b"PK\x03\x04"):
        with pytest.raises(Refused) as refusal:
            upload(seller, content)
        assert refusal.value.field == "file"
    assert db.session.execute(select(func.count()).select_from(ListingImport)).scalar_one() == 0
    assert Outcome.WRONG.label
