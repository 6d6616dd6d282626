"""Pages with forms about payments, terms, settlements and money paid online."""

PAGES = {
    ("school.buyer", "/orders/{confirmed order}/pay"): "kind",
    ("school.buyer", "/orders/{unpaid order}/pay"): "",
    ("school.manager", "/money/payments/{online payment}"): "amount order reason",
    ("school.manager", "/money/payments/{payment}"): "amount order",
    ("school.manager", "/money/terms"): "credit_limit days reason",
    ("school.manager", "/money/settlements/{settlement}"): "settled_line reason",
    ("school.manager", "/money/settlements/new?other={coop number}&profile={school profile}"): "seen",
    ("operator.operator", "/money/terms"): "reason",
    ("operator.operator", "/money/stripe/owed"): "amount paid_on reference",
    ("operator.operator", "/money/stripe/payments/{attempt}"): "amount reason",
    ("coop.seller", "/money/payments/{online payment}"): "amount order reason",
    ("coop.seller", "/money/payments/{payment}"): "amount order",
    ("coop.seller", "/money/receipts/new"): "amount received_on reference unit",
    ("coop.seller", "/money/payments/{entered payment}"): "amount order reason",
    ("coop.seller", "/money/announced"): "",
    ("coop.seller", "/money/announced/{announced payment}"): "reason",
    ("coop.seller", "/money/settlements/{settlement}"): "settled_line reason seen",
    ("coop.seller", "/money/settlements/{agreed settlement}"): "invoice",
    ("coop.seller", "/money/settlements/{agreed settlement}/invoices/new"): (
        "code issued_on kind net_ number part_ quantity_ rate_ seller_tax_number tax_ total what_"
    ),
    ("coop.seller", "/money/settlements/new?other={school number}&profile={school profile}"): "seen",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/orders/{confirmed order}/pay"): {},
    ("operator.operator", "/money/stripe/owed"): {"amount": "1", "paid_on": "2026-11-20", "reference": "T1"},
    ("operator.operator", "/money/stripe/payments/{attempt}"): {"amount": "1", "reason": "one bag was wet"},
    ("school.manager", "/money/payments/{payment}"): {"amount": "10"},
    ("coop.seller", "/money/payments/{payment}"): {"amount": "10"},
    ("school.manager", "/money/payments/{online payment}"): {"amount": "10", "reason": "wet"},
    ("coop.seller", "/money/payments/{online payment}"): {"amount": "10", "reason": "wet"},
    ("coop.seller", "/money/receipts/new"): {"amount": "10"},
    ("school.manager", "/money/terms"): {"days": "45", "reason": "The treasury pays late."},
    ("operator.operator", "/money/terms"): {"reason": "too long"},
    ("school.manager", "/money/settlements/{settlement}"): {"reason": "the wrong month"},
    ("school.manager", "/money/settlements/new?other={coop number}&profile={school profile}"): {},
    ("coop.seller", "/money/settlements/new?other={school number}&profile={school profile}"): {},
    ("coop.seller", "/money/settlements/{settlement}"): {"reason": "it was less"},
    ("coop.seller", "/money/settlements/{agreed settlement}"): {},
    ("coop.seller", "/money/settlements/{agreed settlement}/invoices/new"): {
        "number": "87654322",
        "code": "0440019001",
        "issued_on": "2026-11-20",
    },
    ("coop.seller", "/money/announced"): {},
    ("coop.seller", "/money/announced/{announced payment}"): {"reason": "nothing came"},
    ("coop.seller", "/money/payments/{entered payment}"): {"amount": "6", "reason": "typed twice"},
}

WORDS = frozenset("reference".split())

OFFERED = frozenset("order settled_line unit".split())

POINTERS = frozenset("invoice".split())
