"""Pages with forms about listings, sheets of them, photos and certificates."""

PAGES = {
    ("office-530624.official", "/listings/{submitted listing}"): "reason version",
    ("office-530624.official", "/listings/{changed listing}"): "reason version",
    ("office-530624.official", "/certificates/potatoes"): "catalogue_number on reason valid_from valid_to",
    ("coop.seller", "/listings/imports/{import}"): "",
    ("coop.seller", "/listings/new"): (
        "article category character cold_chain commodity county description description_english grade measure "
        "months name name_english producer search_words shelf_life_days storage storage_english version"
    ),
    ("coop.seller", "/listings/{listing}/edit"): (
        "article category character cold_chain commodity county description description_english grade measure "
        "months name name_english producer search_words shelf_life_days storage storage_english tax version"
    ),
    ("coop.seller", "/listings/{listing}"): "reason version",
    ("coop.seller", "/listings/{draft listing}"): "version",
    ("coop.seller", "/listings/{changed listing}"): "reason version",
    ("coop.seller", "/listings/{listing}/packs/{listed pack}"): (
        "content from_ minimum multiple name name_english price_ version way"
    ),
    ("coop.seller", "/listings/{listing}/papers"): "kind number valid_from valid_to",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("coop.seller", "/listings/imports/{import}"): {},
    ("office-530624.official", "/certificates/potatoes"): {
        "catalogue_number": "N-potatoes-3",
        "valid_from": "2026-01-01",
        "valid_to": "2026-01-31",
        "on": "2026-12-01",
        "reason": "mixed with others",
    },
    ("coop.seller", "/listings/new"): {"name": "春笋", "category": "1"},
    ("coop.seller", "/listings/{listing}/edit"): {"storage": "阴凉"},
    ("coop.seller", "/listings/{listing}/papers"): {"number": "R-2"},
    ("coop.seller", "/listings/{listing}"): {"reason": "all sold"},
    ("coop.seller", "/listings/{draft listing}"): {},
    ("coop.seller", "/listings/{changed listing}"): {},
    ("coop.seller", "/listings/{listing}/packs/{listed pack}"): {"minimum": "3"},
    ("office-530624.official", "/listings/{submitted listing}"): {"reason": "say how it is kept"},
    ("office-530624.official", "/listings/{changed listing}"): {"reason": "it is spring"},
}

UPLOADED = {("coop.seller", "/listings/{listing}/papers", "papers"): ("file", "report.pdf", b"%PDF-1.7\n%%EOF\n")}

WORDS = frozenset(
    "article catalogue_number character description description_english grade name_english search_words storage "
    "storage_english".split()
)

OFFERED = frozenset("commodity producer tax version way".split())
