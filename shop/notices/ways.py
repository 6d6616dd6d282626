"""Where a notice leads: the page of what it is about, on the reader's side of the trade."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, url_for

from shop.kernel.actor import Actor
from shop.notices.models import Notice

BUYING: dict[str, str] = {
    "order": "ordering.order",
    "purchase": "ordering.purchase",
    "consignment": "fulfilment.arrival",
    "acceptance": "fulfilment.acceptance",
    "payment": "payments.payment",
    "announced_payment": "announced.payment",
    "money": "payments.index",
    "terms": "payments.terms",
    "invoice": "invoices.invoice",
    "settlement": "settlements.settlement",
    "filing": "tally.filing",
    "target": "tally.figures",
    "offline": "offline.one",
    "offline_sheets": "offline.index",
    "our_unit": "organisations.our_unit",
    "team": "organisations.team",
    "product": "catalogue.product",
    "listing": "listings.listing",
    "listings": "listings.review",
    "supplier": "organisations.supplier",
    "roster": "rosters.roster",
    "unit": "organisations.unit",
    "comparison": "payments_stripe.comparison",
    "inbox": "payments_stripe.reports",
    "online": "payments_stripe.payment",
    "payee": "payees.waiting",
    "recall": "traces.recalled",
    "lot": "traces.trace",
    "mail": "mail.outgoing",
    "capacity": "capacity.one",
    "certificate": "certificates.one",
    "file": "files.one",
    "bulletin": "bulletins.one",
    "pair": "pairs.pair",
}
SELLING: dict[str, str] = {
    "collected": "payments_collected.collected",
    "order": "ordering_supplier.order",
    "consignment": "fulfilment_supplier.consignment",
    "acceptance": "fulfilment.acceptance",
    "payment": "payments.payment",
    "announced_payment": "announced.payment",
    "invoice": "invoices.invoice",
    "settlement": "settlements.settlement",
    "statement": "statements.issued",
    "team": "organisations.team",
    "product": "catalogue.product",
    "listing": "listings.listing",
    "listing_import": "imports.one",
    "supplier": "organisations.supplier",
    "own_roster": "households.households",
    "payee": "payees.own",
    "capacity": "capacity.one",
    "certificate": "certificates.one",
    "lot": "traces.trace",
}
OVERSEEING: dict[str, str] = BUYING | {
    "target": "tally.targets",
    "period": "tally.period",
    "reevaluation": "tally.reevaluation",
    "rules": "tally.rules",
}
WITHOUT_KEY = frozenset(
    "collected comparison inbox listings mail money offline_sheets our_unit own_roster payee target team terms".split()
)
BY_SLUG = frozenset({"certificate", "product", "roster", "supplier", "unit"})
BY_KEY = frozenset({"filing", "online"})
BY_ID = {
    "capacity": "capacity_id",
    "listing": "number",
    "file": "number",
    "pair": "pair_id",
    "listing_import": "number",
    "lot": "lot_id",
}


def way_to(notice: Notice, actor: Actor, address: Callable[..., str] = url_for) -> str | None:
    """The address of what the notice is about, if there is such a page on the actor's side.

    ``address`` makes it, of an endpoint and its values: a mail needs whole addresses.
    """
    ways = SELLING if actor.is_supplier else OVERSEEING if actor.is_official else BUYING
    endpoint = ways.get(notice.subject_kind)
    if endpoint is None or endpoint not in current_app.view_functions:
        return None
    if notice.subject_kind in WITHOUT_KEY:
        return address(endpoint)
    if notice.subject_kind in BY_SLUG:
        return address(endpoint, slug=notice.subject_key)
    if notice.subject_kind in BY_KEY:
        return address(endpoint, key=notice.subject_key)
    if notice.subject_kind in BY_ID:
        return address(endpoint, **{BY_ID[notice.subject_kind]: int(notice.subject_key)})
    return address(endpoint, number=notice.subject_key)
