"""Sample files of e-invoices, made of what stands in the register. Every one says that it is no invoice."""

from __future__ import annotations

from xml.sax.saxutils import escape

from shop.payments.models import Invoice, InvoiceLine

SAMPLE = "演示样例，不是发票，不得入账"
SAMPLE_ENGLISH = "Sample made for the demo. This is no invoice."


def sample_pdf(invoice: Invoice) -> bytes:
    """One page with the figures. The font is named and not embedded: every reader brings one for Chinese."""
    said = [
        SAMPLE,
        SAMPLE_ENGLISH,
        f"{invoice.kind.value}  {invoice.official}",
        f"{invoice.issued_on:%Y-%m-%d}",
        f"购买方 {invoice.title}  {invoice.title_tax_number}",
        f"销售方 {invoice.seller_name}  {invoice.seller_tax_number}",
        *(f"{line.what}  {line.net} + {line.tax} = {line.total}" for line in invoice.lines),
        f"价税合计 {invoice.total}",
    ]
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in said)
    page = f"BT /F1 11 Tf 18 TL 40 380 Td\n{shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
            b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        ),
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return (
        made
        + head
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            len(made),
        )
    )


def sample_xml(invoice: Invoice) -> bytes:
    """The same as data, in words of its own: no tax office would take it for one of theirs."""
    lines = "".join(_line(line) for line in invoice.lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<DemoSample note="{SAMPLE}" number="{escape(invoice.official)}" day="{invoice.issued_on:%Y-%m-%d}"'
        f' total="{invoice.total}">\n'
        f"  <Seller>{escape(invoice.seller_name)}</Seller>\n  <Buyer>{escape(invoice.title)}</Buyer>\n{lines}"
        "</DemoSample>\n"
    ).encode()


def _line(line: InvoiceLine) -> str:
    return f'  <Line net="{line.net}" tax="{line.tax}">{escape(line.what)}</Line>\n'
