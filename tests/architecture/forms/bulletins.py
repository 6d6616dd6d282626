"""Pages with forms about bulletins."""

PAGES = {
    ("cluster.official", "/bulletins/new"): "kind node scheme span title",
    ("cluster.official", "/bulletins/{signed bulletin}"): "reason seen",
    ("cluster.official", "/bulletins/{draft bulletin}/edit"): (
        "circulates findings opening requests sections title version"
    ),
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("cluster.official", "/bulletins/new"): {"title": "又一份通报"},
    ("cluster.official", "/bulletins/{signed bulletin}"): {"reason": "月份有误。"},
    ("cluster.official", "/bulletins/{draft bulletin}/edit"): {"title": "改了标题", "findings": "有话要说。"},
}

WORDS = frozenset("findings opening requests title".split())

OFFERED = frozenset("node scheme sections span".split())

FORGIVEN = frozenset({"circulates"})
"""A box is ticked, whatever its value says."""
