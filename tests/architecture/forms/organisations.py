"""Pages with forms about units, their people and counties."""

PAGES = {
    ("school.manager", "/team/{colleague}"): "order_limit roles",
    ("school.manager", "/our-unit"): "address bank bank_account contact kind label phone tax_number title",
    ("operator.operator", "/organisations/units/school"): (
        "canteen contractor_name department filing_unit parent reason since successor year"
    ),
    ("operator.operator", "/organisations/counties"): "cluster county kind on since until",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.manager", "/our-unit"): {
        "label": "Back gate",
        "address": "5 Lane",
        "contact": "Li",
        "phone": "13800000000",
        "title": "School",
        "tax_number": "91110000600037341L",
    },
    ("school.manager", "/team/{colleague}"): {"order_limit": "80"},
}

WORDS = frozenset({"contractor_name"})
OFFERED = frozenset("canteen filing_unit cluster department parent roles successor".split())
