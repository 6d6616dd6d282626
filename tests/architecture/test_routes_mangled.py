"""Forms that no page of ours sends: mangled on the way, without a token, or a second time with other contents."""

from io import BytesIO
from typing import Any, NamedTuple

import pytest

from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import DOORS
from tests.architecture.nonsense import EVERY_PAGE, fields, visit
from tests.architecture.test_routes_ownership import address
from tests.factories.identities import an_id_number
from tests.journeys.hostile import rows

PARTS = "multipart/form-data"


class Mangled(NamedTuple):
    """What arrives instead of a form."""

    body: bytes
    content_type: str = "application/x-www-form-urlencoded"


MANGLED = {
    "not text": Mangled(b"\xff\xfe=\x80"),
    "broken signs": Mangled(b"&&&==%zz%&once&packs_1=%ff"),
    "too long": Mangled(b"reason=" + b"a" * 3_000_000),
    "another language": Mangled(b'{"reason": 1}', "application/json"),
    "parts without a seam": Mangled(b"--x\r\nreason", PARTS),
    "parts cut off": Mangled(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', "multipart/form-data; boundary=x"
    ),
}
POSTS = [route for route in DOORS if route.startswith("POST")]
PLAIN = {
    "/bank/payers": "school.manager",
    "/bank/statements": "school.manager",
    "/basket": "school.buyer",
    "/basket/lines": "school.buyer",
    "/basket/remove": "school.buyer",
    "/capacity/new": "coop.seller",
    "/listings/new": "coop.seller",
    "/checkout": "school.buyer",
    "/checkout/effect": "school.buyer",
    "/households/new": "coop.seller",
    "/households/sheets": "coop.seller",
    "/listings/imports": "coop.seller",
    "/invoices/new": "coop.seller",
    "/consignments/new": "coop.seller",
    "/language": "nobody",
    "/lots/new": "coop.seller",
    "/mail": "school.buyer",
    "/mail/stop": "nobody",
    "/money/receipts/new": "coop.seller",
    "/money/settlements/new": "school.manager",
    "/money/stripe/comparison": "operator.operator",
    "/money/terms": "school.manager",
    "/notices/seen": "school.buyer",
    "/organisations/counties/facts": "operator.operator",
    "/our-profile/change": "coop.seller",
    "/our-profile/documents": "coop.seller",
    "/our-profile/permit": "coop.seller",
    "/our-profile/producers": "coop.seller",
    "/our-unit/addresses": "school.manager",
    "/our-unit/profiles": "school.manager",
    "/password": "school.buyer",
    "/payee": "workshop.seller",
    "/sell-here": "nobody",
    "/sign-in": "nobody",
    "/sign-out": "school.buyer",
    "/switch": "school.buyer",
    "/webhooks/stripe": "nobody",
}
TOLD = "/checkout/effect"
"""Tells what the form would do, whatever stands in it, and does nothing."""

BUTTONS = (
    TOLD,
    "/again",
    "/comparison",
    "/give-up",
    "/look",
    "/pay/now",
    "/apply",
    "/listings/imports/<",
    "/approve",
    "/filings/<",
    "/canteen/<",
    "/discard",
    "/ship",
    "/unpack",
    "/arrive",
    "/language",
    "/seen",
    "/sign-out",
    "/new",
    "/retire",
    "/places/<",
    "/counties/<",
    "/check",
    "/parts",
    "/lower/<",
    "/supervisions/<",
)
"""Forms that are a button alone, or whose fields may all be left out: there is nothing in them to mangle."""


