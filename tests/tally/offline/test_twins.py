"""What looks like another purchase is held until somebody says why it is another."""

from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from shop.tally.models import OfflineTwin
from shop.tally.offline.words import OfflineState
from shop.tally.queries.offline_register import versions_of
from shop.tally.services.offline import judging
from shop.tally.words import Channel
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_invoice, whole
from tests.factories.offline import (
    OUTSIDER,
    an_offline_purchase,
)
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("plainly")


def test_a_likely_twin_is_held_until_an_official_says_why_it_is_another(world: World) -> None:
    acceptance = an_acceptance(world)
    amount = acceptance.lines[0].amount
    purchase = an_offline_purchase(world, amount=amount, days_ago=3)
    assert purchase.state is OfflineState.HELD
    with pytest.raises(Refused):
        judging.verify(purchase, by=world.actor("harbour.official"))
    with pytest.raises(Refused, match="why"):
        judging.not_the_same(purchase, " ", by=world.actor("harbour.official"))
    judging.not_the_same(purchase, "Another week’s potatoes.", by=world.actor("harbour.official"))
    assert judging.verify(purchase, by=world.actor("harbour.official"))


@pytest.mark.parametrize(
    ("changes", "twins"),
    [
        ({}, 1),
        ({"days_ago": 3}, 1),
        ({"days_ago": 4}, 0),
        ({"amount": Money.yuan(1201)}, 0),
        ({"seller_name": "workshop", "seller_code": ""}, 0),
    ],
)
def test_two_offline_purchases_of_a_seller_and_an_amount_within_three_days_are_twins(
    world: World, changes: dict[str, Any], twins: int
) -> None:
    an_offline_purchase(world, proved=False)
    second = an_offline_purchase(world, proved=False, **changes)
    found = db.session.scalars(select(OfflineTwin).where(OfflineTwin.purchase_id == second.id)).all()
    assert len(found) == twins
    assert (second.state is OfflineState.HELD) is bool(twins)


def test_the_same_invoice_number_makes_a_twin_of_whatever_amount_and_unit(world: World) -> None:
    first = an_offline_purchase(world, proved=False)
    number = versions_of(first.id)[-1].invoice_number
    second = an_offline_purchase(
        world, unit="clinic", by="clinic.buyer", proved=False, invoice_number=number, amount=Money.yuan(3)
    )
    assert second.state is OfflineState.HELD


def test_goods_accepted_here_on_an_invoice_of_this_number_are_a_twin(world: World) -> None:
    acceptance = an_acceptance(world)
    invoice = an_invoice(world, whole(acceptance))
    purchase = an_offline_purchase(
        world, proved=False, invoice_number=invoice.official_number, amount=Money.yuan(3), day=invoice.issued_on
    )
    assert purchase.state is OfflineState.HELD


def test_what_became_a_twin_since_it_was_entered_is_held_instead_of_verified(world: World) -> None:
    acceptance = an_acceptance(world)
    amount = acceptance.lines[0].amount
    first = an_offline_purchase(world, amount=Money.yuan(7))
    second = an_offline_purchase(world, amount=amount + Money.yuan(1))
    third = an_offline_purchase(world, amount=amount + Money.yuan(1))
    assert [one.state.value for one in (first, second, third)] == ["entered", "entered", "held"]
    assert not judging.verify(second, by=world.actor("harbour.official"))
    assert second.state is OfflineState.HELD


def test_goods_accepted_after_a_likely_twin_was_verified_are_told_to_those_who_verified_it(world: World) -> None:
    amount = an_acceptance(world).lines[0].amount
    purchase = an_offline_purchase(world, amount=amount)
    judging.not_the_same(purchase, "Another week’s.", by=world.actor("harbour.official"))
    assert judging.verify(purchase, by=world.actor("harbour.official"))
    an_offline_purchase(world, amount=amount, days_ago=5)
    told = select(Notice.kind, Notice.subject_key, Notice.organisation_id).where(Notice.kind == "offline_late_twin")
    assert db.session.execute(told).all() == []
    an_acceptance(world)
    assert db.session.execute(told).all() == [("offline_late_twin", purchase.number, world.organisations["harbour"])]


@pytest.mark.parametrize("name", ["昭通电商（集团）公司", "昭通 电商(集团)公司", "昭通电商（集团)公司 "])
def test_the_width_of_signs_and_the_space_between_them_make_no_other_seller(world: World, name: str) -> None:
    outside = OUTSIDER | {"seller_code": "", "proved": False}
    an_offline_purchase(world, **(outside | {"seller_name": "昭通电商(集团)公司"}))
    assert an_offline_purchase(world, **(outside | {"seller_name": name})).state is OfflineState.HELD


def test_a_supplier_of_the_register_is_known_however_its_name_is_spaced(world: World) -> None:
    amount = an_acceptance(world).lines[0].amount
    national: dict[str, Any] = {
        "channel": Channel.NATIONAL_832,
        "seller_code": "",
        "seller_county": "530624",
        "proved": False,
    }
    purchase = an_offline_purchase(world, seller_name="ｃｏ op", amount=amount, **national)
    assert purchase.state is OfflineState.HELD
    assert versions_of(purchase.id)[-1].seller_name == "coop"
