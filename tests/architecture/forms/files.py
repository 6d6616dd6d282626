"""Pages with forms about files that are made in the background."""

PAGES = {
    ("school.buyer", "/files/{file}"): "",
    ("school.buyer", "/files/{ready file}"): "",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/files/{file}"): {},
    ("school.buyer", "/files/{ready file}"): {},
}
