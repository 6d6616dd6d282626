"""How many schools, hospitals and villages are paired: the drawing, the table, who has none by name."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.organisations import policies
from shop.organisations.pair_tables import bodies_table, coverage_table
from shop.organisations.queries.coverage import coverage
from shop.organisations.queries.pairs import without_pair
from shop.organisations.words_pairs import BodyKind
from shop.web.asking import day_in, word_in
from shop.web.filters import day as day_words
from shop.web.guards import actor, allowed

bp = Blueprint("pairs", __name__, url_prefix="/paired")

MOST_NAMED = 60
"""So many bodies without a pair are named on the page; the register and the export have all of them."""


@bp.get("")
@allowed(policies.may_read_coverage)
def index() -> str | Response:
    """The coverage of a day, of the actor's cluster or county (of all, for the operator)."""
    day = min(day_in("on") or clock.today(), clock.today())
    kind = word_in(BodyKind, "kind")
    by = actor()
    cluster_id = None if by.is_operator or by.is_county else by.cluster_id
    found = coverage(cluster_id, day, county_code=by.county_code if by.is_county else None)
    missing = without_pair(by, kind, day, cluster_id)
    if asked_as() is not None:
        tables = [coverage_table(found), bodies_table(missing, _("Without a pair"), with_units=False)]
        return send_tables(_("Pairing coverage"), tables, f"coverage-{day}", (_("As of"), day_words(day)))
    return render_template(
        "organisations/coverage.html",
        coverage=found,
        day=day,
        kind=kind,
        kinds=BodyKind,
        missing=missing[:MOST_NAMED],
        missing_total=len(missing),
        may_enter=policies.may_enter_bodies(by),
    )
