"""Addresses of people and how they sign in."""

PLAIN = {
    "/language": "nobody",
    "/password": "school.buyer",
    "/sign-in": "nobody",
    "/sign-out": "school.buyer",
}

BUTTONS = frozenset(
    {
        "/language",
        "/sign-out",
    }
)
