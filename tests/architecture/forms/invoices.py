"""Pages with forms about invoices."""

PAGES = {
    ("school.manager", "/invoices/{invoice}"): "amount line proposal reason",
    ("coop.seller", "/invoices/{invoice}"): "amount line proposal reason",
    ("coop.seller", "/invoices/{invoice}/parts"): "part_",
    ("coop.seller", "/invoices/{invoice}/red"): "code issued_on net_ number part_ quantity_ rate_ tax_ total what_",
    ("coop.seller", "/invoices/new?of={school itself}&profile={school profile}&line={accepted line}"): (
        "code issued_on kind net_ number part_ quantity_ rate_ seller_tax_number tax_ total what_"
    ),
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.manager", "/invoices/{invoice}"): {"amount": "5", "reason": "small"},
    ("coop.seller", "/invoices/{invoice}"): {"amount": "5", "reason": "mistyped"},
    ("coop.seller", "/invoices/{invoice}/parts"): {"part_": "40"},
    ("coop.seller", "/invoices/{invoice}/red"): {"number": "87654321", "code": "0440019001", "issued_on": "2026-11-23"},
    ("coop.seller", "/invoices/new?of={school itself}&profile={school profile}&line={accepted line}"): {
        "number": "87654321",
        "code": "0440019001",
        "issued_on": "2026-11-20",
    },
}

POINTERS = frozenset("line".split())
