"""What is said of a table of the tally on its first sheet: of whom, of which year, by which rules, which filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.kernel.actor import Actor
from shop.kernel.purposes import Purpose
from shop.organisations.words import SupplierKind
from shop.tally.evidence import Grade
from shop.tally.models import Scheme
from shop.tally.queries.entry_choices import Choice
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.scopes import Scope
from shop.tally.words import Certified, Channel, Condition, EntryKind, OrderedWhen, VerdictState
from shop.web.filters import month_name
from shop.web.language import current

Said = tuple[Any, Any]

LABELS = {
    "month": _l("Month"),
    "county": _l("County the goods come from"),
    "category": _l("Category"),
    "supplier": _l("Supplier"),
    "verdict": _l("Verdict"),
    "reason": _l("Why it does not count"),
    "kind": _l("Kind"),
    "channel": _l("Channel"),
    "grade": _l("Evidence"),
    "supplier_kind": _l("Kind of supplier"),
    "certified": _l("Certificate"),
    "ordered": _l("Ordered"),
}
"""The filters of the ledger by their names, in the order in which the page shows them."""

Words = Condition | VerdictState | EntryKind | Channel | Grade | SupplierKind | Certified | OrderedWhen | Purpose


def name_of(scope: Scope, actor: Actor, county: Any = None) -> str:
    """What is looked at: a node, a county's produce, a department's units, or everything."""
    if scope.county_code is not None:
        return str(county.named(current())) if county is not None else scope.county_code
    if scope.node is not None:
        return scope.node.named(current())
    department = scope.branch.nodes.get(actor.organisation_id)
    if department is None:
        return str(_("All clusters"))
    return str(_("%(department)s and the units it supervises", department=department.named(current())))


def of_scope(scope: Scope, actor: Actor, scheme: Scheme | None = None, county: Any = None) -> list[Said]:
    """The lines that every table of the tally has."""
    return [
        (_("Of"), name_of(scope, actor, county)),
        (_("Year"), scope.year),
        (_("Counting rules"), scheme.named(current()) if scheme else None),
    ]


def names_of(found: Mapping[str, Iterable[Choice]]) -> dict[str, dict[str, str]]:
    """What filters by number are called, by what they filter and by key."""
    return {what: {str(one.key): one.named(current()) for one in of_what} for what, of_what in found.items()}


def of_filters(wanted: Wanted, names: dict[str, dict[str, str]]) -> Iterator[Said]:
    """A line for each filter in force; ``names`` are those of counties, categories and suppliers, by what and key."""
    for name, label in LABELS.items():
        value = getattr(wanted, name)
        if value is None:
            continue
        if name == "month":
            yield label, month_name(value)
        elif isinstance(value, Words):
            yield label, value.label
        else:
            yield label, names.get(name, {}).get(str(value), str(value))
    if wanted.purposes:
        comma = "、" if current() == "zh" else ", "
        yield _("Purpose"), comma.join(str(purpose.label) for purpose in wanted.purposes)
