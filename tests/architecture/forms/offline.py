"""Pages with forms about what was bought elsewhere."""

FORM = (
    "amount category_id certificate channel day goods invoice_number kind measure order_number origin_county purpose "
    "quantity seller_code seller_county seller_name unit"
)
PAGES = {
    ("school.buyer", "/offline/new"): FORM,
    ("harbour.official", "/offline/new"): FORM,
    ("school.buyer", "/offline/{returned offline}/correct"): FORM,
    ("school.buyer", "/offline/{offline}"): "invoice reason",
    ("harbour.official", "/offline/{held offline}"): "invoice reason",
    ("harbour.official", "/offline/{verified offline}"): "amount reason",
    ("cluster.official", "/offline/{disputed offline}"): "",
    ("school.buyer", "/offline/sheets"): "category_id form origin_county purpose unit",
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
    ("harbour.official", "/offline/{held offline}"): {"reason": "another week"},
    ("harbour.official", "/offline/{verified offline}"): {"amount": "50", "reason": "one box went back"},
    ("cluster.official", "/offline/{disputed offline}"): {},
    ("school.buyer", "/offline/sheets"): {},
    ("school.buyer", "/offline/sheets/{offline sheet}"): {},
}

WORDS = frozenset("certificate goods invoice_number order_number seller_name".split())

OFFERED = frozenset("category_id channel form origin_county purpose seller_county unit".split())
