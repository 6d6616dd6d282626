"""Pages with forms about suppliers, their profile and papers."""

PAGES = {
    ("operator.operator", "/organisations/suppliers/coop"): "reason",
    ("operator.operator", "/organisations/suppliers/workshop"): "reason",
    ("coop.seller", "/our-profile/place"): "about about_english contact founded phone township",
    ("coop.seller", "/our-profile/terms"): "freight freight_free_from taxpayer",
    ("coop.seller", "/our-profile/change"): "credit_code english name reason",
    ("coop.seller", "/our-profile/producers"): "credit_code english name township",
    ("coop.seller", "/our-profile/producers/{producer}"): "credit_code english name township",
    ("workshop.seller", "/our-profile"): "",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("operator.operator", "/organisations/suppliers/coop"): {"reason": "papers out of date"},
    ("operator.operator", "/organisations/suppliers/workshop"): {"reason": "papers out of date"},
    ("coop.seller", "/our-profile/place"): {"founded": "2019"},
    ("coop.seller", "/our-profile/terms"): {"freight": "5"},
    ("coop.seller", "/our-profile/change"): {"name": "another", "reason": "renamed"},
    ("coop.seller", "/our-profile/producers"): {"name": "somebody"},
    ("coop.seller", "/our-profile/producers/{producer}"): {"name": "somebody"},
    ("workshop.seller", "/our-profile"): {},
}

WORDS = frozenset("about about_english credit_code english".split())

OFFERED = frozenset("taxpayer".split())
