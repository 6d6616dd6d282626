"""Which settlements somebody finds, and what of them waits for an answer."""

import pytest

from shop.payments.queries.settlements import lines_of
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
)
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.payments.settled import new_for
from tests.payments.test_pages import text_of
from tests.statements import statements


@pytest.mark.parametrize(("who", "whom"), [(UNIT, "Workshop"), (SUPPLIER, "School")])
def test_what_waits_is_shown_with_a_way_to_settle_it(world: World, browser_of: Browser, who: str, whom: str) -> None:
    assert "Everything that was accepted is settled." in text_of(browser_of(who).get("/money/settlements"))
    order = a_delivered_order(world)
    browser = browser_of(who)
    page = browser.get("/money/settlements")
    assert whom in text_of(page)
    assert "¥98.00" in text_of(page)
    assert new_for(world, who) in page.text.replace("&amp;", "&")
    shown = text_of(browser.get(new_for(world, who)))
    assert "¥83.00" in shown
    assert "Propose this settlement" in shown
    assert order.number not in shown


@pytest.mark.parametrize("questioned", [False, True])
@pytest.mark.parametrize("who", [UNIT, SUPPLIER])
def test_what_waits_for_ones_own_answer_comes_first(
    world: World, browser_of: Browser, who: str, questioned: bool
) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world, SUPPLIER)
    if questioned:
        line = lines_of(settlement)[0][0]
        browser_of(UNIT).post(
            f"/money/settlements/{settlement.number}/dispute",
            data={"settled_line": line.id, "reason": "one missing"},
        )
    waits = who == (SUPPLIER if questioned else UNIT)
    page = text_of(browser_of(who).get("/money/settlements"))
    assert ("Waiting for your answer" in page) is waits
    if waits:
        assert page.index(settlement.number) < page.index("Not settled yet")


def test_whoever_is_of_neither_side_finds_nothing(world: World, browser_of: Browser) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    for who in ("organ.manager", "coop.seller", "delta.official"):
        assert browser_of(who).get(f"/money/settlements/{settlement.number}").status_code == 404
    stranger = browser_of("coop.seller")
    assert stranger.get(new_for(world, SUPPLIER)).status_code == 404


@pytest.mark.parametrize(("where", "most"), [("", 13), ("/{number}", 15)])
def test_the_pages_take_the_same_statements_however_much_is_settled(
    world: World, browser_of: Browser, where: str, most: int
) -> None:
    """An agreed settlement also asks for its invoices, the supplier's account and the payments."""
    counts = []
    for orders in (1, 4):
        for _order in range(orders):
            a_delivered_order(world, 1)
        number = an_agreed_settlement(world).number
        a_delivered_order(world, 1)
        browser = browser_of(UNIT)
        browser.get("/money/settlements")
        with statements() as sent:
            assert browser.get(f"/money/settlements{where.format(number=number)}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize("who", ["harbour.official", "operator.operator", "bureau.official"])
def test_those_who_may_read_settlements_find_them_from_their_desk(world: World, browser_of: Browser, who: str) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    client = browser_of(who)
    desk = client.get("/desk", follow_redirects=True).get_data(as_text=True)
    assert 'href="/money/settlements"' in desk
    assert settlement.number in text_of(client.get("/money/settlements"))


FINDS = {"workshop": True, "{number}": True, "SCHOOL": True, "coop": False}


@pytest.mark.parametrize(("words", "found"), FINDS.items())
def test_settlements_are_found_by_number_and_name(world: World, browser_of: Browser, words: str, found: bool) -> None:
    a_delivered_order(world)
    number = an_agreed_settlement(world).number
    sought = words.format(number=number[:10])
    for state in ("", "&state=confirmed"):
        page = text_of(browser_of("harbour.official").get(f"/money/settlements?q={sought}{state}"))
        assert (number in page) == found
    assert number not in text_of(browser_of("harbour.official").get(f"/money/settlements?q={sought}&state=withdrawn"))
