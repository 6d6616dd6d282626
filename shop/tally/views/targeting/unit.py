"""One unit's targets of a year: its lines and how they came about, its base figures, what is filed, its splits."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.organisations.queries.names import names_of
from shop.tally.bases import OnALine, actual_is_asked, beside
from shop.tally.filing import FilingKind
from shop.tally.policies import may_file_target, may_see_filings, may_split_target
from shop.tally.queries.bases import newest_bases
from shop.tally.queries.filings import Wanted, every_filing, page_of_filings
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.targets import Line, lines_of
from shop.tally.standing import stand
from shop.tally.tables.about import of_scope
from shop.tally.tables.filings import filings_table
from shop.tally.tables.unit import bases_table, target_tables
from shop.tally.views.asking import asked_year
from shop.tally.wording import canteen_sentence, how_it_comes
from shop.tally.words import BaseFigure, BaseKind
from shop.web.guards import actor, allowed
from shop.web.language import current

UNIT = "int(max=999999999999):unit_id"


@allowed(may_see_filings)
def unit(unit_id: int) -> ResponseReturnValue:
    """What a unit is to reach and how that was set, with everything that is filed about it."""
    scope = scope_of(unit_id, asked_year())
    node = scope.branch.nodes[unit_id]
    scheme = chosen(schemes_of(node.cluster_id), request.args.get("scheme"))
    family = [unit_id, *scope.branch.children(unit_id)]
    lines = lines_of(family, scope.year, scheme.id if scheme else None)
    standing = stand(scope.branch, [unit_id], [one.figures for each in lines.values() for one in each], ())[unit_id]
    own = lines.get(unit_id, [])
    bases = bases_of(unit_id, scope.year, own) if node.is_leaf else []
    if asked_as():
        tables = target_tables(unit_id, family[1:], lines, scope.branch.nodes)
        tables += [bases_table(bases)] if node.is_leaf else []
        tables.append(filings_table(every_filing(scope, Wanted(year=scope.year, unit_id=unit_id))))
        said = of_scope(scope, actor(), scheme)
        return send_tables(_("Targets of %(year)s", year=scope.year), tables, f"target-{unit_id}-{scope.year}", *said)
    filings, count = page_of_filings(scope, Wanted(year=scope.year, unit_id=unit_id))
    path = scope.path(unit_id)
    filing_unit = names_of([node.filing_unit_id]) if node.filing_unit_id else {}
    return render_template(
        "tally/target_unit.html",
        scope=scope,
        node=node,
        scheme=scheme,
        lines=[(line, how_it_comes(line.form, line.current)) for line in own],
        told=_told(own),
        standing=standing,
        bases=bases,
        asks_actual=node.is_leaf and actual_is_asked(scope.year, clock.today()) and _lacks_actual(bases),
        filings=filings,
        count=count,
        split_kind=FilingKind.SPLIT,
        may_file=may_file_target(actor(), path) and scope.year >= clock.today().year,
        may_file_base=may_file_target(actor(), path) and node.is_leaf,
        may_split=may_split_target(actor(), path) and not node.is_leaf and scope.year >= clock.today().year,
        canteen=canteen_sentence(node, next((one.named(current()) for one in filing_unit.values()), None)),
        place={"year": scope.year, "scheme": request.args.get("scheme")},
        this_year=clock.today().year,
    )


def scope_of(unit_id: int, year: int) -> Scope:
    """What the actor sees of a year, the unit among it; raises ``NotYours`` otherwise. One query."""
    scope = scope_for(actor(), year)
    if unit_id not in scope.branch:
        raise NotYours
    return Scope(scope.branch, scope.branch.nodes[unit_id])


def bases_of(unit_id: int, year: int, lines: list[Line]) -> Any:
    """A unit's base figures side by side; last year's are the actual ones, or else what was planned. One query."""
    found = newest_bases([unit_id], [year, year - 1])

    def of(asked_year: int, kind: BaseKind) -> dict[BaseFigure, int]:
        return {
            figure: value
            for (_unit, of_year, figure, of_kind), value in found.items()
            if (of_year, of_kind) == (asked_year, kind)
        }

    on_lines = [OnALine(one.form, one.current.rate, one.current.base, one.current.amount) for one in lines]
    last_year = of(year - 1, BaseKind.FILED) | of(year - 1, BaseKind.ACTUAL)
    return beside(on_lines, of(year, BaseKind.FILED), of(year, BaseKind.ACTUAL), last_year)


def _lacks_actual(bases: Any) -> bool:
    return any(one.actual is None and one.target is not None for one in bases)


def _told(lines: list[Line]) -> list[dict[str, Any]]:
    """Each line with its revisions, the newest first."""
    return [
        {"line": line, "revisions": [(one, how_it_comes(line.form, one)) for one in line.revisions[::-1]]}
        for line in lines
    ]
