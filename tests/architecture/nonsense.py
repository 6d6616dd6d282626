"""Pages with forms, the fields that each must have, and what a person in a hurry or in anger types into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.architecture.conftest import Busy, Knock
from tests.journeys.browsing import Browser, Form, Page
from tests.journeys.hostile import LONG

NOTHING, EMPTY = "\x00", ""
NONSENSE = (NOTHING, LONG, "1e309", "-99999999999999999999999999", "９" * 12, "' OR 1=1 --\\", EMPTY)

EVERY_PAGES = ("/products", "/language", "/sign-out")
"""Forms in the head of every page, which are tried on one page alone."""

TOKENS = {"csrf_token", "once"}
COUNTED = (
    "best_before_ certificate_kind_ certificate_number_ harvested_on_ net_ packs_accepted_ reduced_price_ "
    "reduced_reason_ refused_reason_ temperature_"
)

PAGES: dict[str, dict[str, str]] = {
    "school.buyer": {
        "/products/eggs": "pack_id packs",
        "/basket": "packs_",
        "/checkout": "address_id deliver_on invoice_profile_id note own_number pay_by purpose seen",
        "/password": "again new old",
        "/mail": "approvals deliveries language money orders other overdue to_confirm",
        "/notices": "up_to",
        "/orders/{order}": "packs_ reason",
        "/orders/{confirmed order}": "packs_ reason",
        "/orders/{confirmed order}/pay": "kind",
        "/orders/{unpaid order}/pay": "",
        "/arrivals/{shipped}": "temperature",
        "/arrivals/{arrived}": "deliverer reason signer_",
        "/arrivals/{arrived}/accept": f"{COUNTED} deliverer note paper_day paper_day_reason signer_",
        "/acceptances/{acceptance}": "proposal",
        "/recalls/{recall}": "answer",
        "/targets/{school number}/line": "amount purposes reason",
        "/targets/{school number}/line?form=per_head": "base purposes rate reason",
        "/targets/{school number}/line?line={school line}": "amount holds_from reason",
        "/targets/{school number}/base": "figure holds_from reason value",
        "/targets/{school number}/base?anew={returned base number}": "holds_from reason value",
        "/filings/{filed base}": "",
    },
    "harbour.official": {
        "/filings/{filed base}": "reason",
        "/filings/{proposed split}": "reason",
    },
    "school.approver": {"/purchases/{waiting purchase}": "reason"},
    "school.manager": {
        "/team/{colleague}": "order_limit roles",
        "/money/payments/{online payment}": "amount order reason",
        "/money/payments/{payment}": "amount order",
        "/money/terms": "credit_limit days reason",
        "/invoices/{invoice}": "amount line proposal reason",
        "/money/settlements/{settlement}": "settled_line reason",
        "/money/settlements/new?other={coop number}&profile={school profile}": "seen",
        "/bank/payers": "payer_account payer_name",
        "/our-unit": "address bank bank_account contact kind label phone tax_number title",
    },
    "operator.operator": {
        "/money/terms": "reason",
        "/money/stripe/owed": "amount paid_on reference",
        "/money/stripe/payments/{attempt}": "amount reason",
        "/payees": "reason",
        "/organisations/suppliers/coop": "reason",
        "/organisations/suppliers/workshop": "reason",
        "/organisations/units/school": (
            "canteen contractor_name department filing_unit parent reason since successor year"
        ),
        "/lots/{recalled lot}/trace": "reason",
        "/organisations/counties": "cluster county kind on since until",
    },
    "delta.official": {"/targets/{delta number}/split": "child_ holds_from reason sheet"},
    "office-530624.official": {
        "/listings/{submitted listing}": "reason version",
        "/listings/{changed listing}": "reason version",
        "/capacity/{capacity}": "reason",
        "/rosters/coop": "as_of note seen",
        "/certificates/potatoes": "catalogue_number on reason valid_from valid_to",
    },
    "coop.seller": {
        "/lots/new?product=potatoes": "best_before code harvest_from harvest_to quantity",
        "/lots/{lot}/correct": "quantity reason",
        "/lots/{lot}/write-off": "quantity reason",
        "/lots/{lot}/hold": "reason",
        "/lots/{lot}/dates": "best_before harvest_from harvest_to reason",
        "/lots/{promised lot}/harvest": "harvested_on quantity",
        "/lots/{lot}/purchases": "bought_on_ household_ paid_ pasted quantity_ surplus_reason",
        "/lots/{lot}/purchases/{bought row}": "bought_on_ household_ paid_ quantity_ reason surplus_reason",
        "/lots/{lot}/trace": "advice reason",
        "/households/new": "id_number id_number_ person_name person_name_ since township village",
        "/households/{household}": "id_number last_day person_name reason since township until village",
        "/households/{household}/people/{linked person}": "id_number last_day person_name reason since until",
        "/households/sheets/{roster sheet}": "",
        "/listings/imports/{import}": "",
        "/capacity/new?of={returned capacity}": "category expected measure months mu year",
        "/capacity/{capacity}": "",
        "/our-profile/place": "about about_english contact founded phone township",
        "/our-profile/terms": "freight freight_free_from taxpayer",
        "/our-profile/change": "credit_code english name reason",
        "/our-profile/producers": "credit_code english name township",
        "/our-profile/producers/{producer}": "credit_code english name township",
        "/listings/new": (
            "category character cold_chain commodity county description description_english grade measure months name "
            "name_english producer search_words shelf_life_days storage storage_english version"
        ),
        "/listings/{listing}/edit": (
            "category character cold_chain commodity county description description_english grade measure months name "
            "name_english producer search_words shelf_life_days storage storage_english tax version"
        ),
        "/listings/{listing}": "reason version",
        "/listings/{draft listing}": "version",
        "/listings/{changed listing}": "reason version",
        "/listings/{listing}/packs/{listed pack}": (
            "content from_ minimum multiple name name_english price_ version way"
        ),
        "/listings/{listing}/papers": "kind number valid_from valid_to",
        "/sales/{order}": "packs_ promised_on reason reason_",
        "/sales/{confirmed order}": "reason",
        "/consignments/new?order={confirmed order}": (
            "carrier cold_chain expected_on lot_ packs_ quantity_ vehicle waybill"
        ),
        "/consignments/{packed}": "",
        "/invoices/{invoice}": "amount line proposal reason",
        "/invoices/{invoice}/parts": "part_",
        "/invoices/{invoice}/red": "code issued_on net_ number part_ quantity_ rate_ tax_ total what_",
        "/invoices/new?of={school itself}&profile={school profile}&line={accepted line}": (
            "code issued_on kind net_ number part_ quantity_ rate_ seller_tax_number tax_ total what_"
        ),
        "/acceptances/{acceptance}": "proposal reason",
        "/acceptances/{settled}": "reason",
        "/money/payments/{online payment}": "amount order reason",
        "/money/payments/{payment}": "amount order",
        "/money/receipts/new": "amount received_on reference unit",
        "/money/payments/{entered payment}": "amount order reason",
        "/money/announced": "",
        "/money/announced/{announced payment}": "reason",
        "/money/settlements/{settlement}": "settled_line reason seen",
        "/money/settlements/{agreed settlement}": "invoice",
        "/money/settlements/{agreed settlement}/invoices/new": (
            "code issued_on kind net_ number part_ quantity_ rate_ seller_tax_number tax_ total what_"
        ),
        "/money/settlements/new?other={school number}&profile={school profile}": "seen",
        "/bank/lines/{bank line}": "other reading reason share_ why",
        "/bank/lines/{matched line}": "",
        "/bank/lines/{refund line}": "payment reading reason why",
        "/bank/statements/{unread statement}": "column_ head",
        "/payee": "reason",
        "/acceptances/{settled}/correct": f"{COUNTED} accepted_ gross_ reason tare_",
    },
    "workshop.seller": {"/payee": "account_name account_number bank branch", "/our-profile": ""},
    "nobody": {
        "/sign-in": "name password",
        "/products/eggs": "pack_id packs",
        "/basket": "packs_",
    },
}
"""Who opens which page, and the names of the fields in its own forms (without the number of the line)."""

EVERY_PAGE = [(who, page) for who, pages in PAGES.items() for page in pages]

WORDS = frozenset(
    "note own_number reference reason reason_ refused_reason_ reduced_reason_ certificate_number_ signer_ deliverer "
    "paper_day_reason carrier vehicle waybill what_ payer_name payer_account code household_ "
    "contractor_name "
    "surplus_reason advice answer catalogue_number name english about about_english contact phone credit_code "
    "name_english character grade description description_english storage storage_english search_words "
    "person_name person_name_ village".split()
)
"""Whatever is typed here is somebody's own business, if it is short enough."""

