"""What happens to organisations and their people, told to everyone concerned: `shop.wiring` lets these hear of it."""

from __future__ import annotations

from typing import Any

from shop.kernel.actor import Role
from shop.notices.services import tell, tell_one
from shop.organisations.events import MembershipChanged, SupplierVetted, UnitMerged
from shop.organisations.lifecycle import Vetting
from shop.organisations.queries import offices_of, operators


def tell_of_vetting(vetted: SupplierVetted) -> None:
    """The supplier and its county learn how far it has come; what a county recommends waits for the operator."""
    concerned: list[tuple[int, Role | None]] = [(vetted.supplier_id, None)]
    concerned += [(office, None) for office in offices_of(vetted.county_code)]
    if vetted.step is Vetting.RECOMMEND:
        concerned += [(operator, Role.OPERATOR) for operator in operators()]
    for organisation_id, role in concerned:
        tell(
            organisation_id,
            f"supplier_{vetted.step.value}",
            subject=("supplier", vetted.slug),
            role=role,
            supplier=vetted.name,
            reason=vetted.reason,
        )


def tell_of_merger(merged: UnitMerged) -> None:
    """Both units and the cluster that they belong to learn who buys for whom from now on."""
    names: dict[str, Any] = {"unit": merged.name, "successor": merged.successor_name}
    for unit_id in (merged.unit_id, merged.successor_id):
        tell(unit_id, "unit_merged", subject=("our_unit", merged.slug), **names)
    tell(merged.cluster_id, "unit_merged", subject=("unit", merged.slug), role=Role.OFFICIAL, **names)


def tell_of_membership(changed: MembershipChanged) -> None:
    """Whoever may act, or buy up to another amount, learns it themselves."""
    lifted = changed.what == "limit_changed" and changed.amount is None
    tell_one(
        changed.organisation_id,
        changed.membership_id,
        "membership_limit_lifted" if lifted else f"membership_{changed.what}",
        subject=("team", "-"),
        unit=changed.organisation_name,
        amount=changed.amount,
    )
