"""Pages with forms about lots, recalls and capacities."""

PAGES = {
    ("school.buyer", "/recalls/{recall}"): "answer",
    ("operator.operator", "/lots/{recalled lot}/trace"): "reason",
    ("office-530624.official", "/capacity/{capacity}"): "reason",
    ("coop.seller", "/lots/new?product=potatoes"): "best_before code harvest_from harvest_to quantity",
    ("coop.seller", "/lots/{lot}/correct"): "quantity reason",
    ("coop.seller", "/lots/{lot}/write-off"): "quantity reason",
    ("coop.seller", "/lots/{lot}/hold"): "reason",
    ("coop.seller", "/lots/{lot}/dates"): "best_before harvest_from harvest_to reason",
    ("coop.seller", "/lots/{promised lot}/harvest"): "harvested_on quantity",
    ("coop.seller", "/lots/{lot}/purchases"): "bought_on_ household_ paid_ pasted quantity_ surplus_reason",
    ("coop.seller", "/lots/{lot}/purchases/{bought row}"): (
        "bought_on_ household_ paid_ quantity_ reason surplus_reason"
    ),
    ("coop.seller", "/lots/{lot}/trace"): "advice reason",
    ("coop.seller", "/capacity/new?of={returned capacity}"): "category expected measure months mu year",
    ("coop.seller", "/capacity/{capacity}"): "",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("coop.seller", "/capacity/{capacity}"): {},
    ("office-530624.official", "/capacity/{capacity}"): {"reason": "less was planted"},
    ("coop.seller", "/capacity/new?of={returned capacity}"): {"year": "2027", "mu": "12.5", "expected": "3000斤"},
    ("school.buyer", "/recalls/{recall}"): {"answer": "eaten"},
    ("operator.operator", "/lots/{recalled lot}/trace"): {"reason": "the test was good"},
    ("coop.seller", "/lots/new?product=potatoes"): {"quantity": "10"},
    ("coop.seller", "/lots/{lot}/correct"): {"quantity": "749.5", "reason": "weighed anew"},
    ("coop.seller", "/lots/{lot}/write-off"): {"quantity": "1", "reason": "frost"},
    ("coop.seller", "/lots/{lot}/hold"): {"reason": "a test is due"},
    ("coop.seller", "/lots/{lot}/dates"): {"best_before": "2027-05-01", "reason": "misprinted"},
    ("coop.seller", "/lots/{promised lot}/harvest"): {"quantity": "90"},
    ("coop.seller", "/lots/{lot}/purchases"): {"household_": "Li", "quantity_": "5", "paid_": "8"},
    ("coop.seller", "/lots/{lot}/purchases/{bought row}"): {"quantity_": "9", "reason": "misread"},
    ("coop.seller", "/lots/{lot}/trace"): {"reason": "mould"},
}

WORDS = frozenset("advice answer household_ surplus_reason".split())
