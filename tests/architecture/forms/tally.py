"""Pages with forms about targets: filing, deciding, splitting."""

PAGES = {
    ("school.buyer", "/targets/{school number}/line"): "amount purposes reason",
    ("school.buyer", "/targets/{school number}/line?form=per_head"): "base purposes rate reason",
    ("school.buyer", "/targets/{school number}/line?form=canteen_rate"): "base purposes rate reason",
    ("school.buyer", "/targets/{school number}/line?line={school line}"): "amount holds_from reason",
    ("school.buyer", "/targets/{school number}/base"): "figure holds_from reason value",
    ("school.buyer", "/targets/{school number}/base?anew={returned base number}"): "holds_from reason value",
    ("school.buyer", "/filings/{filed base}"): "",
    ("harbour.official", "/filings/{filed base}"): "reason",
    ("harbour.official", "/filings/{proposed split}"): "reason",
    ("delta.official", "/targets/{delta number}/split"): "child_ holds_from reason sheet",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/targets/{school number}/line"): {"purposes": "union_welfare", "amount": "500", "reason": "new"},
    ("school.buyer", "/targets/{school number}/line?form=per_head"): {
        "purposes": "staff",
        "base": "40",
        "rate": "200",
        "reason": "new",
    },
    ("school.buyer", "/targets/{school number}/line?form=canteen_rate"): {
        "purposes": "union_welfare",
        "base": "700",
        "rate": "12",
        "reason": "new",
    },
    ("school.buyer", "/targets/{school number}/line?line={school line}"): {"amount": "9", "reason": "fewer pupils"},
    ("school.buyer", "/targets/{school number}/base"): {"value": "80000", "reason": "accounts"},
    ("school.buyer", "/targets/{school number}/base?anew={returned base number}"): {"value": "90000"},
    ("school.buyer", "/filings/{filed base}"): {},
    ("delta.official", "/targets/{delta number}/split"): {"child_": "5", "reason": "fair"},
    ("harbour.official", "/filings/{filed base}"): {"reason": "of which year?"},
    ("harbour.official", "/filings/{proposed split}"): {"reason": "too little"},
}

OFFERED = frozenset("figure holds_from purposes".split())
