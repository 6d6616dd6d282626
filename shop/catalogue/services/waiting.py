"""What a supplier wants of an approved listing and has to be looked at: gathered in one change until it is decided."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any

from shop.audit.services import record
from shop.catalogue.listing import Listing
from shop.catalogue.models import ListingChange, Product
from shop.catalogue.review import Finding
from shop.catalogue.services.locks import waiting_change
from shop.catalogue.words import ChangeOutcome
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.notices.services import tell
from shop.organisations.queries import names_of, offices_of, operators

Item = dict[str, Any]
LONGEST_REASON = 300


def await_review(
    product: Product, items: Sequence[Item], *, about: Collection[Hashable], by: Actor
) -> ListingChange | None:
    """From now on this waits of all that the words or packs in ``about`` are to become, and nothing else of them.

    When nothing is left to look at, the change that waited is withdrawn. The listing is held by the caller.
    """
    waiting = waiting_change(product.id)
    stood = list(waiting.items) if waiting else []
    before = {_key(item): item for item in stood}
    kept = [item for item in stood if _key(item) not in about]
    wanted = kept + [_joined(item, before.get(_key(item))) for item in items]
    if not wanted:
        if waiting is not None:
            waiting.outcome = ChangeOutcome.WITHDRAWN
            waiting.decided_by_id, waiting.decided_at = by.person_id, clock.now()
            db.session.flush()
            record(by, "product.change_withdrawn", "product", product.id, name=product.name)
        return None
    if waiting is None:
        waiting = ListingChange(product_id=product.id, outcome=ChangeOutcome.WAITING)
        db.session.add(waiting)
    elif _plain(wanted) == _plain(stood):
        return waiting
    waiting.items, waiting.proposed_by_id, waiting.proposed_at = wanted, by.person_id, clock.now()
    db.session.flush()
    record(by, "product.change_waits", "product", product.id, name=product.name)
    tell_reviewers(product, "listing_change_waits")
    return waiting


def waits_on_words(before: Listing, after: Listing, findings: Iterable[Finding], by: Actor) -> list[Item]:
    """The items of a change for what was found in a listing's words."""
    return [
        {
            "field": finding.field,
            "old": getattr(before, finding.field),
            "new": getattr(after, finding.field),
            "reason": finding.reason.value,
            "by": [by.person_id],
        }
        for finding in findings
        if finding.field is not None
    ]


def tell_reviewers(product: Product, kind: str) -> None:
    """The office of the county that the goods come from and the operator should look at a listing."""
    supplier = names_of([product.supplier_id])[product.supplier_id].name
    concerned = [(office, Role.COUNTY_OFFICIAL) for office in offices_of(product.county_code)]
    concerned += [(operator, Role.OPERATOR) for operator in operators()]
    for organisation_id, role in concerned:
        subject = ("listing", str(product.id))
        tell(organisation_id, kind, subject=subject, role=role, product=product.name, supplier=supplier)


def tell_supplier(product: Product, kind: str, **particulars: Any) -> None:
    """Those who keep the supplier's listings should know what was decided."""
    tell(product.supplier_id, kind, subject=("listing", str(product.id)), product=product.name, **particulars)


def _key(item: Item) -> Hashable:
    key: Hashable = item.get("field") or item["pack"]
    return key


def _joined(item: Item, before: Item | None) -> Item:
    """The same wish keeps all who had it."""
    if before is None or before["new"] != item["new"]:
        return item
    return item | {"by": sorted({*before["by"], *item["by"]})}


def _plain(items: Iterable[Item]) -> list[Item]:
    return [{key: value for key, value in item.items() if key != "by"} for item in items]
