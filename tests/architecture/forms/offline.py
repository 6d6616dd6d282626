"""Pages with forms about what was bought elsewhere."""

FORM = (
    "amount category_id certificate day goods invoice_number measure order_number origin_county purpose quantity "
    "seller_code seller_county seller_name"
)
PAGES = {
    ("school.buyer", "/offline/new"): f"{FORM} channel kind",
    ("harbour.official", "/offline/new"): f"{FORM} channel kind unit",
    ("school.buyer", "/offline/{returned offline}/correct"): FORM,
    ("school.buyer", "/offline/{offline}"): "reason",
    ("school.buyer", "/offline/{bare offline}"): "reason register_number",
    ("harbour.official", "/offline/{held offline}"): "reason",
    ("harbour.official", "/offline/{verified offline}"): "amount reason",
    ("cluster.official", "/offline/{disputed offline}"): "",
    ("school.buyer", "/offline/sheets"): "category_id columns origin_county purpose",
    ("school.buyer", "/offline/sheets/{offline sheet}"): "",
}

SAID = {
    "day": "2026-11-20",
    "amount": "321",
    "seller_name": "coop",
    "goods": "马铃薯",
    "category_id": "1",
    "origin_county": "530624",
    "quantity": "40",
    "invoice_number": "26530000000000007777",
    "purpose": "canteen",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/offline/new"): SAID,
    ("harbour.official", "/offline/new"): SAID,
    ("school.buyer", "/offline/{returned offline}/correct"): SAID,
    ("school.buyer", "/offline/{offline}"): {"reason": "entered twice"},
    ("school.buyer", "/offline/{bare offline}"): {"reason": "entered twice"},
    ("harbour.official", "/offline/{held offline}"): {"reason": "another week"},
    ("harbour.official", "/offline/{verified offline}"): {"amount": "50", "reason": "one box went back"},
    ("cluster.official", "/offline/{disputed offline}"): {},
    ("school.buyer", "/offline/sheets"): {},
    ("school.buyer", "/offline/sheets/{offline sheet}"): {},
}

PROOF = ("file", "proof.pdf", b"%PDF-1.7\n%%EOF\n")
HEADS = "渠道,开票日期,发票号码,卖方,商品,品类,产地县,数量,用途,含税金额"
ROW = "展销会,2026-11-20,26530000000000006666,coop,马铃薯,山货,530624,20,食堂,55"
SHEET = ("file", "sheet.csv", f"{HEADS}\n{ROW}\n".encode())
UPLOADED = {
    ("school.buyer", "/offline/{offline}", "papers"): PROOF,
    ("school.buyer", "/offline/{bare offline}", "papers"): PROOF,
    ("harbour.official", "/offline/{held offline}", "papers"): PROOF,
    ("harbour.official", "/offline/{verified offline}", "papers"): PROOF,
    ("cluster.official", "/offline/{disputed offline}", "papers"): PROOF,
    ("school.buyer", "/offline/sheets", "sheets"): SHEET,
}

WORDS = frozenset("certificate goods invoice_number order_number register_number seller_code seller_name".split())

OFFERED = frozenset("category_id channel columns origin_county purpose seller_county unit".split())