OFFERED = frozenset(
    "kind rate_ pack_id purpose pay_by address_id invoice_profile_id seen cold_chain lot_ certificate_kind_ roles "
    "approvals deliveries language money orders overdue to_confirm "
    "cluster county department parent successor year column_ order other payment reading why unit settled_line "
    "category measure months township taxpayer commodity producer tax way version "
    "canteen figure filing_unit holds_from purposes".split()
)
"""Chosen and not typed: what was not offered does not come back."""

SECRETS = frozenset("password old new again".split())
POINTERS = frozenset({"line", "proposal", "invoice"})
"""What is named here has to be there, or the address is not."""

FORGIVEN = frozenset({"up_to", "next"})
"""What cannot be read here is passed over."""


class Field(NamedTuple):
    """A field: of which form on the page, what it is called there, and what in every form of the kind."""

    form: int
    name: str
    kind: str


def kind(name: str) -> str:
    return re.sub(r"_\d+$", "_", name)


def own_forms(page: Page) -> list[Form]:
    """The forms of this page alone that do something, one for each address that they go to."""
    doing = [form for form in page.forms if not form.asks and form.action not in EVERY_PAGES]
    forms = {form.action: form for form in reversed(doing)}
    return list(reversed(forms.values()))


def fields(forms: list[Form]) -> list[Field]:
    names = [(number, name) for number, form in enumerate(forms) for name in form.fields if name not in TOKENS]
    return [Field(number, name, kind(name)) for number, name in names]


@contextmanager
def visit(busy: Busy, knock: Knock, who: str, page: str) -> Iterator[tuple[Browser, list[Form]]]:
    """Somebody with four sacks in the basket opens the page; what they do there is undone at the end."""
    known = busy.business.numbers | {"colleague": str(busy.world.memberships["school.buyer"])}
    with knock(who) as client, busy.app.app_context():
        browser = Browser(client)
        client.post("/basket/lines", data={"pack_id": busy.world.packs["sack"], "packs": "4"})
        opened = browser.open(page.format_map(known))
        assert opened.status == 200
        assert opened.address == page.format_map(known)
        yield browser, own_forms(opened)