def test_every_address_that_takes_forms_is_tried(busy: Busy) -> None:
    takes = {rule.rule for rule in busy.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert takes == {route.split(" ")[1] for route in POSTS} | set(PLAIN)


@pytest.mark.parametrize("how", MANGLED)
def test_a_mangled_form_does_nothing(busy: Busy, knock: Knock, how: str) -> None:
    doors = {route: (min(DOORS[route][0].opens_for), address(busy, route, DOORS[route][0])) for route in POSTS}
    for route, (who, where) in (doors | {route: (who, route) for route, who in PLAIN.items()}).items():
        with knock(who) as client, busy.app.app_context():
            before = rows()
            answer = client.post(where, data=MANGLED[how].body, content_type=MANGLED[how].content_type)
            assert answer.status_code < 500, route
            if not any(button in route for button in BUTTONS) or route == TOLD:
                assert rows() == before, route
            if not any(button in route for button in BUTTONS):
                assert answer.status_code in {400, 404, 413, 422} or route.startswith("/basket"), route
            if how == "too long":
                assert answer.status_code == 413, route
                assert rows() == before, route
            assert "<h1" in answer.text, route


@pytest.mark.parametrize("token", [None, "stale", "Im5vdCBvdXJzIg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
@pytest.mark.parametrize(("who", "page"), EVERY_PAGE)
def test_without_its_token_no_form_does_anything(
    busy: Busy, knock: Knock, who: str, page: str, token: str | None
) -> None:
    with visit(busy, knock, who, page) as (browser, forms):
        before = rows()
        for form in forms:
            answer = browser.send(form, csrf_token=token)
            assert answer.status == 400, form.action
            assert "Nothing was changed" in answer.text
        assert rows() == before


NEWCOMER = {"person_name": "Li Mei", "id_number": an_id_number(77), "since": "2024-08-01"}
FILLED = {
    ("nobody", "/products/eggs"): {"packs": "1"},
    ("operator.operator", "/organisations/suppliers/coop"): {"reason": "papers out of date"},
    ("operator.operator", "/organisations/suppliers/workshop"): {"reason": "papers out of date"},
    ("coop.seller", "/our-profile/place"): {"founded": "2019"},
    ("school.buyer", "/targets/{school number}/line"): {"purposes": "union_welfare", "amount": "500", "reason": "new"},
    ("school.buyer", "/targets/{school number}/line?form=per_head"): {
        "purposes": "staff",
        "base": "40",
        "rate": "200",
        "reason": "new",
    },
    ("school.buyer", "/targets/{school number}/line?line={school line}"): {"amount": "9", "reason": "fewer pupils"},
    ("school.buyer", "/targets/{school number}/base"): {"value": "80000", "reason": "accounts"},
    ("school.buyer", "/targets/{school number}/base?anew={returned base number}"): {"value": "90000"},
    ("school.buyer", "/filings/{filed base}"): {},
    ("delta.official", "/targets/{delta number}/split"): {"child_": "5", "reason": "fair"},
    ("harbour.official", "/filings/{filed base}"): {"reason": "of which year?"},
    ("harbour.official", "/filings/{proposed split}"): {"reason": "too little"},
    ("coop.seller", "/our-profile/terms"): {"freight": "5"},
    ("coop.seller", "/our-profile/change"): {"name": "another", "reason": "renamed"},
    ("coop.seller", "/our-profile/producers"): {"name": "somebody"},
    ("coop.seller", "/our-profile/producers/{producer}"): {"name": "somebody"},
    ("workshop.seller", "/our-profile"): {},
    ("school.buyer", "/products/eggs"): {"packs": "2"},
    ("school.buyer", "/orders/{order}"): {"packs_": "2", "reason": "the trip is off"},
    ("school.buyer", "/orders/{confirmed order}"): {"packs_": "2", "reason": "the trip is off"},
    ("school.buyer", "/orders/{confirmed order}/pay"): {},
    ("operator.operator", "/money/stripe/owed"): {"amount": "1", "paid_on": "2026-11-20", "reference": "T1"},
    ("operator.operator", "/money/stripe/payments/{attempt}"): {"amount": "1", "reason": "one bag was wet"},
    ("school.buyer", "/arrivals/{shipped}"): {},
    ("school.buyer", "/mail"): {},
    ("school.approver", "/purchases/{waiting purchase}"): {"reason": "too much"},
    ("school.manager", "/money/payments/{payment}"): {"amount": "10"},
    ("coop.seller", "/money/payments/{payment}"): {"amount": "10"},
    ("school.manager", "/money/payments/{online payment}"): {"amount": "10", "reason": "wet"},
    ("coop.seller", "/money/payments/{online payment}"): {"amount": "10", "reason": "wet"},
    ("coop.seller", "/money/receipts/new"): {"amount": "10"},
    ("school.manager", "/money/terms"): {"days": "45", "reason": "The treasury pays late."},
    ("operator.operator", "/money/terms"): {"reason": "too long"},
    ("school.manager", "/money/settlements/{settlement}"): {"reason": "the wrong month"},
    ("school.manager", "/money/settlements/new?other={coop number}&profile={school profile}"): {},
    ("coop.seller", "/money/settlements/new?other={school number}&profile={school profile}"): {},
    ("coop.seller", "/money/settlements/{settlement}"): {"reason": "it was less"},
    ("coop.seller", "/money/settlements/{agreed settlement}"): {},
    ("coop.seller", "/money/settlements/{agreed settlement}/invoices/new"): {
        "number": "87654322",
        "code": "0440019001",
        "issued_on": "2026-11-20",
    },
    ("school.manager", "/our-unit"): {
        "label": "Back gate",
        "address": "5 Lane",
        "contact": "Li",
        "phone": "13800000000",
        "title": "School",
        "tax_number": "91110000600037341L",
    },
    ("school.manager", "/team/{colleague}"): {"order_limit": "80"},
    ("school.manager", "/bank/payers"): {"payer_name": "somebody"},
    ("operator.operator", "/payees"): {"reason": "nobody there knows of it"},
    ("workshop.seller", "/payee"): {"account_name": "workshop", "bank": "bank", "account_number": "62220002"},
    ("coop.seller", "/payee"): {"reason": "a mistake"},
    ("coop.seller", "/bank/lines/{bank line}"): {"share_": "1", "reason": "rent"},
    ("coop.seller", "/bank/lines/{matched line}"): {},
    ("coop.seller", "/bank/lines/{refund line}"): {"reason": "wages"},
    ("coop.seller", "/money/announced"): {},
    ("coop.seller", "/money/announced/{announced payment}"): {"reason": "nothing came"},
    ("coop.seller", "/money/payments/{entered payment}"): {"amount": "6", "reason": "typed twice"},
    ("coop.seller", "/bank/statements/{unread statement}"): {},
    ("coop.seller", "/sales/{order}"): {"reason": "hail"},
    ("coop.seller", "/sales/{confirmed order}"): {"reason": "hail"},
    ("coop.seller", "/consignments/{packed}"): {},
    ("coop.seller", "/capacity/{capacity}"): {},
    ("coop.seller", "/households/new"): NEWCOMER,
    ("coop.seller", "/households/{household}"): NEWCOMER | {"reason": "moved"},
    ("coop.seller", "/households/{household}/people/{linked person}"): NEWCOMER | {"reason": "misread"},
    ("coop.seller", "/households/sheets/{roster sheet}"): {},
    ("coop.seller", "/listings/imports/{import}"): {},
    ("office-530624.official", "/rosters/coop"): {"as_of": "2026-11-23", "note": "seen"},
    ("office-530624.official", "/certificates/potatoes"): {
        "catalogue_number": "N-potatoes-3",
        "valid_from": "2026-01-01",
        "valid_to": "2026-01-31",
        "on": "2026-12-01",
        "reason": "mixed with others",
    },
    ("office-530624.official", "/capacity/{capacity}"): {"reason": "less was planted"},
    ("coop.seller", "/capacity/new?of={returned capacity}"): {"year": "2027", "mu": "12.5", "expected": "3000斤"},
    ("school.manager", "/invoices/{invoice}"): {"amount": "5", "reason": "small"},
    ("coop.seller", "/invoices/{invoice}"): {"amount": "5", "reason": "mistyped"},
    ("coop.seller", "/invoices/{invoice}/parts"): {"part_": "40"},
    ("coop.seller", "/invoices/{invoice}/red"): {"number": "87654321", "code": "0440019001", "issued_on": "2026-11-23"},
    ("coop.seller", "/invoices/new?of={school itself}&profile={school profile}&line={accepted line}"): {
        "number": "87654321",
        "code": "0440019001",
        "issued_on": "2026-11-20",
    },
    ("school.buyer", "/checkout"): {"note": "by eight"},
    ("school.buyer", "/arrivals/{arrived}"): {"reason": "wet"},
    ("school.buyer", "/arrivals/{arrived}/accept"): {"note": "as said"},
    ("school.buyer", "/acceptances/{acceptance}"): {},
    ("coop.seller", "/consignments/new?order={confirmed order}"): {"quantity_": "150", "carrier": "horse"},
    ("school.buyer", "/recalls/{recall}"): {"answer": "eaten"},
    ("operator.operator", "/lots/{recalled lot}/trace"): {"reason": "the test was good"},
    ("coop.seller", "/lots/new?product=potatoes"): {"quantity": "10"},
    ("coop.seller", "/lots/{lot}/correct"): {"quantity": "749.5", "reason": "weighed anew"},
    ("coop.seller", "/lots/{lot}/write-off"): {"quantity": "1", "reason": "frost"},
    ("coop.seller", "/lots/{lot}/hold"): {"reason": "a test is due"},
    ("coop.seller", "/lots/{lot}/dates"): {"best_before": "2027-05-01", "reason": "misprinted"},
    ("coop.seller", "/lots/{promised lot}/harvest"): {"quantity": "90"},
    ("coop.seller", "/lots/{lot}/purchases"): {"household_": "Li", "quantity_": "5", "paid_": "8"},
    ("coop.seller", "/lots/{lot}/purchases/{bought row}"): {"quantity_": "9", "reason": "misread"},
    ("coop.seller", "/lots/{lot}/trace"): {"reason": "mould"},
    ("coop.seller", "/listings/new"): {"name": "春笋", "category": "1"},
    ("coop.seller", "/listings/{listing}/edit"): {"storage": "阴凉"},
    ("coop.seller", "/listings/{listing}/papers"): {"number": "R-2"},
    ("coop.seller", "/listings/{listing}"): {"reason": "all sold"},
    ("coop.seller", "/listings/{draft listing}"): {},
    ("coop.seller", "/listings/{changed listing}"): {},
    ("coop.seller", "/listings/{listing}/packs/{listed pack}"): {"minimum": "3"},
    ("office-530624.official", "/listings/{submitted listing}"): {"reason": "say how it is kept"},
    ("office-530624.official", "/listings/{changed listing}"): {"reason": "it is spring"},
    ("coop.seller", "/acceptances/{acceptance}"): {"reason": "it was dry"},
    ("coop.seller", "/acceptances/{settled}"): {"reason": "it was dry"},
    ("coop.seller", "/acceptances/{settled}/correct"): {"reason": "wet", "accepted_": "90", "refused_reason_": "wet"},
}
"""What a form with a key needs to be taken."""

UPLOADED = {("coop.seller", "/listings/{listing}/papers"): ("file", "report.pdf", b"%PDF-1.7\n%%EOF\n")}
"""The file that the form of a page itself needs: its field, its name, its bytes."""


def test_every_form_with_a_key_is_filled_in_here(busy: Busy, knock: Knock) -> None:
    for who, page in EVERY_PAGE:
        with visit(busy, knock, who, page) as (_browser, forms):
            assert ((who, page) in FILLED) is any("once" in form.fields for form in forms), page


@pytest.mark.parametrize(("who", "page"), FILLED)
def test_a_key_opens_once_and_never_for_another_body(busy: Busy, knock: Knock, who: str, page: str) -> None:
    with visit(busy, knock, who, page) as (_browser, forms):
        numbers = [number for number, form in enumerate(forms) if "once" in form.fields]
    for number in numbers:
        with visit(busy, knock, who, page) as (browser, forms):
            form, filled = forms[number], FILLED[who, page]
            typed = {field.name: filled[field.kind] for field in fields([form]) if field.kind in filled}
            uploaded = UPLOADED.get((who, page)) if form.action.endswith(page.rpartition("/")[2]) else None
            first = browser.send(form, **typed, **_file(uploaded))
            assert (first.status, first.errors) == (200, []), form.action
            before = rows()
            second = browser.send(form, **typed, **_file(uploaded))
            assert (second.status, second.address) == (200, first.address), form.action
            assert rows() == before, form.action
            other = browser.send(form, **typed, **_file(uploaded), and_more="1")
            assert other.status == 422, form.action
            assert "sent before with other contents" in other.text, form.action
            assert rows() == before, form.action


def _file(uploaded: tuple[str, str, bytes] | None) -> dict[str, Any]:
    """It is read by sending it, so each sending has one of its own."""
    if uploaded is None:
        return {}
    field, name, content = uploaded
    return {field: (BytesIO(content), name)}
