"""The ways through the shop as one table: what is led to, under which name, and for whom. Pure, but for `init_app`.

Endpoints are named and never imported, since every room lies left of this one; a test asks that each of them exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from shop.kernel.actor import Actor

Whose = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Way:
    """A link. ``within`` are endpoints, or whole blueprints ("lots."), whose pages belong to it as well.

    ``short`` is the label for a phone's bar if the other is too long.
    """

    endpoint: str
    label: Any
    icon: str
    whose: Whose
    within: tuple[str, ...] = ()
    short: Any = None

    def leads_to(self, here: str) -> bool:
        """Whether the page shown belongs to this way."""
        return here == self.endpoint or any(
            here.startswith(one) if one.endswith(".") else here == one for one in self.within
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Ways that share a heading: a menu on a desk, a heading on a phone."""

    label: Any
    ways: tuple[Way, ...]

    def leads_to(self, here: str) -> bool:
        return any(way.leads_to(here) for way in self.ways)


def _everybody(actor: Actor) -> bool:
    return True


def _buys(actor: Actor) -> bool:
    return actor.is_buyer


def _approves(actor: Actor) -> bool:
    return actor.is_buyer and actor.is_approver


def _sells(actor: Actor) -> bool:
    return actor.is_supplier


def _trades(actor: Actor) -> bool:
    return (actor.is_buyer and actor.level == "leaf") or actor.is_supplier


def _oversees(actor: Actor) -> bool:
    return actor.is_official or actor.is_county or actor.is_operator


def _sets_targets(actor: Actor) -> bool:
    return actor.is_official or actor.is_operator


def _publishes(actor: Actor) -> bool:
    return actor.is_official and (actor.leads or (actor.cluster_id is not None and actor.level == "cluster"))


def _registers(actor: Actor) -> bool:
    return _sets_targets(actor) or (actor.is_buyer and actor.level == "leaf")


def _is_county(actor: Actor) -> bool:
    return actor.is_county


def _operates(actor: Actor) -> bool:
    return actor.is_operator


def _vets(actor: Actor) -> bool:
    return actor.is_county or actor.is_operator


def _oversees_money(actor: Actor) -> bool:
    return _sets_targets(actor) and not (actor.is_buyer and actor.level == "leaf")


