"""The desk of a county's office, and what the county sold: by supplier, by township, down to the entries."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from shop.catalogue.certification import CertificateState
from shop.catalogue.queries.certificates import CertificateFilter, certificate_counts
from shop.documents.table_handing import send_tables
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.organisations.queries import county_by_code
from shop.organisations.queries.reached import people_reached
from shop.organisations.queries.scopes import of_county
from shop.reports.county_sales import OTHER, USUAL, By, Sales, by_supplier, by_township, homes_of, in_order
from shop.reports.county_waiting import waiting_for
from shop.reports.policies import sells_for_a_county
from shop.reports.tables import sales_table
from shop.reports.views.asking import this_or_last_year
from shop.tally.queries.breakdowns import Dimension, breakdown, summed
from shop.tally.queries.entries import newest_entries
from shop.tally.queries.scopes import scope_for
from shop.web.asking import page_in, word_in, words_in
from shop.web.guards import actor, allowed
from shop.web.language import current

MOST_SELLERS, NEWEST, PER_PAGE = 8, 6, 20
NOWHERE = "-"
"""In addresses: suppliers that name no township."""


def county_desk(actor: Actor) -> str:
    """What waits for the office, what was bought this year of the county's produce, and whom its suppliers link."""
    year, code = clock.today().year, str(actor.county_code)
    scope = scope_for(actor, year)
    sellers = breakdown(Dimension.SUPPLIER, scope)
    certificates, to_certify = certificate_counts(actor, CertificateFilter())
    return render_template(
        "reports/county_desk.html",
        county=county_by_code(code),
        scope=scope,
        total=summed(sellers),
        sellers=sellers[:MOST_SELLERS],
        seller_count=len(sellers),
        newest=newest_entries(scope, None, NEWEST),
        ledger=partial(url_for, "tally.entries", year=year),
        linked=people_reached(of_county(code), clock.today()),
        waits=waiting_for(actor),
        to_certify=to_certify,
        running_out=certificates[CertificateState.RUNNING_OUT],
        never_certified=certificates[CertificateState.NEVER] + certificates[CertificateState.EXPIRED],
    )


@allowed(sells_for_a_county)
def county_sales() -> str:
    """The county's sales of a year, sorted and filtered as the address says."""
    asked = _asked()
    rows: list[Sales] = asked["rows"]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(page_in("page"), pages)
    return render_template(
        "reports/county_sales.html",
        **asked | {"rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE]},
        whole=summed(row.part for row in rows),
        total=len(rows),
        page=page,
        pages=pages,
        this_year=clock.today().year,
        other=OTHER,
        nowhere=NOWHERE,
    )


@allowed(sells_for_a_county)
def county_sales_export() -> Response:
    """The same as a sheet, with the same columns and all rows."""
    asked = _asked()
    towns = asked["by"] is By.TOWNSHIP
    table = sales_table(asked["rows"], asked["year"], by_township=towns)
    name = f"sales-{actor().county_code}-{asked['year']}-{asked['by'].value}"
    said = [(_("Of"), asked["county"].named(current())), (_("Year"), asked["year"])]
    if asked["words"]:
        said.append((_("Name of the supplier"), asked["words"]))
    return send_tables(table.title, [table], name, *said)


def _asked() -> dict[str, Any]:
    """What the address asks for, and the rows that fit it. Three statements."""
    year, by = this_or_last_year(), word_in(By, "by") or By.SUPPLIER
    scope = scope_for(actor(), year)
    parts = breakdown(Dimension.SUPPLIER, scope)
    homes = homes_of(part.key for part in parts)
    words, township = words_in("q"), words_in("township") or None
    rows = (
        by_township(parts, homes)
        if by is By.TOWNSHIP
        else by_supplier(parts, homes, words, "" if township == NOWHERE else township)
    )
    towns = {home.township.code: home.township for home in homes.values() if home.township is not None}
    return {
        "year": year,
        "by": by,
        "parts": By,
        "rows": in_order(rows, request.args.get("sort", USUAL)),
        "words": words,
        "township": township,
        "towns": [towns[code] for code in sorted(towns)],
        "county": county_by_code(str(scope.county_code)),
        "ledger": partial(url_for, "tally.entries", year=year),
    }
