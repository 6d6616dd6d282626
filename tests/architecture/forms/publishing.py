"""The page with forms about what a cluster publishes."""

PAGES = {
    ("harbour.official", "/publishing"): "reason",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("harbour.official", "/publishing"): {"reason": "Too little."},
}

WORDS: frozenset[str] = frozenset()

OFFERED: frozenset[str] = frozenset()
