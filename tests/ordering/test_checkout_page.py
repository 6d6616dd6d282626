"""The checkout as a page: everything comes back when something is wrong, and a purchase is made once."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.ordering.models import Order, Purchase
from shop.ordering.services.baskets import BasketOwner, add_to_basket, basket_of
from shop.web.once import new_key
from tests.factories.ordering import a_purchase, assert_stock_adds_up
from tests.factories.world import World
from tests.ordering.pages import errors_of, seen_by, signed_in, text_of, value_of
from tests.statements import statements

DELIVERY = "2026-11-30"


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    """The school's buyer with four sacks of potatoes and two trays of eggs in the basket."""
    fill(world, {"sack": 4, "tray": 2})
    return signed_in(world_app.test_client(), world, "school.buyer")


def fill(world: World, packs: dict[str, int], name: str = "school.buyer") -> None:
    for pack, number in packs.items():
        add_to_basket(BasketOwner(membership_id=world.memberships[name]), world.packs[pack], number)


def form(world: World, name: str = "school.buyer", **changes: Any) -> dict[str, Any]:
    """The form as the page would send it."""
    unit = name.split(".", maxsplit=1)[0]
    usual = {
        "once": new_key(),
        "seen": seen_by(world, name),
        "purpose": "canteen",
        "deliver_on": DELIVERY,
        "address_id": world.addresses[unit],
        "invoice_profile_id": world.profiles[unit],
        "pay_by": "on_account",
        "own_number": "PO-9",
        "note": "Before eight, please.",
    }
    return usual | changes


def purchases() -> list[Purchase]:
    db.session.expire_all()
    return db.session.query(Purchase).order_by(Purchase.id).all()


def refused(client: FlaskClient, data: dict[str, Any]) -> str:
    response = client.post("/checkout", data=data)
    assert response.status_code == 422, response.location
    assert purchases() == []
    return text_of(response)


def test_the_page_offers_the_units_own_papers_and_the_usual_choices(client: FlaskClient, world: World) -> None:
    page = text_of(client.get("/checkout"))
    assert value_of(page, "deliver_on") == "2026-11-28"
    assert 'min="2026-11-24"' in page
    assert "1 Road" in page
    assert "12442000MB2A00001B" in page
    assert "¥356.50" in page  # 258.50 + 83.00 + freight 15.00
    assert value_of(page, "seen") == seen_by(world)


def test_each_purpose_says_what_it_does_to_the_target(client: FlaskClient) -> None:
    page = text_of(client.get("/checkout"))
    assert "Brings your unit from 0.0 % to 0.3 % of its target." in page
    assert "¥341.50 will count, but no target of your unit covers this purpose." in page
    assert page.count("None of it will count.") == 2


def test_a_line_that_will_not_count_says_why_for_each_purpose(client: FlaskClient, world: World) -> None:
    add_to_basket(BasketOwner(membership_id=world.memberships["school.buyer"]), world.packs["strip"], 1)
    page = text_of(client.get("/checkout"))
    assert "the lines say why" in page
    assert page.count("The supplier is registered in a county that is not an aided county.") == 5
    assert page.count("Purchases for this purpose do not count.") == 4  # two lines, two purposes that never count


def test_placing_leads_to_the_purchase_and_empties_the_basket(client: FlaskClient, world: World) -> None:
    response = client.post("/checkout", data=form(world))
    (purchase,) = purchases()
    assert response.location == f"/purchases/{purchase.number}"
    assert (purchase.purpose, purchase.own_number, str(purchase.deliver_on)) == (Purpose.CANTEEN, "PO-9", DELIVERY)
    basket = basket_of(BasketOwner(membership_id=world.memberships["school.buyer"]))
    assert basket is not None
    assert basket.lines == []
    page = text_of(client.get(response.location))
    assert "The suppliers have been told." in page
    assert "school.buyer" in page


def test_an_empty_basket_has_no_checkout(client: FlaskClient, world: World) -> None:
    client.post("/checkout", data=form(world))
    assert client.get("/checkout").location == "/basket"


