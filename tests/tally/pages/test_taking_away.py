"""Every table of figures on the official's side can be taken away, with its scope, its filters and its total."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.tally.models import Entry, EntryGrade
from shop.tally.queries.entries import sum_of_entries
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.ledger_rows import every_line, extent_of
from shop.tally.queries.scopes import scope_for
from shop.tally.words import EntryKind
from tests.factories import an_actor
from tests.factories.tally import an_entry
from tests.spreadsheets import export_on, last_rows, sheets_of, tables_in, totals_on
from tests.tally.neighbourhood import Neighbourhood, open_as, whole_of

DIMENSIONS = ("months", "counties", "categories", "purposes", "suppliers", "kinds", "certified", "channels")
WAYS = (
    "",
    *(f"by={one}" for one in (*DIMENSIONS, "evidence", "ranking", "compare")),
    "lower=1",
    "by=counties&verdict=counted",
)


def pages(place: Neighbourhood, who: str) -> Iterator[str]:
    county = who == "county"
    yield from (f"/board?{way}" for way in (("", "by=months") if county else WAYS))
    yield from (
        "/entries",
        "/entries?verdict=counted&month=3",
        "/entries?year=2025",
        "/entries?purpose=staff&purpose=canteen",
    )
    if not county:
        yield from ("/targets", "/targets?year=2025", "/entries/waiting", "/entries/waiting?missing=paid")
        yield from ("/board/why-not-more", f"/board/together?part=n{place.clinic.id}")


@pytest.mark.parametrize("who", ["lead", "town", "department", "county", "operator"])
def test_every_table_of_figures_can_be_taken_away_and_comes_to_the_same(
    client: FlaskClient, place: Neighbourhood, who: str
) -> None:
    somebody, seen = place.actors()[who], 0
    for address in pages(place, who):
        if "together" in address and who not in ("lead", "operator", "town"):
            continue
        page = open_as(client, somebody, address)
        to = export_on(page)
        assert to is not None, address
        tables = tables_in(open_as(client, somebody, to))
        found = last_rows(tables)
        for number, wanted in enumerate(totals_on(page)):
            assert set(wanted) <= set(found[number]), (address, wanted, found)
            seen += len(wanted)
        if address.startswith("/entries") and "waiting" not in address:
            assert whole_of(page) == round(tables[0][-1][tables[0][0].index("Amount")] * 100), address
    assert seen > (10 if who != "county" else 2)


def test_the_ledger_taken_away_has_the_scope_and_the_filters_of_its_page(
    client: FlaskClient, place: Neighbourhood
) -> None:
    lead = an_actor(place.cluster)
    (table,) = tables_in(open_as(client, lead, f"/entries?node={place.school.id}&purpose=canteen&as=xlsx"))
    head, *rows, total = table
    assert head[:4] == ["Entry", "Counts on", "Kind", "Goods"]
    assert {row[4] for row in rows} == {place.school.name_english}
    assert [(row[1], row[10]) for row in rows] == [
        (date(2026, 1, 9), 300.1),
        (date(2026, 3, 31), -0.55),
        (date(2026, 4, 1), 61.8),
    ]
    assert rows[2][14:] == ["Not counted", "The supplier is registered in a county that is not an aided county."]
    assert (total[0], total[10]) == ("Total", 361.35)
    about = sheets_of(open_as(client, lead, "/entries?verdict=counted&month=3&as=xlsx").data)["About this table"]
    assert ["Month", "Mar"] in about
    assert ["Verdict", "Counted"] in about
    assert ["Of", place.cluster.name_english] in about


def test_pieces_and_kilograms_are_never_added_up_together(client: FlaskClient, place: Neighbourhood) -> None:
    (table,) = tables_in(open_as(client, an_actor(place.delta), "/entries?as=xlsx"))
    assert table[0][8:10] == ["Weight (kg)", "Pieces"]
    assert table[-1][9] == 30


def test_what_is_invoiced_and_paid_stands_beside_the_purchase_once(client: FlaskClient, place: Neighbourhood) -> None:
    bought = an_entry(place.school, "500", supplier=place.coop)
    said = {column.key: getattr(bought, column.key) for column in inspect(Entry).column_attrs if column.key != "id"}
    later = Entry(**said | {"n": bought.n + 1, "corrects_id": bought.id, "kind": EntryKind.CORRECTION})
    later.amount = Money(-1_000)
    db.session.add(later)
    proof = {name: said[name] for name in ("cluster_id", "unit_id", "counts_on")}
    sums = {"worth": Money(49_000), "invoiced": Money(20_055), "paid": Money(10_001)}
    db.session.add(EntryGrade(entry_id=bought.id, **proof, **sums))
    db.session.flush()
    (table,) = tables_in(open_as(client, an_actor(place.cluster), "/entries?as=xlsx"))
    head, *rows, total = table
    invoiced, paid = head.index("Invoiced"), head.index("Paid")
    by_entry = {row[0]: (row[invoiced], row[paid]) for row in rows}
    assert by_entry[bought.id] == (200.55, 100.01)
    assert by_entry[later.id] == ("", "")
    whole = sum_of_entries(scope_for(an_actor(place.cluster), 2026), Wanted(), place.scheme.id).values()
    assert round(total[invoiced] * 100) == sum(one.invoiced.fen for one in whole if one.invoiced)
    assert round(total[paid] * 100) == sum(one.paid.fen for one in whole if one.paid)


@pytest.mark.parametrize(
    "address", ["/board?as=xlsx", "/entries?as=xlsx", "/targets?as=xlsx", "/board/why-not-more?as=xlsx"]
)
def test_what_is_not_yours_is_not_there(client: FlaskClient, place: Neighbourhood, address: str) -> None:
    town = an_actor(place.delta)
    assert open_as(client, town, f"{address}&node={place.school.id}").status_code == 404
    assert open_as(client, town, f"{address}&node={place.clinic.id}").status_code == 200


def test_anything_else_that_is_asked_for_is_the_page(client: FlaskClient, place: Neighbourhood) -> None:
    assert open_as(client, an_actor(place.cluster), "/board?as=exe").mimetype == "text/html"
    text = open_as(client, an_actor(place.cluster), "/entries?as=csv")
    assert text.mimetype == "text/csv"
    assert text.data.startswith("\ufeffEntry,Counts on".encode())


@pytest.mark.parametrize("page", [1, 2, 3, 100])
def test_however_wide_a_page_is_every_entry_goes_by_once_and_in_order(place: Neighbourhood, page: int) -> None:
    actor: Actor = an_actor(place.cluster)
    scope = scope_for(actor, 2026)
    extent = extent_of(scope, Wanted(), place.scheme.id)
    ids = [line.id for line in every_line(scope, Wanted(), place.scheme.id, extent, page=page)]
    assert ids == sorted(set(ids))
    assert len(ids) == extent.entries > 5


def test_the_registers_and_the_filings_can_be_taken_away(client: FlaskClient, place: Neighbourhood) -> None:
    lead = an_actor(place.cluster)
    for address, column in (
        ("/organisations", "Unit"),
        ("/organisations/suppliers", "Supplier"),
        ("/filings", "What is filed"),
    ):
        page = open_as(client, lead, address)
        to = export_on(page)
        assert to is not None, address
        (table,) = tables_in(open_as(client, lead, to))
        assert table[0][0] == column
        assert len(table) > 1, address
    (found,) = tables_in(open_as(client, lead, "/filings?state=returned&as=xlsx"))
    assert len(found) == 1


def test_a_unit_takes_its_own_months_away(client: FlaskClient, place: Neighbourhood) -> None:
    buyer = an_actor(place.school)
    page = open_as(client, buyer, "/figures")
    (table,) = tables_in(open_as(client, buyer, str(export_on(page))))
    assert [row[0] for row in table[1:4]] == ["Jan", "Feb", "Mar"]
    assert set(totals_on(page)[-1]) <= set(last_rows([table])[0])
