"""Who to call when the truck is late: each party reads the other's number, and nobody else reads either."""

import pytest

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Role
from shop.organisations.models import Membership
from shop.organisations.queries import who_to_call
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import opened

SELLERS, RECEIVERS = "15400001111", "13800000000"


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """The pages about one delivery, with the seller's number known."""
    db.session.get_one(Person, world.actor("coop.seller").person_id).phone = SELLERS
    note = an_acceptance(world)
    order = note.lines[0].consignment_line.order_line.order
    return {
        "order": f"/orders/{order.number}",
        "sale": f"/sales/{order.number}",
        "purchase": f"/purchases/{order.number.rsplit('-', 1)[0]}",
        "arrival": f"/arrivals/{note.consignment.number}",
        "consignment": f"/consignments/{note.consignment.number}",
        "delivery note": f"/consignments/{note.consignment.number}/note",
        "acceptance": f"/acceptances/{note.number}",
    }


@pytest.mark.parametrize(
    ("who", "page", "numbers"),
    [
        ("school.buyer", "order", {SELLERS, RECEIVERS}),
        ("school.buyer", "purchase", {RECEIVERS}),
        ("school.buyer", "arrival", {SELLERS}),
        ("school.buyer", "acceptance", {SELLERS, RECEIVERS}),
        ("coop.seller", "sale", {RECEIVERS}),
        ("coop.seller", "consignment", {RECEIVERS}),
        ("coop.seller", "delivery note", {SELLERS, RECEIVERS}),
        ("coop.seller", "acceptance", {SELLERS, RECEIVERS}),
        *[
            (who, page, set())
            for who in ("harbour.official", "cluster.official", "operator.operator")
            for page in ("order", "purchase", "acceptance")
        ],
        ("office-530624.official", "acceptance", set()),
    ],
)
def test_phone_numbers_are_for_the_two_parties(
    addresses: dict[str, str], browser_of: Browser, who: str, page: str, numbers: set[str]
) -> None:
    shown = opened(browser_of(who), addresses[page])
    assert {number for number in (SELLERS, RECEIVERS) if number in shown} == numbers


def test_whoever_has_left_is_not_called(world: World) -> None:
    seller = world.actor("coop.seller")
    assert who_to_call(seller.organisation_id, Role.SELLER) is None
    db.session.get_one(Person, seller.person_id).phone = SELLERS
    found = who_to_call(seller.organisation_id, Role.SELLER)
    assert found is not None
    assert found.phone == SELLERS
    db.session.get_one(Membership, seller.membership_id).active = False
    assert who_to_call(seller.organisation_id, Role.SELLER) is None