def test_a_double_click_makes_one_purchase(client: FlaskClient, world: World) -> None:
    data = form(world)
    first, second = (client.post("/checkout", data=data) for _time in range(2))
    assert first.location == second.location
    assert len(purchases()) == 1


def test_the_same_key_with_another_body_is_refused_and_names_the_first(client: FlaskClient, world: World) -> None:
    data = form(world)
    first = client.post("/checkout", data=data)
    again = client.post("/checkout", data=data | {"note": "Other words."})
    assert again.status_code == 422
    assert first.location in text_of(again)
    assert len(purchases()) == 1


def test_somebody_elses_key_is_refused(client: FlaskClient, world: World, world_app: Any) -> None:
    data = form(world)
    client.post("/checkout", data=data)
    fill(world, {"tray": 1}, "organ.buyer")
    other = signed_in(world_app.test_client(), world, "organ.buyer")
    theirs = form(world, "organ.buyer", once=data["once"])
    assert other.post("/checkout", data=theirs).status_code == 422
    assert len(purchases()) == 1


@pytest.mark.parametrize("key", [None, "", "short", "x" * 500])
def test_a_form_without_its_key_is_refused(client: FlaskClient, world: World, key: str | None) -> None:
    data = form(world) | {"once": key}
    sent = {name: value for name, value in data.items() if value is not None}
    response = client.post("/checkout", data=sent, once=False)
    assert response.status_code == 422
    assert "incomplete" in text_of(response)


def test_two_tabs_buy_a_basket_once(client: FlaskClient, world: World) -> None:
    tabs = [form(world), form(world)]
    assert client.post("/checkout", data=tabs[0]).status_code == 302
    second = client.post("/checkout", data=tabs[1])
    assert second.status_code == 422
    assert "nothing in the basket" in text_of(second)
    assert len(purchases()) == 1


def test_a_basket_changed_in_another_tab_is_shown_again_before_it_is_bought(client: FlaskClient, world: World) -> None:
    data = form(world)
    fill(world, {"tray": 3})
    page = refused(client, data)
    assert "has changed since this page was shown" in page
    assert value_of(page, "seen") == seen_by(world) != data["seen"]
    client.post("/checkout", data=data | {"seen": value_of(page, "seen")})
    assert len(purchases()) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("deliver_on", "2026-11-23", "has to lie after today"),
        ("deliver_on", "2020-01-01", "has to lie after today"),
        ("deliver_on", "2031-01-01", "more than a year ahead"),
        ("deliver_on", "tomorrow", "Please enter a date"),
        ("deliver_on", "2026-02-30", "Please enter a date"),
        ("deliver_on", "", "choose a delivery date"),
        ("purpose", "speculation", "choose what it is for"),
        ("purpose", "", "choose what it is for"),
        ("address_id", "0", "one of your unit’s addresses"),
        ("address_id", "x", "one of your unit’s addresses"),
        ("address_id", "9" * 40, "one of your unit’s addresses"),
        ("invoice_profile_id", "-1", "one of your unit’s invoice profiles"),
        ("own_number", "n" * 41, "at most 40 characters"),
        ("note", "n" * 10_000, "at most 1000 characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(
    client: FlaskClient, world: World, field: str, typed: str, sentence: str
) -> None:
    page = refused(client, form(world, **{field: typed}))
    assert [error for error in errors_of(page) if sentence in error]
    assert field == "own_number" or value_of(page, "own_number") == "PO-9"
    assert field == "note" or "Before eight, please." in page
    assert field != "deliver_on" or value_of(page, "deliver_on") == typed


def test_full_width_dates_are_read(client: FlaskClient, world: World) -> None:
    client.post("/checkout", data=form(world, deliver_on="２０２６年１１月３０日"))
    assert [str(purchase.deliver_on) for purchase in purchases()] == [DELIVERY]


