"""Pages of lots: the list, receiving, each deed, purchases by household, the stock history."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Lot, LotSource
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations.models import LinkedHousehold
from tests.factories.browsers import Browser
from tests.factories.world import World
from tests.fulfilment.pages import fields, opened, sent, words


@pytest.fixture
def world(world: World) -> Iterator[World]:
    with force_locale("en"):
        yield world


@pytest.fixture
def households(world: World) -> list[LinkedHousehold]:
    """Two households on the cooperative's roster."""
    rows = [
        LinkedHousehold(
            supplier_id=world.organisations["coop"],
            number=number,
            head_hash=f"{number:064d}",
            head_name=name,
            since=clock.today() - timedelta(days=400),
        )
        for number, name in ((1, "李大山"), (2, "王小河"))
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def lot(lot_id: int) -> Lot:
    db.session.expire_all()
    return db.session.get_one(Lot, lot_id)


def test_the_list_finds_lots_by_how_they_stand_and_by_words(world: World, browser_of: Browser) -> None:
    seller = browser_of("coop.seller")
    page = words(opened(seller, "/lots"))
    assert "potatoes-1" in page
    assert "eggs" not in page
    assert "shoots-1" not in words(opened(seller, "/lots?q=potatoes-2"))
    assert "Nothing was found" in opened(seller, "/lots?q=nowhere")
    assert "No lot stands like this" in opened(seller, "/lots?tab=held")


def test_a_county_and_the_operator_read_lots_and_do_nothing(world: World, browser_of: Browser) -> None:
    lot_id = world.lots["potatoes.1"]
    for name in ("office-530624.official", "operator.operator"):
        page = opened(browser_of(name), f"/lots/{lot_id}")
        assert "Hold back" not in page
        opened(browser_of(name), f"/lots/{lot_id}/stock")
        opened(browser_of(name), f"/lots/{lot_id}/hold", status=404)
    opened(browser_of("office-532922.official"), f"/lots/{lot_id}", status=404)
    opened(browser_of("workshop.seller"), f"/lots/{lot_id}", status=404)


def test_a_lot_is_received_in_jin_with_a_proposed_code(world: World, browser_of: Browser) -> None:
    seller = browser_of("coop.seller")
    form = fields(opened(seller, "/lots/new?product=potatoes"), "quantity")
    assert form["code"] == f"{clock.today():%y%m%d}-01"
    answer = sent(seller, "/lots/new?product=potatoes", form, quantity="５００斤")
    assert answer.status_code == 302
    made = db.session.query(Lot).filter_by(code=form["code"]).one()
    assert str(made.received) == "250"
    assert fields(opened(seller, "/lots/new?product=potatoes"), "quantity")["code"].endswith("-02")


def test_nothing_typed_is_lost_when_a_lot_is_refused(world: World, browser_of: Browser) -> None:
    seller = browser_of("coop.seller")
    form = fields(opened(seller, "/lots/new?product=potatoes"), "quantity")
    answer = sent(seller, "/lots/new?product=potatoes", form, quantity="many", code="potatoes-1")
    assert answer.status_code == 422
    assert 'value="many"' in answer.text


def test_a_promise_is_confirmed_when_it_comes(world: World, browser_of: Browser) -> None:
    seller = browser_of("coop.seller")
    form = fields(opened(seller, "/lots/new?product=potatoes"), "quantity")
    ahead = clock.today() + timedelta(days=30)
    typed = {"quantity": "100", "harvest_from": str(ahead), "harvest_to": str(ahead), "best_before": ""}
    sent(seller, "/lots/new?product=potatoes", form | typed)
    made = db.session.query(Lot).filter_by(code=form["code"]).one()
    assert made.is_forward(clock.today())
    assert "Once the harvest is confirmed" in opened(seller, f"/lots/{made.id}/purchases")
    page = opened(seller, f"/lots/{made.id}/harvest")
    answer = sent(seller, f"/lots/{made.id}/harvest", fields(page, "quantity"), quantity="90")
    assert answer.status_code == 302
    assert (str(lot(made.id).received), str(lot(made.id).promised)) == ("90", "100")


def test_purchases_are_typed_and_pasted_and_add_up(
    world: World, browser_of: Browser, households: list[LinkedHousehold]
) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    address = f"/lots/{lot_id}/purchases"
    form = fields(opened(seller, address), "household_1")
    typed = {"household_1": "1 李大山", "quantity_1": "80斤", "paid_1": "60"}
    pasted = "户\t公斤\t元\t日期\n王小河\t50\t70\t2026-11-20\n陈远\t10\t15\t\n"
    answer = sent(seller, f"{address}/new", form | typed | {"pasted": pasted})
    assert answer.status_code == 302
    rows = db.session.query(LotSource).order_by(LotSource.id).all()
    assert [(row.household_id, row.seller_name, str(row.quantity), str(row.paid)) for row in rows] == [
        (households[0].id, "李大山", "40", "60.00"),
        (households[1].id, "王小河", "50", "70.00"),
        (None, "陈远", "10", "15.00"),
    ]
    assert "100 kg of 500 kg from 2 households and others" in words(opened(seller, f"/lots/{lot_id}"))


def test_what_cannot_be_read_is_said_row_by_row_and_nothing_is_entered(
    world: World, browser_of: Browser, households: list[LinkedHousehold]
) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    address = f"/lots/{lot_id}/purchases"
    form = fields(opened(seller, address), "household_1")
    typed = {"household_1": "99", "quantity_1": "much", "paid_1": "6"}
    answer = sent(seller, f"{address}/new", form | typed | {"pasted": "1\t5\tfive"})
    assert answer.status_code == 422
    assert "There is no household 99 on your roster." in words(answer.text)
    assert "Row 1 of the table: Please enter a number." in words(answer.text)
    assert 'value="much"' in answer.text
    assert db.session.query(LotSource).count() == 0


def test_more_than_the_lot_holds_needs_a_reason(
    world: World, browser_of: Browser, households: list[LinkedHousehold]
) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    address = f"/lots/{lot_id}/purchases"
    form = fields(opened(seller, address), "household_1")
    typed = form | {"household_1": "1", "quantity_1": "600", "paid_1": "60"}
    assert "100 kg more than the lot holds" in sent(seller, f"{address}/new", typed).text
    form = fields(opened(seller, address), "household_1")
    assert sent(seller, f"{address}/new", typed | {"once": form["once"], "surplus_reason": "dried"}).status_code == 302


def test_a_purchase_is_corrected_by_its_opposite_and_a_new_row(
    world: World, browser_of: Browser, households: list[LinkedHousehold]
) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    form = fields(opened(seller, f"/lots/{lot_id}/purchases"), "household_1")
    sent(seller, f"/lots/{lot_id}/purchases/new", form | {"household_1": "1", "quantity_1": "80", "paid_1": "60"})
    (wrong,) = db.session.query(LotSource).all()
    address = f"/lots/{lot_id}/purchases/{wrong.id}"
    form = fields(opened(seller, address), "household_1")
    assert form["household_1"] == "1 李大山"
    assert sent(seller, address, form | {"quantity_1": "70", "reason": "misread"}).status_code == 302
    rows = db.session.query(LotSource).order_by(LotSource.id).all()
    assert [str(row.quantity) for row in rows] == ["80", "-80", "70"]
    assert rows[1].corrects_id == rows[0].id
    assert "corrected already" in opened(seller, address)


@pytest.mark.parametrize(
    ("deed", "typed", "figures"),
    [
        ("correct", {"quantity": "480", "reason": "weighed anew"}, "480 480 0"),
        ("write-off", {"quantity": "20", "reason": "frost"}, "500 480 20"),
        ("hold", {"reason": "a test is due"}, "500 500 0"),
        ("dates", {"best_before": "2027-01-31", "reason": "misprinted"}, "500 500 0"),
    ],
)
def test_each_deed_is_done_on_a_page_of_its_own(
    world: World, browser_of: Browser, deed: str, typed: dict[str, str], figures: str
) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    address = f"/lots/{lot_id}/{deed}"
    form = fields(opened(seller, address), "reason")
    assert sent(seller, address, form | {"reason": ""}).status_code == 422
    form = fields(opened(seller, address), "reason")
    assert sent(seller, address, form | typed).status_code == 302
    found = lot(lot_id)
    assert f"{found.received} {found.available} {found.written_off}" == figures
    page = words(opened(seller, f"/lots/{lot_id}"))
    assert typed["reason"] in page


def test_the_summary_of_what_is_wrong_names_a_field_as_its_label_does(world: World, browser_of: Browser) -> None:
    seller, address = browser_of("coop.seller"), f"/lots/{world.lots['potatoes.1']}/correct"
    form = fields(opened(seller, address), "reason")
    page = words(sent(seller, address, form | {"quantity": "", "reason": "weighed anew"}).get_data(as_text=True))
    assert "Really came in: Please enter a quantity." in page


def test_what_one_holds_back_a_manager_releases(world: World, browser_of: Browser) -> None:
    world.join("coop.manager", world.organisations["coop"], Role.MANAGER)
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    form = fields(opened(seller, f"/lots/{lot_id}/hold"), "reason")
    sent(seller, f"/lots/{lot_id}/hold", form | {"reason": "a test is due"})
    opened(seller, f"/lots/{lot_id}/release", status=404)
    manager = browser_of("coop.manager")
    assert "a test is due" in opened(manager, f"/lots/{lot_id}/release")
    form = fields(opened(manager, f"/lots/{lot_id}/release"), "reason")
    assert sent(manager, f"/lots/{lot_id}/release", form | {"reason": "the test was good"}).status_code == 302
    assert not lot(lot_id).held


def test_the_stock_history_ends_with_the_lots_figures(world: World, browser_of: Browser) -> None:
    seller, lot_id = browser_of("coop.seller"), world.lots["potatoes.1"]
    form = fields(opened(seller, f"/lots/{lot_id}/write-off"), "reason")
    sent(seller, f"/lots/{lot_id}/write-off", form | {"quantity": "20", "reason": "frost"})
    page = words(opened(seller, f"/lots/{lot_id}/stock"))
    assert page.count("Written off") >= 2
    assert "frost" in page
    assert "20 kg of the lot was written off." in words(opened(seller, f"/lots/{lot_id}"))
    assert "−20 kg" in page
    sheet = seller.get(f"/lots/{lot_id}/stock?as=xlsx")
    assert sheet.data.startswith(b"PK")
    assert sheet.headers["Cache-Control"] == "private, no-store"
    assert seller.get("/lots?as=xlsx").data.startswith(b"PK")
