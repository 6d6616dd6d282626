"""Every table is a file: a page with rows to look through hands all of them out, or stands here with the reason."""

import re
from html import unescape

import pytest

from shop.kernel.tables import joined
from tests.architecture.conftest import Busy, Knock
from tests.architecture.doors import DOORS
from tests.architecture.repository import below
from tests.architecture.test_routes_ownership import address
from tests.spreadsheets import sheets_of

TABLE = re.compile(r'<table class="table[ "]')
FILE = re.compile(r'href="([^"]*[?&]as=(?:xlsx|csv)[^"]*|/[a-z/]+/export[^"]*)"')
HANDS_OUT = re.compile(r"\bexport=|export_button\(|households\.export|download=True")
WHO = (
    "cluster.official",
    "coop.seller",
    "office-530624.official",
    "operator.operator",
    "school.approver",
    "school.manager",
)
"""One of every kind; each page with a table is shown to one of them at least."""


def because(reason: str, *what: str) -> dict[str, str]:
    return dict.fromkeys(what, reason)


WITHOUT = joined(
    because("a few choices, each told whole on the page", "/publishing"),
    because(
        "a paper of few lines, printed or handed out as a PDF",
        "/acceptances/<number>",
        "/consignments/<number>/note",
        "/money/settlements/<number>",
        "/money/settlements/<number>/paper",
        "/money/statement",
        "/orders/<number>/paper",
        "/sales/<number>/paper",
        "/invoices/<number>",
        "/recalls/<number>",
        "/lots/<int(max=999999999999):lot_id>/trace",
    ),
    because(
        "one thing with its few particulars; the list that it stands in is a file",
        "/bank/lines/<int(max=999999999999):line_id>",
        "/bank/statements/<int(max=999999999999):statement_id>",
        "/capacity/<int(max=999999999999):capacity_id>",
        "/entries/<int(max=999999999999):entry_id>",
        "/filings/<key>",
        "/households/<int(max=99999999):number>",
        "/listings/<int(max=999999999999):number>",
        "/listings/<int(max=999999999999):number>/papers",
        "/money/orders/<number>",
        "/money/payments/<number>",
        "/money/stripe/payments/<key>",
        "/offline/<number>",
        "/organisations/suppliers/<slug>",
        "/organisations/units/<slug>",
        "/our-profile",
        "/our-profile/documents",
        "/our-unit",
        "/paired/bodies/<int(max=999999999999):body_id>",
        "/rules",
        "/rules/<number>",
        "/workshops/<slug>",
    ),
    because(
        "a way on: what is shown are the newest few of lists that are files",
        "/approvals",
        "/desk",
        "/money/stripe/owed",
    ),
    because(
        "settings, a row for each to be changed",
        "/bank/payers",
        "/money/terms",
        "/targets/<int(max=999999999999):unit_id>/split",
    ),
    because(
        "a sheet that was uploaded, which comes back with what is wrong",
        "/households/sheets/<int(max=999999999999):upload_id>",
        "/listings/imports/<int(max=999999999999):number>",
        "/offline/sheets/<int(max=999999999999):sheet_id>",
    ),
    because(
        "files that were uploaded, with the way to upload another",
        "/bank/statements",
        "/households/sheets",
        "/listings/imports",
        "/offline/sheets",
    ),
    because("files themselves", "/files"),
    because("what the cluster publishes, to be looked at", "/progress"),
    because("how the feed is read: words, and no rows", "/progress/feed"),
)
"""Pages with a table and without a file of it, and why."""

PAGED_WITHOUT = joined(
    because("produce to choose from, with pictures", "catalogue/_shelf.html", "catalogue/supplier.html"),
    because("an uploaded sheet, which comes back with what is wrong", "catalogue/import.html"),
    because("an uploaded sheet, which comes back with what is wrong", "organisations/household_sheet.html"),
    because("an uploaded sheet, which comes back with what is wrong", "tally/offline_sheet.html"),
    because("uploaded sheets", "catalogue/imports.html"),
    because("choosing what to put on an invoice", "payments/invoices_new.html"),
    because("purchases to decide about; they are in the list of orders", "ordering/approvals.html"),
    because("messages, each read once", "notices/index.html"),
    because("files themselves", "reports/files.html"),
)
"""Templates that turn pages and hand out no file, and why."""


EMPTY = frozenset({"/offline"})
"""Pages that have a table of sums when there is no row to take away."""

OWN_ADDRESS = {"/households": "/households/export", "/county/sales": "/county/sales"}
"""Lists whose files have an address of their own."""


def pages_of(busy: Busy, who: str) -> list[tuple[str, str]]:
    """Every page that somebody may look at: its rule, and an address of it."""
    rules = [rule for rule in busy.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [(rule.rule, rule.rule) for rule in rules if not rule.arguments]
    named = [
        (route.removeprefix("GET "), address(busy, route, door))
        for route, doors in DOORS.items()
        for door in doors
        if route.startswith("GET ") and who in door.opens_for
    ]
    return plain + named


@pytest.mark.parametrize("who", WHO)
def test_every_table_is_a_file_or_says_why_not(busy: Busy, knock: Knock, who: str) -> None:
    lacking, broken = set(), set()
    with knock(who) as client:
        for rule, where in pages_of(busy, who):
            page = client.get(where)
            if page.status_code != 200 or page.mimetype != "text/html" or not TABLE.search(page.text):
                continue
            own = OWN_ADDRESS.get(rule)
            files = {unescape(to) for to in FILE.findall(page.text) if own is None or own in to}
            if not files and rule not in WITHOUT and rule not in EMPTY:
                lacking.add(rule)
            for to in files:
                answer = client.get(to)
                if answer.status_code != 200 or not answer.headers.get("Content-Disposition", "").startswith("attach"):
                    broken.add(to)
                elif "as=xlsx" in to and len(sheets_of(answer.data)) < 2:
                    broken.add(f"{to}: no table")
    assert lacking == set()
    assert broken == set()


def test_every_template_that_turns_pages_hands_out_all_of_them() -> None:
    templates = {
        path.as_posix().split("/templates/")[1]: path.read_text("utf-8") for path in below("templates", ".html")
    }
    turning = {name for name, text in templates.items() if "{{ pager(" in text}
    assert {name for name in turning if not HANDS_OUT.search(templates[name])} <= set(PAGED_WITHOUT)
    assert set(PAGED_WITHOUT) <= turning


def test_whatever_stands_among_the_reasons_is_a_page(busy: Busy) -> None:
    rules = {rule.rule for rule in busy.app.url_map.iter_rules()}
    assert set(WITHOUT) | EMPTY <= rules
