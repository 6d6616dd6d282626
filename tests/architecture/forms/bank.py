"""Pages with forms about bank statements, payers and payees."""

PAGES = {
    ("school.manager", "/bank/payers"): "payer_account payer_name",
    ("operator.operator", "/payees"): "reason",
    ("coop.seller", "/bank/lines/{bank line}"): "other reading reason share_ why",
    ("coop.seller", "/bank/lines/{matched line}"): "",
    ("coop.seller", "/bank/lines/{refund line}"): "payment reading reason why",
    ("coop.seller", "/bank/statements/{unread statement}"): "column_ head",
    ("coop.seller", "/payee"): "reason",
    ("workshop.seller", "/payee"): "account_name account_number bank branch",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.manager", "/bank/payers"): {"payer_name": "somebody"},
    ("operator.operator", "/payees"): {"reason": "nobody there knows of it"},
    ("workshop.seller", "/payee"): {"account_name": "workshop", "bank": "bank", "account_number": "62220002"},
    ("coop.seller", "/payee"): {"reason": "a mistake"},
    ("coop.seller", "/bank/lines/{bank line}"): {"share_": "1", "reason": "rent"},
    ("coop.seller", "/bank/lines/{matched line}"): {},
    ("coop.seller", "/bank/lines/{refund line}"): {"reason": "wages"},
    ("coop.seller", "/bank/statements/{unread statement}"): {},
}

WORDS = frozenset("payer_account payer_name".split())

OFFERED = frozenset("column_ payment reading why".split())
