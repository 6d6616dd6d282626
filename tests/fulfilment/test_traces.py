"""From a lot to every unit that has some of it and back; calling one back, telling, and who has read it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.catalogue.models import Lot, Recall
from shop.catalogue.services.recalls import begin_recall, end_recall
from shop.catalogue.services.sources import document
from shop.catalogue.sourcing import Bought
from shop.extensions import db
from shop.fulfilment.models import Acceptance
from shop.fulfilment.queries import lots_of_acceptances, what_became_of
from shop.fulfilment.services.consignments import ship_goods
from shop.kernel import clock
from shop.kernel.late_rows import write_late
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity, total
from shop.kernel.refusals import NotYours
from shop.mail.models import MailSettings, OutgoingMail
from shop.notices.models import Notice
from shop.notices.posting import readers
from shop.organisations.models import LinkedHousehold
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
    an_acceptance,
    refused,
    seller_of,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import fields, opened, sent, words
from tests.statements import statements


@pytest.fixture
def traded(world: World) -> Acceptance:
    """Of the first lot of potatoes 100 kg is accepted, 100 kg on the road, 100 kg packed, and 50 kg for the organ."""
    acceptance = an_acceptance(world)
    a_shipped_consignment(world, a_confirmed_order(world))
    a_packed_consignment(world, a_confirmed_order(world))
    a_confirmed_order(world, {"sack": 2}, unit="organ")
    db.session.flush()
    return acceptance


def potatoes(world: World) -> Lot:
    return db.session.get_one(Lot, world.lots["potatoes.1"])


def told(kind: str) -> list[Notice]:
    write_late(db.session())
    return list(db.session.execute(select(Notice).where(Notice.kind == kind).order_by(Notice.id)).scalars())


def recall(world: World) -> Recall:
    return begin_recall(potatoes(world).id, "mould", "Keep it apart.", by=world.actor("coop.seller"))


def test_a_lot_leads_to_what_was_accepted_is_on_the_road_and_is_held(world: World, traded: Acceptance) -> None:
    lot = potatoes(world)
    parts = what_became_of([lot.id])[lot.id]
    assert [(str(part.shipped), str(part.accepted), part.note) for part in parts if part.shipped] == [
        ("100", "100", traded.number),
        ("100", "0", ""),
    ]
    assert sorted(str(part.reserved) for part in parts if part.reserved) == ["100", "50"]
    assert total(part.shipped for part in parts) == lot.shipped
    assert total(part.reserved for part in parts) == lot.reserved


def test_an_acceptance_leads_back_to_the_lot_that_leads_to_it(world: World, traded: Acceptance) -> None:
    back = lots_of_acceptances([traded.id])
    assert back == {traded.lines[0].id: potatoes(world).id}
    forward = what_became_of([potatoes(world).id])[potatoes(world).id]
    assert {part.acceptance_line_id for part in forward if part.note} == set(back)


def test_a_recall_holds_the_lot_and_tells_each_unit_what_it_has(world: World, traded: Acceptance) -> None:
    recall(world)
    assert potatoes(world).held
    notices = told("lot_recalled")
    assert [notice.organisation_id for notice in notices] == [world.organisations[name] for name in ("school", "organ")]
    assert [notice.particulars["quantity"] for notice in notices] == [[300_000, "kg"], [50_000, "kg"]]
    begun = {notice.organisation_id for notice in told("recall_begun")}
    assert world.organisations["coop"] in begun
    assert len(begun) == 3


def test_a_recall_is_mailed_at_once_whatever_people_chose(world: World, traded: Acceptance) -> None:
    person_id = world.actor("school.buyer").person_id
    db.session.add(MailSettings(person_id=person_id, choices={"deliveries": "never"}))
    db.session.flush()
    (reader,) = [one for one in readers([world.organisations["school"]]) if one.person_id == person_id]
    assert reader.how("lot_recalled").value == "at_once"
    assert reader.how("goods_accepted").value == "never"
    assert db.session.query(OutgoingMail).count() == 0  # mail is not set up here


def test_what_is_packed_does_not_leave_any_more(world: World) -> None:
    order = a_confirmed_order(world)
    packed = a_packed_consignment(world, order)
    recall(world)
    with refused("is held back and cannot be shipped"):
        ship_goods(packed, by=seller_of(world, order))


def test_a_recall_goes_on_once_and_ends_with_a_reason(world: World, traded: Acceptance) -> None:
    begun = recall(world)
    with refused("is not possible"):
        recall(world)
    second = begun.number
    operator = world.actor("operator.operator")
    with refused("why the recall is over"):
        end_recall(potatoes(world).id, " ", by=operator)
    ended = end_recall(potatoes(world).id, "the laboratory found nothing", by=operator)
    assert (ended.number, ended.end_reason) == (second, "the laboratory found nothing")
    lot = potatoes(world)
    assert (lot.recalled, lot.held) == (False, True)
    assert len(told("recall_ended")) == 5


def test_the_unit_reads_what_it_has_and_says_so(world: World, traded: Acceptance, browser_of: Browser) -> None:
    begun = recall(world)
    browser = browser_of("school.receiver")
    page = opened(browser, f"/recalls/{begun.number}")
    assert "Keep it apart." in page
    assert traded.number in page
    assert "<dt>Accepted</dt><dd>100 kg" in page
    assert "<dt>On the road or here</dt><dd>100 kg" in page  # without the truck that was taken in
    form = fields(page, "answer")
    assert sent(browser, f"/recalls/{begun.number}", form, answer="locked away").status_code == 302
    assert "locked away" in opened(browser, f"/recalls/{begun.number}")
    seller = words(opened(browser_of("coop.seller"), f"/lots/{potatoes(world).id}/trace"))
    assert "Read by" in seller
    assert "Not yet" in seller
    opened(browser_of("clinic.buyer"), f"/recalls/{begun.number}", status=404)


def test_a_lot_is_recalled_from_its_trace(world: World, traded: Acceptance, browser_of: Browser) -> None:
    address = f"/lots/{potatoes(world).id}/trace"
    browser = browser_of("coop.seller")
    form = fields(opened(browser, address), "advice")
    assert sent(browser, f"{address}/recall", form, reason="").status_code == 422
    form = fields(opened(browser, address), "advice")
    assert sent(browser, f"{address}/recall", form, reason="mould").status_code == 302
    assert "Recall Z" in words(opened(browser, address))
    assert sent(browser_of("office-530624.official"), f"{address}/end", {"reason": "x"}).status_code == 404


def test_names_of_households_are_for_the_supplier_and_shortened_for_the_county(
    world: World, traded: Acceptance, browser_of: Browser
) -> None:
    household = LinkedHousehold(
        supplier_id=world.organisations["coop"],
        number=1,
        head_hash="0" * 64,
        head_name="李大山",
        since=clock.today() - timedelta(days=99),
    )
    db.session.add(household)
    db.session.flush()
    bought = Bought(household.id, "李大山", Quantity.of(80), Money.yuan(120), clock.today())
    document(potatoes(world).id, [bought], by=world.actor("coop.seller"))
    address = f"/acceptances/{traded.number}/origin"
    assert "李大山" in opened(browser_of("coop.seller"), address)
    buyer = opened(browser_of("school.buyer"), address)
    assert "李" not in words(buyer)
    assert "80 kg of 500 kg from 1 household" in words(buyer)
    for page in (address, f"/lots/{potatoes(world).id}/trace", f"/lots/{potatoes(world).id}/purchases"):
        county = opened(browser_of("office-530624.official"), page)
        assert "李大山" not in county
        assert "李*山" in county


def test_a_recall_is_answered_once(world: World, traded: Acceptance, browser_of: Browser) -> None:
    begun = recall(world)
    browser = browser_of("school.buyer")
    form = fields(opened(browser, f"/recalls/{begun.number}"), "answer")
    sent(browser, f"/recalls/{begun.number}", form)
    answer = sent(browser, f"/recalls/{begun.number}", form | {"once": "another-key-of-16"})
    assert "already" in answer.text
    with pytest.raises(NotYours):
        end_recall(potatoes(world).id, "over", by=world.actor("coop.seller"))


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/lots", 8),
        ("/lots/{lot}", 10),
        ("/lots/{lot}/stock", 8),
        ("/lots/{lot}/purchases", 8),
        ("/lots/{lot}/trace", 10),
    ],
)
def test_pages_of_lots_know_how_much_they_ask(
    world: World, traded: Acceptance, browser_of: Browser, page: str, most: int
) -> None:
    recall(world)
    where = page.format(lot=potatoes(world).id)
    browser = browser_of("coop.seller")
    opened(browser, where)
    with statements() as asked:
        shown = opened(browser, where)
    assert len(asked) <= most, "\n".join(asked)
    assert len(shown.encode()) < 150_000
