"""Files of e-invoices are told by their bytes, kept out of reach, and never shown as anything but what they are."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from shop.documents.uploads import shown_name
from shop.extensions import db
from shop.kernel.refusals import Refused
from shop.payments.invoicing import FileKind
from shop.payments.models import Invoice, InvoiceFile
from shop.payments.uploads import LARGEST, kind_of
from tests.clients import SeparateClient
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_invoice, whole
from tests.factories.world import World
from tests.fulfilment.pages import fields, opened, words
from tests.payments.conftest import Browser

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
XML = b'<?xml version="1.0" encoding="UTF-8"?><EInvoice><Number>26000000000000000001</Number></EInvoice>'
OFD_XML = b'<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.0"/>'
PAGE = b"<html><script>alert(1)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive(parts: Mapping[str, bytes], comment: bytes = b"", compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        made.comment = comment
    return kept.getvalue()


OFD = archive({"OFD.xml": OFD_XML, "Doc_0/Document.xml": b"<a/>"})


def lying_about_sizes() -> bytes:
    """An archive whose first part says that it is far larger than the bytes that it unpacks to, or could."""
    content = bytearray(archive({"OFD.xml": OFD_XML}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    return bytes(content)


def bomb() -> bytes:
    """Ten kilobytes that unpack to more than is allowed."""
    return archive({"OFD.xml": OFD_XML} | {f"Doc_{n}.xml": b"\0" * 1_000_000 for n in range(60)})


def entities(levels: int = 9) -> bytes:
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{declared}]><x>&a{levels - 1};</x>'.encode()


GOOD = {"PDF": (PDF, FileKind.PDF), "OFD": (OFD, FileKind.OFD), "XML": (XML, FileKind.XML)}
HOSTILE = {
    "nothing": b"",
    "a page named pdf": PAGE,
    "a drawing named pdf": DRAWING,
    "a page as xml": b'<?xml version="1.0"?>' + b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "a page inside an xml": b'<a><b xmlns="http://www.w3.org/1999/xhtml"/></a>',
    "a drawing inside an xml": b'<a><b xmlns="http://www.w3.org/2000/svg"/></a>',
    "a stylesheet": b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><EInvoice/>',
    "a transformation": b'<stylesheet xmlns="http://www.w3.org/1999/XSL/Transform"/>',
    "entities": entities(),
    "an outside entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "an outside type": b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>',
    "entities in utf-16": entities().decode().encode("utf-16"),
    "broken xml": b"<EInvoice><a></EInvoice>",
    "two roots": b"<EInvoice/><EInvoice/>",
    "a pdf with a page in its head": PDF.replace(b"1 0 obj", b"<html>", 1),
    "a pdf with a page at its end": PDF + b"<script>alert(1)</script>%%EOF",
    "a pdf that is an archive": PDF + archive({"evil.js": b"1"}) + b"",
    "a pdf cut off": PDF[:40],
    "a pdf behind something": b"GIF89a" + PDF,
    "a pdf that runs": PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type"),
    "a pdf that runs in disguise": PDF.replace(b"/Type", b"/S /J#61vaScript /Type"),
    "a pdf that launches": PDF.replace(b"/Type", b"/S /Launch /F (calc.exe) /Type"),
    "an archive without OFD.xml": archive({"a.txt": b"1"}),
    "an archive with a page for OFD.xml": archive({"OFD.xml": PAGE}),
    "an archive with entities for OFD.xml": archive({"OFD.xml": entities()}),
    "an archive behind a page": PAGE + OFD,
    "an archive before a page": OFD + PAGE,
    "an archive with a remark": archive({"OFD.xml": OFD_XML}, comment=PAGE),
    "an archive that leads out": archive({"OFD.xml": OFD_XML, "../../etc/cron.d/x": b"1"}),
    "an archive with an absolute name": archive({"OFD.xml": OFD_XML, "/etc/passwd": b"1"}),
    "an archive with a drive": archive({"OFD.xml": OFD_XML, "C:\\x.exe": b"1"}),
    "an archive cut off": OFD[:-30],
    "an archive with broken bytes": archive({"OFD.xml": OFD_XML * 20}).replace(
        b"\x00\x00\x00OFD.xml", b"\1\1\1OFD.xml"
    ),
    "an archive that bursts": bomb(),
    "an archive that lies": lying_about_sizes(),
    "an archive of thousands": archive({f"{n}": b"" for n in range(1_500)} | {"OFD.xml": OFD_XML}),
    "an executable": b"MZ\x90\x00" + b"\0" * 200,
    "a class": b"\xca\xfe\xba\xbe" + b"\0" * 200,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "too large": PDF[:9] + b"\0" * LARGEST + PDF[9:],
}


@pytest.mark.parametrize("name", GOOD)
def test_an_e_invoice_is_told_by_its_bytes(name: str) -> None:
    content, kind = GOOD[name]
    assert kind_of(content) is kind


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_something_else_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        kind_of(HOSTILE[name])
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("发票.pdf", "发票.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.ofd", "a.ofd"),
        ("a\x00\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("x" * 500, "x" * 120),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("", ""),
    ],
)
def test_a_file_name_is_a_few_plain_signs(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@pytest.fixture
def invoice(world: World) -> Invoice:
    return an_invoice(world, whole(an_acceptance(world)))


def upload(browser: SeparateClient, invoice: Invoice, content: bytes, name: str = "invoice.pdf") -> int:
    address = f"/invoices/{invoice.number}/file"
    form = fields(opened(browser, address), "file")
    form.pop("file")
    return sent(browser, address, form, content, name).status_code


def sent(browser: SeparateClient, address: str, form: dict[str, str], content: bytes, name: str = "a.pdf") -> Any:
    """A form with a file, put together here: the test client would leave its own large files open."""
    file = FileStorage(io.BytesIO(content), name, "file", "application/pdf")
    boundary, body = encode_multipart(form | {"file": file})
    return browser.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def kept() -> int:
    return db.session.execute(select(func.count()).select_from(InvoiceFile)).scalar_one()


def the_file() -> InvoiceFile:
    return db.session.execute(select(InvoiceFile)).scalars().one()


@pytest.mark.parametrize("name", ["a drawing named pdf", "an archive that bursts", "entities", "an executable"])
def test_what_is_refused_is_not_kept(invoice: Invoice, browser_of: Browser, name: str) -> None:
    assert upload(browser_of("coop.seller"), invoice, HOSTILE[name]) == 422
    assert kept() == 0


def test_a_pdf_is_shown_in_a_sandbox_and_everything_else_only_saved(invoice: Invoice, browser_of: Browser) -> None:
    browser = browser_of("coop.seller")
    for name, (content, _kind) in GOOD.items():
        assert upload(browser, invoice, content, f"../发票.{name}") == 302
    files = {file.kind: file for file in db.session.execute(select(InvoiceFile)).scalars()}
    reader = browser_of("school.manager")
    for kind, file in files.items():
        answer = reader.get(f"/invoices/{invoice.number}/files/{file.name}")
        assert answer.status_code == 200
        assert answer.data == next(content for content, told in GOOD.values() if told is kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        shown = "inline" if kind is FileKind.PDF else "attachment"
        assert answer.headers["Content-Disposition"] == f"{shown}; filename=invoice-{invoice.number}.{kind.value}"
        assert answer.mimetype == ("application/pdf" if kind is FileKind.PDF else "application/octet-stream")
        assert "private" in answer.headers["Cache-Control"]
    saved = reader.get(f"/invoices/{invoice.number}/files/{files[FileKind.PDF].name}?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    page = opened(reader, f"/invoices/{invoice.number}")
    assert "发票.OFD" in words(page)
    assert "../" not in words(page)


def test_an_address_cannot_be_guessed_and_is_nobody_elses(invoice: Invoice, browser_of: Browser) -> None:
    upload(browser_of("coop.seller"), invoice, PDF)
    file = the_file()
    assert len(file.name) >= 32
    address = f"/invoices/{invoice.number}/files/{file.name}"
    for stranger in ("workshop.seller", "organ.manager", "delta.official"):
        assert browser_of(stranger).get(address).status_code == 404
    for guess in ("1", file.sha256, "invoice.pdf", file.name[:-1]):
        assert browser_of("coop.seller").get(f"/invoices/{invoice.number}/files/{guess}").status_code == 404


def test_the_same_file_twice_is_kept_once_and_another_under_the_same_key_is_refused(
    invoice: Invoice, browser_of: Browser
) -> None:
    browser = browser_of("coop.seller")
    assert [upload(browser, invoice, PDF) for _ in range(2)] == [302, 302]
    assert kept() == 1
    address = f"/invoices/{invoice.number}/file"
    form = {"once": "a-key-for-this-form"}
    answers = [sent(browser, address, form, content) for content in (OFD, OFD, XML)]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert kept() == 2


def test_only_this_route_takes_more_than_two_megabytes_and_not_more_than_it_must(
    invoice: Invoice, browser_of: Browser
) -> None:
    browser = browser_of("coop.seller")
    large = PDF[:9] + b" " * (4 * 1024 * 1024) + PDF[9:]
    assert upload(browser, invoice, large) == 302
    assert upload(browser, invoice, PDF[:9] + b" " * LARGEST + PDF[9:]) == 422
    assert upload(browser, invoice, PDF[:9] + b" " * (2 * LARGEST) + PDF[9:]) == 413
    elsewhere = sent(browser, f"/invoices/{invoice.number}/withdraw", {"reason": "x"}, large)
    assert elsewhere.status_code == 413
    assert kept() == 1


@pytest.mark.parametrize(("who", "status"), [("school.manager", 404), ("workshop.seller", 404), ("coop.seller", 200)])
def test_files_are_added_by_the_side_that_registered(
    invoice: Invoice, browser_of: Browser, who: str, status: int
) -> None:
    assert browser_of(who).get(f"/invoices/{invoice.number}/file").status_code == status


def test_an_invoice_has_few_files(invoice: Invoice, browser_of: Browser) -> None:
    browser = browser_of("coop.seller")
    answers = [upload(browser, invoice, PDF.replace(b"1 0 R", f"{n} 0 R".encode())) for n in range(8)]
    assert answers == [302] * 6 + [422] * 2


def test_a_list_never_loads_what_is_in_the_files(invoice: Invoice, browser_of: Browser) -> None:
    upload(browser_of("coop.seller"), invoice, PDF)
    db.session.expunge_all()
    assert "content" not in the_file().__dict__
