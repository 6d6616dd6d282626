"""The pages of files: how far one is, handing it over, asking for one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from shop.kernel.actor import Actor
from shop.reports import export_duties
from shop.reports.queries.files import Asked as AskedFiles
from shop.reports.queries.files import listed
from tests.factories.memberships import sign_in
from tests.reports.making import COPIES, newest, order
from tests.spreadsheets import sheets_of


def opened(app: Flask, by: Actor, address: str, **form: str) -> TestResponse:
    client = app.test_client()
    sign_in(client, by)
    headers = {"Accept-Language": "en"}
    return client.post(address, data=form, headers=headers) if form else client.get(address, headers=headers)


def test_the_pages_show_how_far_it_is_and_hand_the_file_over(
    committing_app: Flask, official: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = order(official).id
    page = opened(committing_app, official, f"/files/{number}")
    assert page.headers["Refresh"] == "10"
    assert "It is made as soon as it is its turn." in page.text
    assert opened(committing_app, official, f"/files/{number}/file").status_code == 404
    shown: list[str] = []
    went_on = export_duties._went_on

    def look() -> str:
        with committing_app.app_context():
            return opened(committing_app, official, f"/files/{number}").text

    def and_somebody_looks(claimed: Any, done: int, total: int) -> None:
        went_on(claimed, done, total)
        with ThreadPoolExecutor(1) as somebody:  # a context of their own: this one is being read with
            shown.append(somebody.submit(look).result())

    monkeypatch.setattr(export_duties, "_went_on", and_somebody_looks)
    export_duties.make_files()
    assert "0 of 2,502 rows are written." in shown[0]
    assert "2,000 of 2,502 rows are written." in shown[1]
    page = opened(committing_app, official, "/files")
    assert f"/files/{number}/file" in page.text
    assert "Refresh" not in opened(committing_app, official, f"/files/{number}").headers
    file = opened(committing_app, official, f"/files/{number}/file")
    assert file.content_length == newest().size == len(file.data)
    assert file.headers["Content-Disposition"] == f"attachment; filename={newest().file_name}"
    assert len(sheets_of(file.data)) == 2


def test_a_long_ledger_is_ordered_on_its_page(
    committing_app: Flask, official: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop.tally.views.ledger.MOST_AT_ONCE", 100)
    page = opened(committing_app, official, "/entries?month=6")
    assert "as=xlsx" not in page.text
    assert 'action="/entries/file?month=6"' in page.text
    assert opened(committing_app, official, "/entries?month=6&as=xlsx").status_code == 302
    client = committing_app.test_client()
    sign_in(client, official)
    form = {"once": "a-key-of-this-form-1", "kind": "csv"}
    for _press in range(2):
        sent = client.post("/entries/file?month=6", data=form)
        assert (sent.status_code, sent.location) == (302, "/files")
    job = newest()
    assert (job.asked["wanted"], job.taken_as.value, job.total) == ({"month": 6, "purposes": []}, "csv", COPIES + 2)
    assert listed(official, AskedFiles())[1] == 1
    assert client.post("/entries/file?month=6", data={"once": "a-key-of-this-form-2", "kind": "exe"}).status_code == 404
