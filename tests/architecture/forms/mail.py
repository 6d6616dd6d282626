"""Pages with forms about mails and notices."""

PAGES = {
    ("school.buyer", "/mail"): "approvals deliveries digest language money orders other overdue to_confirm",
    ("school.buyer", "/notices"): "up_to",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/mail"): {},
}

OFFERED = frozenset("approvals deliveries digest language money orders overdue to_confirm".split())
