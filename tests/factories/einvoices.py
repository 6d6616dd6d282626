"""Small e-invoices as the tax platform gives them out: an XML, a PDF that opens, an OFD."""

import io
import zipfile
from collections.abc import Mapping

from shop.kernel.money import Money

LINE = (
    "<IssuItemInformation><ItemName>{what}</ItemName><SpecMod></SpecMod><MeaUnits>千克</MeaUnits>"
    "<Quantity>{quantity}</Quantity><UnPrice>2.3716814159</UnPrice><Amount>{net}</Amount>"
    "<TaxRate>{rate}</TaxRate><ComTaxAm>{tax}</ComTaxAm></IssuItemInformation>"
)
XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<EInvoice><Header><EIid>{number}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag>'
    "<Version>0.2</Version><InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>{kind}</LabelName>"
    "</GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>"
    "<SellerInformation><SellerIdNum>{seller_number}</SellerIdNum><SellerName>{seller}</SellerName></SellerInformation>"
    "<BuyerInformation><BuyerIdNum>{buyer_number}</BuyerIdNum><BuyerName>{buyer}</BuyerName></BuyerInformation>"
    "<BasicInformation><TotalAmWithoutTax>{net}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>"
    "<TotalTax-includedAmount>{total}</TotalTax-includedAmount></BasicInformation>{lines}</EInvoiceData>"
    "<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber><IssueTime>{issued_on}</IssueTime>"
    "<TaxBureauName>国家税务总局云南省税务局</TaxBureauName></TaxSupervisionInfo></EInvoice>"
)
PAGE_OF_PDF = b"BT /F1 18 Tf 40 150 Td (Invoice 26530000000000000001) Tj 0 -28 Td (Total 258.50 CNY) Tj ET"


def an_xml(
    total: Money,
    *,
    number: str,
    seller_number: str,
    buyer_number: str,
    issued_on: str = "2026-11-23",
    kind: str = "普通发票",
    rate: str = "免税",
    tax: str = "0.00",
    seller: str = "大关农民专业合作社",
    buyer: str = "火炬小学",
    what: str = "*蔬菜*马铃薯",
) -> bytes:
    """A fully digital invoice of one line; ``total`` is that with tax."""
    net = str(total - Money.yuan(tax))
    line = LINE.format(what=what, quantity="100.000", net=net, rate=rate, tax=tax)
    said = {"number": number, "seller_number": seller_number, "buyer_number": buyer_number, "issued_on": issued_on}
    said |= {"kind": kind, "seller": seller, "buyer": buyer, "net": net, "tax": tax, "total": str(total)}
    return XML.format(lines=line, **said).encode()


def a_pdf() -> bytes:
    """One page with two lines of text, with a table of its objects that is right, as readers want it."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>>>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(PAGE_OF_PDF), PAGE_OF_PDF),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, said in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + table + end


def an_ofd() -> bytes:
    """A document of one page with a text on it."""
    parts = {
        "OFD.xml": (
            '<ofd:OFD {space} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo>'
            "<ofd:DocID>26530000000000000001</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            '<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
            "</ofd:Document>"
        ),
        "Doc_0/Pages/Page_0/Content.xml": (
            '<ofd:Page {space}><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="10 10 80 8" Font="4" '
            'Size="5"><ofd:TextCode X="0" Y="5">258.50</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content>'
            "</ofd:Page>"
        ),
    }
    head, space = '<?xml version="1.0" encoding="UTF-8"?>', 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return an_archive({name: head + said.format(space=space) for name, said in parts.items()})


def an_archive(parts: Mapping[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()
