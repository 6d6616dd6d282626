"""Pages with forms about rosters of linked households."""

from tests.factories.identities import an_id_number

PAGES = {
    ("office-530624.official", "/rosters/coop"): "as_of note seen",
    ("coop.seller", "/households/new"): "id_number id_number_ person_name person_name_ since township village",
    ("coop.seller", "/households/{household}"): "id_number last_day person_name reason since township until village",
    ("coop.seller", "/households/{household}/people/{linked person}"): (
        "id_number last_day person_name reason since until"
    ),
    ("coop.seller", "/households/sheets/{roster sheet}"): "",
}

NEWCOMER = {"person_name": "Li Mei", "id_number": an_id_number(77), "since": "2024-08-01"}


FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("coop.seller", "/households/new"): NEWCOMER,
    ("coop.seller", "/households/{household}"): NEWCOMER | {"reason": "moved"},
    ("coop.seller", "/households/{household}/people/{linked person}"): NEWCOMER | {"reason": "misread"},
    ("coop.seller", "/households/sheets/{roster sheet}"): {},
    ("office-530624.official", "/rosters/coop"): {"as_of": "2026-11-23", "note": "seen"},
}

WORDS = frozenset("person_name person_name_ village".split())
