"""Pages with forms about what is judged anew, and about schemes with their rules."""

PAGES = {
    ("harbour.official", "/reevaluations/{reevaluation}"): "answer",
    ("harbour.official", "/reevaluations/new?aim=dispute&entry={doubtful entry}"): "entries reason",
    ("harbour.official", "/rules/new"): "code name name_english",
    ("harbour.official", "/rules/{scheme}"): "",
    ("harbour.official", "/rules/{scheme}/new"): "conditions purposes valid_from valid_to",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("harbour.official", "/reevaluations/{reevaluation}"): {"answer": "Not shown."},
    ("harbour.official", "/reevaluations/new?aim=dispute&entry={doubtful entry}"): {"reason": "Nobody saw the goods."},
    ("harbour.official", "/rules/new"): {"code": "second", "name": "第二口径", "name_english": "Second"},
    ("harbour.official", "/rules/{scheme}"): {},
    ("harbour.official", "/rules/{scheme}/new"): {"valid_from": "2027-01-01"},
}

WORDS = frozenset("answer name_english".split())

OFFERED = frozenset("conditions entries purposes".split())
