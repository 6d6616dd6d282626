"""What the address of a report asks for."""

from __future__ import annotations

from flask import abort, request

from shop.kernel import clock


def this_or_last_year() -> int:
    """This year, or last year if it is asked for."""
    this_year = clock.today().year
    asked = request.args.get("year", str(this_year))
    if asked not in (str(this_year), str(this_year - 1)):
        abort(404)
    return int(asked)
