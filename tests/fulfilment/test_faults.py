"""All that is wrong with a form is said in one answer, on top and beside the fields, and nothing typed is lost."""

import pytest

from tests.factories.fulfilment import a_confirmed_order, an_arrived_consignment
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import field, sent, words
from tests.fulfilment.test_buyer_pages import at_the_scale, nothing_is_accepted
from tests.fulfilment.test_supplier_pages import consignments, packing_of


def test_everything_that_is_wrong_at_the_scale_is_said_in_one_answer(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "carton": 2}))
    sack, carton = (line.id for line in consignment.lines)
    browser = browser_of("school.receiver")
    address, form = at_the_scale(browser, consignment)
    typed = {
        f"gross_{sack}": "100",
        f"accepted_{sack}": "90",
        f"reduced_price_{sack}": "2",
        f"temperature_{sack}": "61",
        f"packs_accepted_{carton}": "1",
        "signer_1": "",
        "paper_day": "2026-11-01",
    }
    said = {
        "Please say why part of it is refused.": 2,
        "Please say why the price is reduced.": 1,
        "Please enter a temperature between −60 and 60 °C.": 1,
        "One to three people of the unit sign.": 1,
        "Please say why the paper bears another day.": 1,
    }
    for more, unreadable in (({}, {}), ({f"net_{carton}": "two"}, {"Please enter a number.": 1})):
        page = sent(browser, address, form | typed | more).get_data(as_text=True)
        expected = said | unreadable
        if unreadable:
            expected["Please say why part of it is refused."] = 1  # of the other line nobody knows
        # On top of the form and beside the field.
        assert {sentence: words(page).count(sentence) for sentence in expected} == {
            sentence: 2 * count for sentence, count in expected.items()
        }
        assert all(field(page, name) == value for name, value in (form | typed | more).items() if "kind" not in name)
    assert nothing_is_accepted()


@pytest.mark.parametrize("carrier", ["山路物流", "货" * 81])
def test_everything_that_is_wrong_with_a_truck_is_said_in_one_answer(
    world: World, browser_of: Browser, carrier: str
) -> None:
    order = a_confirmed_order(world, {"sack": 4, "carton": 2})
    sack, carton = (line.id for line in order.lines)
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order, expected_on="2020-01-01", carrier=carrier)
    form |= {f"packs_{sack}": "9", f"quantity_{sack}": "9000", f"packs_{carton}": "1", f"lot_{carton}": ""}
    page = sent(browser, address, form).get_data(as_text=True)
    for sentence in (
        "Only 4 packs are still to be packed.",
        "This is more than twice the usual weight of these packs.",
        "Please say from which lot.",
        "The day of arrival lies in the past.",
    ):
        assert words(page).count(sentence) == 2, sentence
    assert [field(page, name) for name in (f"quantity_{sack}", "carrier")] == ["9000", carrier]
    assert consignments() == []