def test_another_units_address_is_no_choice(client: FlaskClient, world: World) -> None:
    page = refused(client, form(world, address_id=world.addresses["organ"]))
    assert "Please choose one of your unit’s addresses." in errors_of(page)


def test_what_somebody_else_bought_first_says_so_beside_its_line(client: FlaskClient, world: World) -> None:
    fill(world, {"leg": 2})
    data = form(world)
    a_purchase(world, {"leg": 19}, unit="organ")
    response = client.post("/checkout", data=data)
    assert response.status_code == 422
    assert "Only 1 pack is available for that delivery date." in errors_of(text_of(response))
    assert len(purchases()) == 1
    assert_stock_adds_up()


def test_above_the_limit_the_page_says_so_and_the_purchase_waits(
    client: FlaskClient, world: World, world_app: Any
) -> None:
    fill(world, {"sack": 8}, "school.clerk")
    clerk = signed_in(world_app.test_client(), world, "school.clerk")
    page = text_of(clerk.get("/checkout"))
    assert "above your limit of ¥500.00" in page
    assert "Send for approval" in page
    response = clerk.post("/checkout", data=form(world, "school.clerk"))
    page = text_of(clerk.get(response.location))
    assert "Awaiting approval" in page
    assert "Approve the purchase" not in page


def test_words_are_shown_as_words(client: FlaskClient, world: World) -> None:
    response = client.post("/checkout", data=form(world, note="<script>alert(1)</script>"))
    raw = client.get(response.location).get_data(as_text=True)
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert(1)" in raw


@pytest.mark.parametrize(
    "name", ["school.receiver", "school.approver", "coop.seller", "harbour.official", "operator.operator"]
)
def test_only_buyers_check_out(client: FlaskClient, world: World, world_app: Any, name: str) -> None:
    other = signed_in(world_app.test_client(), world, name)
    assert other.get("/checkout").status_code == 404
    assert other.post("/checkout", data=form(world)).status_code == 404


def test_visitors_are_sent_to_sign_in_and_back(world_app: Any, world: World) -> None:
    assert world_app.test_client().get("/checkout").location == "/sign-in?next=/checkout"


def test_next_year_is_reckoned_with_its_own_target(client: FlaskClient, world: World) -> None:
    later = clock.today() + timedelta(days=60)
    page = refused(client, form(world, deliver_on=later.isoformat(), address_id="0"))
    assert "No target is set for your unit for 2027." in page


def test_the_page_takes_nine_statements(client: FlaskClient, world: World) -> None:
    fill(world, {"bag": 3, "carton": 1, "leg": 1, "jar": 1, "strip": 1})
    client.get("/checkout")
    with statements() as sent:
        client.get("/checkout")
    assert len(sent) <= 9, sent
    assert db.session.query(Order).count() == 0


@pytest.mark.parametrize(
    ("day", "year", "status"), [("2027-01-20", 2027, 200), ("2026-12-20", 2026, 200), ("", 2026, 422)]
)
def test_the_effect_is_told_for_the_year_of_the_day_chosen_and_nothing_is_ordered(
    client: FlaskClient, world: World, day: str, year: int, status: int
) -> None:
    response = client.post("/checkout/effect", data=form(world, deliver_on=day))
    page = text_of(response)
    assert response.status_code == status
    assert f"Your unit’s target for {year}" in page
    assert f"this is told for delivery in {year}." in page
    assert (value_of(page, "own_number"), value_of(page, "deliver_on")) == ("PO-9", day)
    assert purchases() == []


def test_a_day_that_cannot_be_ordered_for_is_not_blamed_on_the_target(client: FlaskClient, world: World) -> None:
    page = refused(client, form(world, deliver_on="2031-01-01"))
    assert "Your unit’s target for 2026" in page
    assert "2031" not in page.replace('value="2031-01-01"', "")


def test_an_empty_basket_has_no_effect(client: FlaskClient, world: World) -> None:
    client.post("/checkout", data=form(world))
    assert client.post("/checkout/effect", data=form(world)).location == "/basket"