PUBLIC = (
    Way("catalogue.products", _l("Products"), "goods", _everybody, ("catalogue.",)),
    Way("reports.progress", _l("Progress"), "chart", _everybody),
)
DESK: tuple[Way | Group, ...] = (
    Way("reports.desk", _l("Our desk"), "desk", _everybody),
    Way("fulfilment.arrivals", _l("Arrivals"), "scale", _buys, ("fulfilment.",)),
    Way("ordering.orders", _l("Orders"), "list", _buys, ("ordering.order", "ordering.purchase")),
    Way("ordering.approvals", _l("Approvals"), "check", _approves),
    Way(
        "tally.figures",
        _l("Our figures"),
        "target",
        _buys,
        ("tally.waiting", "tally.target", "tally.filings", "tally.filing", "tally.file_line", "tally.file_base"),
    ),
    Way("ordering_supplier.orders", _l("Orders received"), "list", _sells, ("ordering_supplier.order",), _l("Orders")),
    Way(
        "fulfilment_supplier.consignments",
        _l("Consignments"),
        "truck",
        _sells,
        ("fulfilment_supplier.", "fulfilment."),
        _l("Shipping"),
    ),
    Group(
        _l("Our goods"),
        (
            Way("listings.index", _l("Listings"), "goods", _sells, ("listings.", "imports.", "photos.")),
            Way("lots.index", _l("Lots"), "goods", _sells, ("lots.", "traces.")),
            Way("capacity.index", _l("Capacity"), "list", _sells, ("capacity.",)),
            Way("certificates.index", _l("Certificates"), "check", _sells, ("certificates.one",)),
        ),
    ),
    Group(
        _l("About us"),
        (
            Way("joining.profile", _l("Our profile"), "person", _sells, ("joining.",), _l("Profile")),
            Way(
                "households.households",
                _l("Linked households"),
                "person",
                _sells,
                ("households.", "jobs."),
                _l("Households"),
            ),
        ),
    ),
    Way("tally.board", _l("Board"), "target", _oversees, ("tally.why_not_more", "tally.together")),
    Way("tally.entries", _l("Ledger"), "list", _oversees, ("tally.entry", "tally.waiting")),
    Way("offline.index", _l("Bought elsewhere"), "list", _registers, ("offline.",), _l("Elsewhere")),
    Way("reports.county_sales", _l("Sales"), "chart", _is_county),
    Way("bulletins.index", _l("Bulletins"), "list", _sets_targets, ("bulletins.",)),
    Group(
        _l("Targets"),
        (
            Way(
                "tally.targets",
                _l("Targets"),
                "check",
                _sets_targets,
                ("tally.target", "tally.file_line", "tally.file_base", "tally.split"),
            ),
            Way("tally.filings", _l("Filings"), "list", _sets_targets, ("tally.filing",)),
        ),
    ),
    Group(
        _l("Rules and periods"),
        (
            Way(
                "tally.periods",
                _l("Months"),
                "clock",
                _sets_targets,
                ("tally.period", "tally.period_step", "tally.compare", "tally.differences"),
            ),
            Way(
                "tally.reevaluations",
                _l("Judged anew"),
                "scale",
                _sets_targets,
                ("tally.reevaluation", "tally.new_reevaluation", "tally.decide_reevaluation"),
            ),
            Way(
                "tally.schemes",
                _l("Schemes and rules"),
                "check",
                _sets_targets,
                ("tally.rules", "tally.new_scheme", "tally.new_rules", "tally.approve_rules"),
            ),
            Way("tally.replay", _l("Replay"), "chart", _sets_targets),
            Way("publishing.index", _l("Published"), "chart", _publishes, ("publishing.",)),
        ),
    ),
    Group(
        _l("Reach"),
        (
            Way("reports.reached", _l("People reached"), "person", _oversees, ("jobs.",)),
            Way("pairs.index", _l("Pairing coverage"), "check", _oversees, ("pairs.",)),
        ),
    ),
    Way("organisations.suppliers", _l("Register"), "person", _is_county, ("organisations.supplier",)),
    Way(
        "organisations.units",
        _l("Register"),
        "person",
        _sets_targets,
        ("organisations.unit", "organisations.suppliers", "organisations.supplier", "organisations.counties"),
    ),
    Group(
        _l("To check"),
        (
            Way("joining.queue", _l("Applications"), "check", _vets),
            Way("listings.review", _l("Listings"), "goods", _vets, ("listings.",)),
            Way("certificates.index", _l("Certificates"), "check", _vets, ("certificates.one",)),
            Way("capacity.index", _l("Capacity"), "list", _is_county, ("capacity.",)),
            Way("rosters.rosters", _l("Rosters"), "person", _vets, ("rosters.",)),
            Way("lots.index", _l("Lots"), "goods", _vets, ("lots.", "traces.")),
        ),
    ),
    Group(
        _l("Money"),
        (
            Way(
                "payments.index",
                _l("Money"),
                "list",
                _trades,
                ("payments.", "announced.", "bank.", "statements.", "payees.own", "settlements."),
            ),
            Way("invoices.index", _l("Invoices"), "list", _trades, ("invoices.",)),
            Way("payments_collected.collected", _l("Collected online"), "list", _sells),
            Way("payments.payments", _l("Payments"), "list", _operates, ("payments.payment",)),
            Way("payees.waiting", _l("Suppliers’ accounts"), "person", _operates),
            Way("payments_stripe.payments", _l("Online payment"), "list", _operates, ("payments_stripe.",)),
            Way("settlements.index", _l("Settlements"), "list", _oversees_money, ("settlements.settlement",)),
            Way("invoices.index", _l("Invoices"), "list", _oversees_money, ("invoices.",)),
        ),
    ),
    Group(
        _l("The shop itself"),
        (
            Way("mail.outgoing", _l("Mail"), "list", _operates, ("mail.one", "mail.again", "mail.unreached")),
            Way("audit.trail", _l("Audit trail"), "clock", _operates),
        ),
    ),
)


def desk_ways(actor: Actor | None) -> list[Way | Group]:
    """What the actor may go to, in order; a group of one is that one."""
    return list(_of(actor)) if actor else []


def _of(actor: Actor) -> Iterator[Way | Group]:
    for entry in DESK:
        if isinstance(entry, Way):
            if entry.whose(actor):
                yield entry
            continue
        ways = tuple(way for way in entry.ways if way.whose(actor))
        if ways:
            yield Group(entry.label, ways) if len(ways) > 1 else ways[0]


def all_ways() -> list[Way]:
    """Every way there is."""
    return [way for entry in (*PUBLIC, *DESK) for way in (entry.ways if isinstance(entry, Group) else (entry,))]


def init_app(app: Flask) -> None:
    """Let the layout ask."""
    app.jinja_env.globals.update(desk_ways=desk_ways, public_ways=PUBLIC)
