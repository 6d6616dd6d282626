"""Pages of filing, deciding and splitting: who sees what, what they say, and what they do."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.notices.models import Notice
from shop.tally.filing import FilingState
from shop.tally.models import BaseFiling, FilingStep, TargetProposal, TargetSplit
from shop.tally.queries.targets import lines_of
from shop.tally.services.filings import return_filing
from shop.tally.services.targets import file_target
from shop.tally.words import BaseFigure, SplitMethod, TargetForm
from tests.catalogue.pages import text_of
from tests.factories import an_actor, sign_in
from tests.factories.tally import a_scheme
from tests.factories.targets import a_base, a_filed_base, a_proposed_split, a_split
from tests.statements import statements
from tests.tally.neighbourhood import Neighbourhood, open_as

ONCE = re.compile(r'name="once" value="([\w-]+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
DETAIL_LIMIT, LIST_LIMIT = 10, 8
PDF = b"%PDF-1.7\n%%EOF\n"


def send(client: FlaskClient, somebody: Actor, page: str, to: str | None = None, **typed: Any) -> Any:
    """Open the page, fill its form in, and send it where it goes."""
    html = open_as(client, somebody, page).text
    token = TOKEN.search(html)
    body = {"once": ONCE.findall(html)[-1], "csrf_token": token.group(1) if token else ""} | typed
    return client.post(to or page, data=body, headers={"Accept-Language": "en"})


def newest(model: Any) -> Any:
    return db.session.execute(select(model).order_by(model.id.desc()).limit(1)).scalar_one()


def state_of(kind: str, filing_id: int) -> FilingState:
    steps = select(FilingStep.state).where(FilingStep.kind == kind, FilingStep.subject_id == filing_id)
    return db.session.execute(steps.order_by(FilingStep.n.desc()).limit(1)).scalar_one()


def test_a_unit_files_its_base_figure_with_evidence_and_its_town_approves(
    client: FlaskClient, place: Neighbourhood
) -> None:
    page = f"/targets/{place.school.id}/base?year=2026"
    typed = {"figure": "canteen", "value": "650,000.50", "holds_from": "2026-07-01", "reason": "accounts"}
    answer = send(client, an_actor(place.school), page, **typed, file=(BytesIO(PDF), "accounts.pdf"))
    filing: BaseFiling = newest(BaseFiling)
    assert answer.location == f"/filings/base-{filing.id}"
    assert (filing.value, filing.holds_from, filing.figure) == (65_000_050, date(2026, 7, 1), BaseFigure.CANTEEN)
    told = select(Notice.kind, Notice.subject_key).where(Notice.organisation_id == place.harbour.id)
    assert ("filing_base_waits", f"base-{filing.id}") in db.session.execute(told).all()
    official = an_actor(place.harbour, {Role.OFFICIAL})
    shown = text_of(open_as(client, official, f"/filings/base-{filing.id}"))
    assert "¥650,000.50" in shown
    assert "accounts.pdf" in shown
    assert client.get(f"/filings/base-{filing.id}/file").data == PDF
    answer = send(client, official, f"/filings/base-{filing.id}", f"/filings/base-{filing.id}/approve")
    assert answer.status_code == 302
    assert state_of("base", filing.id) is FilingState.APPROVED


def test_what_is_returned_is_set_right_and_filed_again_from_its_page(client: FlaskClient, place: Neighbourhood) -> None:
    filing = a_filed_base(place.school, 120, BaseFigure.HEADS)
    page, official = f"/filings/base-{filing.id}", an_actor(place.harbour, {Role.OFFICIAL})
    refused = send(client, official, page, f"{page}/return", reason=" ")
    assert refused.status_code == 422
    assert "so that it can be filed again" in text_of(refused)
    assert send(client, official, page, f"{page}/return", reason="of which day?").location == page
    buyer = an_actor(place.school)
    shown = open_as(client, buyer, page)
    assert "of which day?" in text_of(shown)
    again = f"/targets/{place.school.id}/base?year=2026&anew={filing.id}"
    assert again.replace("&", "&amp;") in shown.text
    assert send(client, buyer, again, value="118", holds_from="2026-06-01", reason="on 1 June").status_code == 302
    assert state_of("base", filing.id) is FilingState.REPLACED
    assert newest(BaseFiling).follows_id == filing.id


def returned_line_of_another_scheme(place: Neighbourhood) -> TargetProposal:
    """The school filed a line under a scheme that is not the first of the cluster; its town gave it back."""
    each: dict[str, Any] = {"amount": Money.yuan(5), "reason": "because", "by": an_actor(place.school)}
    purposes = [Purpose.STAFF]
    filing = file_target(a_scheme(place.school), place.school.id, 2026, TargetForm.AMOUNT, purposes, **each)
    return_filing(filing, "too low", by=an_actor(place.harbour, {Role.OFFICIAL}))
    db.session.commit()
    return filing


def test_what_is_filed_again_stays_under_its_scheme(client: FlaskClient, place: Neighbourhood) -> None:
    filing = returned_line_of_another_scheme(place)
    buyer = an_actor(place.school)
    page = open_as(client, buyer, f"/filings/target-{filing.id}").text
    again = re.search(r'href="([^"]*anew=[^"]*)"', page)
    assert again
    typed = {"amount": "6", "reason": "higher", "purposes": "staff"}
    assert send(client, buyer, unescape(again[1]), **typed).status_code == 302
    filed = newest(TargetProposal)
    assert (filed.follows_id, filed.scheme_id, filed.amount) == (filing.id, filing.scheme_id, Money.yuan(6))


def test_a_filing_of_one_scheme_is_not_filed_again_under_another(client: FlaskClient, place: Neighbourhood) -> None:
    filing = returned_line_of_another_scheme(place)
    buyer = an_actor(place.school)
    page = f"/targets/{place.school.id}/line?year=2026&anew={filing.id}"
    assert open_as(client, buyer, page).status_code == 404


def test_a_target_line_is_filed_in_the_form_that_the_address_names(client: FlaskClient, place: Neighbourhood) -> None:
    page = f"/targets/{place.organ.id}/line?year=2026&form=per_head"
    typed = {"purposes": "staff", "base": "120", "rate": "12.5", "reason": "everybody"}
    assert send(client, an_actor(place.organ), page, **typed).status_code == 302
    proposal: TargetProposal = newest(TargetProposal)
    assert (proposal.amount, proposal.base, proposal.rate) == (Money.yuan(1500), 120, 1250)
    wrong = send(client, an_actor(place.organ), page, **typed | {"base": "1.5"})
    assert wrong.status_code == 422
    assert "Please enter a whole number." in wrong.text
    assert 'value="12.5"' in wrong.text


def test_a_line_starts_from_the_approved_base_figure(client: FlaskClient, place: Neighbourhood) -> None:
    a_base(place.organ, 77_700)
    shown = open_as(client, an_actor(place.organ), f"/targets/{place.organ.id}/line?year=2026&form=canteen_rate").text
    assert 'value="777.00"' in shown
    assert "Filled in from the base figure" in shown
    assert "10.0 % at the least." in shown


def test_a_towns_target_is_split_by_hand_and_approved_by_another(client: FlaskClient, place: Neighbourhood) -> None:
    page = f"/targets/{place.harbour.id}/split?year=2026"
    author, other = (an_actor(place.harbour, {Role.OFFICIAL}) for _each in range(2))
    shown = text_of(open_as(client, author, page))
    assert "¥1,300.00" in shown
    typed = {
        f"child_{place.school.id}": "1000",
        f"child_{place.organ.id}": "250",
        f"child_{place.bureau.id}": "0",
        "holds_from": "2026-08-01",
        "reason": "fair",
    }
    answer = send(client, author, page, **typed)
    split: TargetSplit = newest(TargetSplit)
    assert answer.location == f"/filings/split-{split.id}"
    assert split.rest == Money.yuan(50)
    own = open_as(client, author, answer.location).text
    assert f"/filings/split-{split.id}/approve" not in own
    assert send(client, other, answer.location, f"{answer.location}/approve").status_code == 302
    assert lines_of([place.school.id], 2026)[place.school.id][0].current.amount == Money.yuan(1000)
    assert lines_of([place.organ.id], 2026)[place.organ.id][0].current.amount == Money.yuan(250)


def test_a_formula_and_a_sheet_fill_the_table_in_and_save_nothing(client: FlaskClient, place: Neighbourhood) -> None:
    author = an_actor(place.harbour, {Role.OFFICIAL})
    page = f"/targets/{place.harbour.id}/split?year=2026"
    filled = open_as(client, author, f"{page}&method=last_year&keep=300").text
    assert 'value="1000.00"' in filled
    assert "data-split-rest>¥300.00" in filled
    sheet = f"{place.organ.name}\t123.45\n{place.school.name_english} 1,100\n"
    pasted = send(client, author, page, page.replace("/split", "/split/sheet"), sheet=sheet)
    assert pasted.status_code == 200
    assert 'value="123.45"' in pasted.text
    assert "data-split-rest>¥76.55" in pasted.text
    wrong = send(client, author, page, page.replace("/split", "/split/sheet"), sheet="nobody\t5\n" + place.organ.name)
    assert wrong.status_code == 422
    assert "Row 1: no unit here is called “nobody”." in text_of(wrong)
    assert "Row 2" in text_of(wrong)
    assert db.session.execute(select(TargetSplit)).first() is None


@pytest.mark.parametrize(
    ("school", "organ", "method"), [("1300", "0", SplitMethod.LAST_YEAR), ("1299", "1", SplitMethod.HAND)]
)
def test_a_formula_that_was_changed_by_hand_is_by_hand(
    client: FlaskClient, place: Neighbourhood, school: str, organ: str, method: SplitMethod
) -> None:
    page = f"/targets/{place.harbour.id}/split?year=2026&method=last_year"
    amounts = {place.school: school, place.organ: organ, place.bureau: "0"}
    typed = {f"child_{unit.id}": amount for unit, amount in amounts.items()}
    author = an_actor(place.harbour, {Role.OFFICIAL})
    send(client, author, page, holds_from="2026-06-01", reason="fair", **typed)
    assert newest(TargetSplit).method is method


def test_an_older_split_fills_the_table_in_again(client: FlaskClient, place: Neighbourhood) -> None:
    first = a_split(place.scheme, place.harbour, {place.school: 700, place.organ: 400})
    a_split(place.scheme, place.harbour, {place.school: 100, place.organ: 1000})
    author = an_actor(place.harbour, {Role.OFFICIAL})
    shown = open_as(client, author, f"/targets/{place.harbour.id}/split?year=2026&like={first.id}").text
    assert 'value="700.00"' in shown
    assert 'value="400.00"' in shown


def test_a_split_that_waits_is_named_before_another_is_made(client: FlaskClient, place: Neighbourhood) -> None:
    split = a_proposed_split(place.scheme, place.harbour, {place.school: 700})
    author = an_actor(place.harbour, {Role.OFFICIAL})
    shown = open_as(client, author, f"/targets/{place.harbour.id}/split?year=2026").text
    assert f"/filings/split-{split.id}" in shown


def test_the_list_shows_ones_own_branch_with_what_waits_first_and_can_be_searched(
    client: FlaskClient, place: Neighbourhood
) -> None:
    a_base(place.school, 5)
    waiting = a_filed_base(place.school, 432, BaseFigure.HEADS)
    a_filed_base(place.clinic, 99)
    official = an_actor(place.harbour, {Role.OFFICIAL})
    shown = open_as(client, official, "/filings")
    assert place.clinic.name_english not in text_of(shown)
    assert re.findall(r"/filings/(base-\d+)", shown.text)[0] == f"base-{waiting.id}"
    assert "432" in text_of(open_as(client, official, "/filings?state=filed&kind=base"))
    assert "Nothing was found" in text_of(open_as(client, official, "/filings?q=nobody+at+all"))
    mine = text_of(open_as(client, an_actor(place.clinic), "/filings"))
    assert place.clinic.name_english in mine
    assert place.school.name_english not in mine


def test_pages_ask_no_more_than_they_may(client: FlaskClient, place: Neighbourhood) -> None:
    base = a_filed_base(place.school)
    a_base(place.school, 5, BaseFigure.HEADS)
    split = a_split(place.scheme, place.harbour, {place.school: 700, place.organ: 400})
    official = an_actor(place.harbour, {Role.OFFICIAL})
    sign_in(client, official)
    asked = {
        "/filings": LIST_LIMIT,
        f"/targets/{place.school.id}": DETAIL_LIMIT,
        f"/targets/{place.harbour.id}": DETAIL_LIMIT,
        f"/targets/{place.harbour.id}/split": DETAIL_LIMIT,
        f"/targets/{place.school.id}/line": DETAIL_LIMIT,
        f"/targets/{place.school.id}/base": DETAIL_LIMIT,
        f"/filings/base-{base.id}": DETAIL_LIMIT,
        f"/filings/split-{split.id}": DETAIL_LIMIT,
    }
    for page, limit in asked.items():
        client.get(page)
        with statements() as sent:
            assert client.get(page).status_code == 200, page
        assert len(sent) <= limit, (page, len(sent))


def test_the_year_that_is_over_offers_nothing_to_change(client: FlaskClient, place: Neighbourhood) -> None:
    official = an_actor(place.harbour, {Role.OFFICIAL})
    shown = open_as(client, official, f"/targets/{place.school.id}?year=2025").text
    assert "File a new line" not in shown
    assert open_as(client, official, f"/targets/{place.school.id}/line?year=2025").status_code == 404
    assert open_as(client, official, f"/targets/{place.harbour.id}/split?year=2025").status_code == 404


@pytest.mark.parametrize("filled", ["by hand", "from a sheet", "by a formula"])
def test_a_split_filed_again_follows_the_one_that_came_back_however_it_is_filled_in(
    client: FlaskClient, place: Neighbourhood, filled: str
) -> None:
    returned = a_proposed_split(place.scheme, place.harbour, {place.school: 700})
    author, other = (an_actor(place.harbour, {Role.OFFICIAL}) for _each in range(2))
    return_filing(returned, "too little", by=other)
    page = f"/targets/{place.harbour.id}/split?year=2026&anew={returned.id}"
    opened = page
    if filled == "from a sheet":
        to = unescape(re.findall(r'action="([^"]*split/sheet[^"]*)"', open_as(client, author, page).text)[0])
        shown = send(client, author, page, to, sheet=f"{place.school.name}\t900\n{place.organ.name}\t100").text
    else:
        assert f'name="anew" value="{returned.id}"' in open_as(client, author, page).text
        opened = f"{page}&method=heads" if filled == "by a formula" else page
        shown = open_as(client, author, opened).text
    (to,) = (unescape(one) for one in re.findall(r'action="([^"]*/split\?[^"]*anew=[^"]*)"', shown))
    typed = {f"child_{place.school.id}": "900", f"child_{place.organ.id}": "100", f"child_{place.bureau.id}": "0"}
    typed |= {"holds_from": "2026-07-01", "reason": "more"}
    assert send(client, author, opened, to, **typed).status_code == 302
    assert newest(TargetSplit).follows_id == returned.id
    assert state_of("split", returned.id) is FilingState.REPLACED
