"""Pages with forms about schools, hospitals and villages, pairings, and workshops' jobs."""

PAGES = {
    ("office-530624.official", "/paired/bodies/new"): "county kind name name_english township",
    ("office-530624.official", "/paired/bodies/sheet"): "text",
    ("cluster.official", "/paired/bodies/{body}"): "remark since unit",
    ("cluster.official", "/paired/links/{held pair}"): "on",
    ("workshop.seller", "/workshops/workshop"): "as_of jobs linked",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("office-530624.official", "/paired/bodies/new"): {"name": "寿松小学", "name_english": "Shousong School"},
    ("cluster.official", "/paired/bodies/{body}"): {"since": "2026-03-01", "remark": "twice a year"},
    ("cluster.official", "/paired/links/{held pair}"): {"on": "2026-11-23"},
    ("workshop.seller", "/workshops/workshop"): {"as_of": "2026-11-01", "jobs": "20", "linked": "10"},
}

UPLOADED = {
    ("cluster.official", "/paired/bodies/{body}", "pairs"): ("file", "agreement.pdf", b"%PDF-1.7\n%%EOF\n"),
    ("workshop.seller", "/workshops/workshop", "workshop"): ("file", "jobs.pdf", b"%PDF-1.7\n%%EOF\n"),
}

WORDS = frozenset("name name_english remark text".split())
OFFERED = frozenset({"unit"})
