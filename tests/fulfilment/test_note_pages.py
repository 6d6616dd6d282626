"""Acceptance notes as pages: read by both sides and by those who answer for figures, answered by the two sides."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Product
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, CorrectionProposal, Objection
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.quantity import Quantity
from shop.web.filters import money
from tests.clocks import SettableClock
from tests.factories.fulfilment import (
    a_confirmed_order,
    an_acceptance,
    an_arrived_consignment,
    as_shipped,
    today_plus,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import field, fields, opened, sent, words

READERS = [
    "school.receiver",
    "school.approver",
    "school.manager",
    "coop.seller",
    "harbour.official",
    "cluster.official",
    "bureau.official",
    "operator.operator",
    "office-530624.official",
]
ANSWERERS = {"school.receiver", "school.manager", "coop.seller"}
STRANGERS = ["organ.receiver", "workshop.seller", "delta.official", "clinic.buyer", "office-532922.official"]
HERE = ("530624", "532922")


def proposed(world: World, note: Acceptance, accepted: str = "90") -> CorrectionProposal:
    """The buyer proposes that less was accepted."""
    said = as_shipped(note.consignment, accepted=Quantity.of(accepted), refused_reason="发芽")
    return propose_correction(note, said, "weighed again", Side.BUYER, by=world.actor("school.receiver"))


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.mark.parametrize("who", READERS)
def test_a_note_is_read_by_both_sides_and_by_those_who_answer_for_figures(
    world: World, browser_of: Browser, who: str
) -> None:
    note = an_acceptance(world)
    assert "¥258.50" in opened(browser_of(who), f"/acceptances/{note.number}")


@pytest.mark.parametrize("who", STRANGERS)
def test_for_everybody_else_it_does_not_exist(world: World, browser_of: Browser, who: str) -> None:
    note = an_acceptance(world)
    opened(browser_of(who), f"/acceptances/{note.number}", 404)


def test_a_county_sees_of_a_mixed_note_what_came_from_it_when_it_was_ordered(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world, an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "bag": 2})))
    potatoes, shoots = (line.consignment_line.order_line for line in note.lines)
    potatoes.facts = replace(potatoes.facts, origin_county="532922")
    db.session.get_one(Product, shoots.product_id).county_code = "532901"  # since then
    pages = {code: words(opened(browser_of(f"office-{code}.official"), f"/acceptances/{note.number}")) for code in HERE}
    whole = words(opened(browser_of("school.receiver"), f"/acceptances/{note.number}"))
    assert potatoes.product_name_english in whole
    assert "goods from elsewhere" not in whole
    for line, own, other in ((note.lines[0], "532922", "530624"), (note.lines[1], "530624", "532922")):
        name = line.consignment_line.order_line.product_name_english
        assert name in pages[own]
        assert name not in pages[other]
        assert f"Total {money(line.amount)}" in pages[own]
        assert "1 more line of this note" in pages[own]
    opened(browser_of("office-532901.official"), f"/acceptances/{note.number}", 404)


@pytest.mark.parametrize("who", [name for name in READERS if name not in ANSWERERS])
def test_who_only_reads_a_note_cannot_answer_it(world: World, browser_of: Browser, who: str) -> None:
    note = an_acceptance(world)
    browser = browser_of(who)
    assert "Propose a correction" not in opened(browser, f"/acceptances/{note.number}")
    for address in ("correct", "agree", "reject", "withdraw", "object"):
        assert sent(browser, f"/acceptances/{note.number}/{address}").status_code in (404, 405), address


def test_the_entry_is_a_click_away_for_whoever_may_open_it(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    address = f"/acceptances/{note.number}"
    assert "/entries/" in opened(browser_of("school.receiver"), address)
    assert "/entries/" not in opened(browser_of("coop.seller"), address)


def test_the_supplier_objects_within_three_days(world: World, browser_of: Browser, clock: SettableClock) -> None:
    note = an_acceptance(world)
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/acceptances/{note.number}"), "reason")
    address = f"/acceptances/{note.number}/object"
    refused = sent(browser, address, form)
    assert refused.status_code == 422
    assert "Please give a reason" in words(refused.get_data(as_text=True))
    assert sent(browser, address, form | {"reason": "sound when it left"}).status_code == 302
    assert "sound when it left" in words(opened(browser_of("school.receiver"), f"/acceptances/{note.number}"))
    other = an_acceptance(world)
    day = today_plus(4)
    clock.at(day.year, day.month, day.day)
    assert "Object to this acceptance?" not in opened(browser_of("coop.seller"), f"/acceptances/{other.number}")
    assert count(Objection) == 1


@pytest.mark.parametrize(("own", "other"), [("school.receiver", "coop.seller"), ("coop.seller", "school.receiver")])
def test_a_correction_is_proposed_by_one_side_and_agreed_by_the_other(
    world: World, browser_of: Browser, own: str, other: str
) -> None:
    note = an_acceptance(world)
    line = note.consignment.lines[0].id
    browser = browser_of(own)
    address = f"/acceptances/{note.number}"
    form = fields(opened(browser, f"{address}/correct"), "net_")
    assert (form[f"net_{line}"], form[f"accepted_{line}"]) == ("100", "100")
    typed = {f"accepted_{line}": "90", f"refused_reason_{line}": "发芽", "reason": "weighed again"}
    assert sent(browser, f"{address}/correct", form | typed).status_code == 302
    page = opened(browser, address)
    assert "It waits for the other side" in page
    assert f"{address}/agree" not in page
    answering = browser_of(other)
    page = opened(answering, address)
    for word in ("weighed again", "发芽", "−¥25.85"):
        assert word in words(page), word
    answer = sent(answering, f"{address}/agree", fields(page, "proposal"))
    assert answer.location == f"/acceptances/{note.number[:-1]}2"
    assert "difference −¥25.85" in words(opened(answering, answer.location))
    assert "This note has been corrected" in words(opened(browser, address))


def test_agreeing_twice_leads_to_the_same_note(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    proposed(world, note)
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/acceptances/{note.number}"), "proposal")
    first, second = (sent(browser, f"/acceptances/{note.number}/agree", form) for _ in range(2))
    assert first.location == second.location
    assert count(Acceptance) == 2


def test_a_correction_is_rejected_with_a_reason(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    proposal = proposed(world, note)
    browser = browser_of("coop.seller")
    form = {"once": "a-key-for-this-form", "proposal": str(proposal.id)}
    refused = sent(browser, f"/acceptances/{note.number}/reject", form)
    assert refused.status_code == 422
    assert sent(browser, f"/acceptances/{note.number}/reject", form | {"reason": "the scale is off"}).status_code == 302
    db.session.expire_all()
    assert (proposal.status, proposal.decision_reason) == (ProposalStatus.REJECTED, "the scale is off")
    assert "the scale is off" in words(opened(browser_of("school.receiver"), f"/acceptances/{note.number}"))


def test_whoever_proposed_withdraws(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    proposal = proposed(world, note)
    form = {"once": "a-key-for-this-form", "proposal": str(proposal.id)}
    assert sent(browser_of("coop.seller"), f"/acceptances/{note.number}/withdraw", form).status_code == 422
    form["once"] = "another-key-for-this"
    assert sent(browser_of("school.receiver"), f"/acceptances/{note.number}/withdraw", form).status_code == 302
    db.session.expire_all()
    assert proposal.status is ProposalStatus.WITHDRAWN


@pytest.mark.parametrize("proposal", ["", "0", "999999999999999999999999", "x"])
def test_a_proposal_that_is_not_on_this_note_does_not_exist(world: World, browser_of: Browser, proposal: str) -> None:
    note = an_acceptance(world)
    proposed(world, note)
    form = {"once": "a-key-for-this-form", "proposal": proposal}
    assert sent(browser_of("coop.seller"), f"/acceptances/{note.number}/agree", form).status_code == 404


def test_a_correction_that_cannot_be_comes_back_as_typed(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    line = note.consignment.lines[0].id
    browser = browser_of("coop.seller")
    address = f"/acceptances/{note.number}/correct"
    form = fields(opened(browser, address), "net_") | {f"accepted_{line}": "105"}
    answer = sent(browser, address, form | {"reason": "too much"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Accept between nothing and the net quantity." in words(page)
    assert (field(page, f"accepted_{line}"), field(page, "reason")) == ("105", "too much")
    assert sent(browser, address, fields(page, "net_") | {f"accepted_{line}": "100"}).status_code == 422
    assert count(CorrectionProposal) == 0


def test_the_notice_of_an_acceptance_opens_its_page_for_both_sides(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    proposal = proposed(world, note)
    agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller"))
    for who in ("coop.seller", "school.receiver"):
        assert f"/acceptances/{note.number}" in opened(browser_of(who), "/notices") or who == "school.receiver"
    assert f"/acceptances/{note.number[:-1]}2" in opened(browser_of("school.receiver"), "/notices")
