"""Orders, delivery notes and acceptance notes as PDF: what their pages say, and what their check pages tell."""

import re
from typing import Any

import pytest

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order, OrderLine
from tests.clients import SeparateClient
from tests.factories.fulfilment import an_acceptance, as_shipped, replace
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.pdfs import amounts_in, newest_paper, read_pdf


@pytest.fixture
def note(world: World) -> Acceptance:
    return an_acceptance(world)


def order_of(note: Acceptance) -> Order:
    return db.session.get_one(Order, db.session.get_one(OrderLine, note.lines[0].order_line_id).order_id)


def sheet(client: SeparateClient, address: str) -> str:
    """The paper of a page, without what surrounds it."""
    page = client.get(address).get_data(as_text=True)
    paper = page.split('<article class="sheet">')[1].split("</article>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", paper).split())


def in_chinese(client: SeparateClient) -> SeparateClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"
    return client


def test_the_pdf_of_an_acceptance_says_what_the_page_says(world: World, note: Acceptance, browser_of: Browser) -> None:
    client = in_chinese(browser_of("school.receiver"))
    where = f"/acceptances/{note.number}"
    said, printed = sheet(client, where), read_pdf(client.get(f"{where}/pdf"))
    assert amounts_in(printed) == amounts_in(said)
    for word in (note.number, "验收单", note.deliverer, *note.signers):
        assert word in printed
        assert word in said


def test_the_pdf_is_the_same_for_both_sides_and_names_no_telephone(
    world: World, note: Acceptance, browser_of: Browser
) -> None:
    where = f"/acceptances/{note.number}/pdf"
    texts = [read_pdf(browser_of(who).get(where)) for who in ("school.receiver", "coop.seller", "harbour.official")]
    assert texts[0] == texts[1] == texts[2]
    assert newest_paper().version == 1
    assert note.consignment.address["phone"] not in texts[0]


def test_a_corrected_note_is_superseded_on_its_check_page(world: World, note: Acceptance, browser_of: Browser) -> None:
    client = browser_of("school.receiver")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.get(f"/acceptances/{note.number}/pdf")
    paper = newest_paper()
    less: Any = as_shipped(note.consignment)
    line = note.consignment.lines[0]
    less[line.id] = replace(less[line.id], accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(note, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    newer = agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    db.session.commit()
    page = client.get(f"/check/{paper.token}").get_data(as_text=True)
    assert "This paper was superseded" in page
    assert newer.number in page


def test_the_pdf_of_an_order_says_what_its_paper_says(world: World, note: Acceptance, browser_of: Browser) -> None:
    order = order_of(note)
    for who, where in (("school.buyer", f"/orders/{order.number}"), ("coop.seller", f"/sales/{order.number}")):
        client = in_chinese(browser_of(who))
        said, printed = sheet(client, f"{where}/paper"), read_pdf(client.get(f"{where}/pdf"))
        assert amounts_in(said) - {"¥0.00"} <= amounts_in(printed) | {"¥0.00"}
        assert order.number in printed
        assert "采购订单" in printed
    assert newest_paper().version == 1


def test_the_pdf_of_a_delivery_note_tells_the_driver_whom_to_call(
    world: World, note: Acceptance, browser_of: Browser
) -> None:
    consignment = note.consignment
    client = in_chinese(browser_of("coop.seller"))
    printed = read_pdf(client.get(f"/consignments/{consignment.number}/note/pdf"))
    for word in ("送货单", consignment.number, consignment.address["phone"], consignment.lines[0].lot.code):
        assert word in printed
    page = client.get(f"/check/{newest_paper().token}").get_data(as_text=True)
    assert consignment.number in page
    assert consignment.address["phone"] not in page
