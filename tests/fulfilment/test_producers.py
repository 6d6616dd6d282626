"""For whom an agent sold goods stands on its order, its delivery note, the acceptance and beside the invoice."""

import pytest

from shop.catalogue.models import Product
from shop.extensions import db
from shop.fulfilment.models import Acceptance
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.pdfs import read_pdf

PRODUCER = "高山农户联合体"


@pytest.fixture
def note(world: World) -> Acceptance:
    """Potatoes that the cooperative sold for somebody, taken in; since then the listing names somebody else."""
    potatoes = db.session.get_one(Product, world.products["potatoes"])
    potatoes.producer_name, potatoes.producer_name_english = PRODUCER, "Hill farmers"
    db.session.flush()
    made = an_acceptance(world)
    potatoes.producer_name, potatoes.producer_name_english = "别人", "Somebody else"
    db.session.commit()
    return made


def test_every_page_and_paper_of_the_goods_names_the_producer_of_then(
    world: World, note: Acceptance, browser_of: Browser
) -> None:
    order, consignment = note.consignment.lines[0].order_line.order.number, note.consignment.number
    pages = {
        "school.buyer": [f"/orders/{order}", f"/orders/{order}/paper", f"/acceptances/{note.number}"],
        "coop.seller": [
            f"/sales/{order}",
            f"/consignments/{consignment}",
            f"/consignments/{consignment}/note",
            f"/invoices/new?of={world.organisations['school']}&profile={world.profiles['school']}",
        ],
    }
    for who, addresses in pages.items():
        client = browser_of(who)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"
        for address in addresses:
            page = client.get(address, follow_redirects=True).get_data(as_text=True)
            assert PRODUCER in page, address
            assert "别人" not in page, address
    for address in (f"/sales/{order}/pdf", f"/consignments/{consignment}/note/pdf", f"/acceptances/{note.number}/pdf"):
        printed = read_pdf(client.get(address))
        assert PRODUCER in "".join(printed.split()), address
