"""What was accepted and is not invoiced is listed by name after sixty days, by one rule for all readers."""

import pytest

from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.payments.services.checking import dispute
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, today_plus
from tests.factories.invoices import an_agreed_lower_invoice, an_invoice, checked, corrected, whole
from tests.factories.world import World
from tests.fulfilment.pages import opened, words
from tests.payments.conftest import Browser

BOOKKEEPERS = ("/invoices/missing", ("school.manager", "coop.seller", "harbour.official", "operator.operator"))
OFFICIALS = ("/entries/waiting", ("school.manager", "harbour.official", "cluster.official", "operator.operator"))
READERS = [(who, address) for address, people in (BOOKKEEPERS, OFFICIALS) for who in people]


@pytest.fixture
def everything(world: World) -> None:
    """Checked in part; registered and not checked; agreed lower; disputed after it was checked; corrected since."""
    in_part, registered, less, disputed, later = (an_acceptance(world) for _place in range(5))
    checked(world, an_invoice(world, {in_part.lines[0].id: Money.yuan(100)}))
    an_invoice(world, whole(registered))
    checked(world, an_agreed_lower_invoice(world, less, 850))
    wrong = checked(world, an_invoice(world, whole(disputed)))
    dispute(wrong, "wrong", Side.BUYER, by=world.actor("school.manager"))
    corrected(world, later, "90")


@pytest.mark.parametrize(("who", "address"), READERS)
@pytest.mark.parametrize("days", [60, 61])
def test_the_bookkeepers_and_the_officials_lists_agree_to_the_fen(
    world: World, browser_of: Browser, clock: SettableClock, everything: None, who: str, address: str, days: int
) -> None:
    day = today_plus(days)
    clock.at(day.year, day.month, day.day)
    page = words(opened(browser_of(who), address))
    assert ("Not invoiced ¥908.15" in page) is (days > 60), page
    assert ("61" in page) is (days > 60)


def test_they_are_found_by_age_and_by_name(world: World, browser_of: Browser, clock: SettableClock) -> None:
    note = an_acceptance(world)
    checked(world, an_invoice(world, {note.lines[0].id: Money.yuan(100)}))
    an_invoice(world, {note.lines[0].id: Money.yuan(40)})
    names = {"school.manager": "Coop", "coop.seller": "School", "harbour.official": "School"}
    day = today_plus(60)
    clock.at(day.year, day.month, day.day)
    assert note.number not in opened(browser_of("school.manager"), "/invoices/missing")
    assert note.number in opened(browser_of("school.manager"), "/invoices/missing?days=30")
    day = today_plus(1)
    clock.at(day.year, day.month, day.day)
    for who, name in names.items():
        page = words(opened(browser_of(who), "/invoices/missing"))
        for word in (note.number, name, "61", "¥40.00", "¥158.50"):
            assert word in page, (who, word)
        assert note.number not in words(opened(browser_of(who), "/invoices/missing?q=nobody"))
    for stranger in ("organ.manager", "workshop.seller", "delta.official"):
        assert note.number not in opened(browser_of(stranger), "/invoices/missing?days=0")
