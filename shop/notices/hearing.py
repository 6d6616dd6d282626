"""What happens to organisations and their people, told to everyone concerned: `shop.wiring` lets these hear of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import OrganisationKind, Role
from shop.mail.events import AddressRefused, MailGivenUp
from shop.notices.models import Notice
from shop.notices.services import tell, tell_one
from shop.organisations.events import (
    CanteenChanged,
    DocumentRunsOut,
    MembershipChanged,
    PairMoved,
    RosterChanged,
    RosterConfirmed,
    SupplierChangeProposed,
    SupplierVetted,
    UnitMerged,
)
from shop.organisations.lifecycle import Vetting
from shop.organisations.queries import memberships_of, offices_of, operators
from shop.organisations.queries.names import leading_offices_of

WAITS_FOR_COUNTY = (Vetting.SUBMIT, Vetting.SEND_BACK)


def tell_of_vetting(vetted: SupplierVetted) -> None:
    """The supplier and its county learn how far it has come; whoever has to decide next learns that it waits."""
    kind = f"supplier_{vetted.step.value}"
    waits = vetted.step in WAITS_FOR_COUNTY
    to_county = ("application_waits", Role.COUNTY_OFFICIAL) if waits else (kind, None)
    told: list[tuple[int, str, Role | None]] = [(vetted.supplier_id, kind, None)]
    told += [(office, *to_county) for office in offices_of(vetted.county_code)]
    if vetted.step is Vetting.RECOMMEND:
        told += [(operator, "application_waits", Role.OPERATOR) for operator in operators()]
    for organisation_id, said, role in told:
        subject = ("supplier", vetted.slug)
        tell(organisation_id, said, subject=subject, role=role, supplier=vetted.name, reason=vetted.reason)


def tell_of_ending_document(ending: DocumentRunsOut) -> None:
    """The supplier learns it ahead, so that it can be renewed; when it is over its county learns it as well."""
    told = [ending.supplier_id, *(offices_of(ending.county_code) if ending.days == 0 else ())]
    for organisation_id in told:
        tell(
            organisation_id,
            "document_ended" if ending.days == 0 else "document_ends",
            subject=("supplier", ending.slug),
            supplier=ending.name,
            document=ending.kind.value,
            number=ending.number,
            day=ending.last_day.isoformat(),
        )


def tell_of_change(proposed: SupplierChangeProposed) -> None:
    """A changed name, code or licence waits for the operator; the supplier and its county learn what became of it."""
    told: list[tuple[int, Role | None]] = [(operator, Role.OPERATOR) for operator in operators()]
    if proposed.what in ("approved", "rejected"):
        told = [(office, None) for office in (proposed.supplier_id, *offices_of(proposed.county_code))]
    for organisation_id, role in told:
        tell(
            organisation_id,
            f"change_{proposed.what}",
            subject=("supplier", proposed.slug),
            role=role,
            supplier=proposed.name,
            reason=proposed.reason,
        )


def tell_of_roster(changed: RosterChanged) -> None:
    """The county, which confirmed the roster or has yet to, learns that there is something new to look at."""
    for office in offices_of(changed.county_code):
        tell(office, "roster_changed", subject=("roster", changed.slug), supplier=changed.name)


def tell_of_confirmed_roster(confirmed: RosterConfirmed) -> None:
    """The supplier learns which numbers stand for it from now on."""
    tell(
        confirmed.supplier_id,
        "roster_confirmed",
        subject=("own_roster", "-"),
        day=confirmed.as_of.isoformat(),
        households=confirmed.households,
        people=confirmed.people,
    )


def tell_of_merger(merged: UnitMerged) -> None:
    """Both units and the cluster that they belong to learn who buys for whom from now on."""
    names: dict[str, Any] = {"unit": merged.name, "successor": merged.successor_name}
    for unit_id in (merged.unit_id, merged.successor_id):
        tell(unit_id, "unit_merged", subject=("our_unit", merged.slug), **names)
    tell(merged.cluster_id, "unit_merged", subject=("unit", merged.slug), role=Role.OFFICIAL, **names)


def tell_of_canteen(changed: CanteenChanged) -> None:
    """The unit learns how its canteen is registered now, since that decides what it files."""
    tell(changed.unit_id, "canteen_changed", subject=("our_unit", changed.slug), unit=changed.name)


def tell_of_pair(moved: PairMoved) -> None:
    """Whoever leads the cluster learns that it waits for them; unit and county learn what became of it."""
    waits = moved.what in ("proposed", "end")
    told: list[tuple[int, Role | None]] = [(office, Role.OFFICIAL) for office in leading_offices_of(moved.cluster_id)]
    if not waits:
        told += [(moved.unit_id, None), *((office, None) for office in offices_of(moved.county_code))]
    for organisation_id, role in told:
        subject = ("pair", str(moved.pair_id))
        particulars = {"unit": moved.unit_name, "body": moved.body_name, "reason": moved.reason}
        tell(organisation_id, f"pair_{moved.what}", subject=subject, role=role, **particulars)


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


def tell_of_refused_address(refused: AddressRefused) -> None:
    """Those who manage the units where the person works learn that no mail reaches them, and so does the operator."""
    name = db.session.get_one(Person, refused.person_id).name
    told: dict[int, Role | None] = {
        held.organisation_id: Role.MANAGER if held.organisation_kind is OrganisationKind.UNIT else None
        for held in memberships_of(refused.person_id)
    }
    for organisation_id, role in told.items():
        tell(organisation_id, "address_refused", subject=("team", "-"), role=role, person=name)
    for operator in set(operators()) - set(told):
        tell(operator, "address_refused", subject=("mail", "-"), role=Role.OPERATOR, person=name)


def tell_of_mail_given_up(given_up: MailGivenUp) -> None:
    """The operator learns it once a day, however many mails it is; the list of mails shows them all."""
    begun = clock.at_shanghai(clock.today())
    for operator in operators():
        asked = select(Notice.id).where(Notice.organisation_id == operator, Notice.at >= begun)
        if not db.session.execute(asked.where(Notice.kind == "mail_given_up").limit(1)).first():
            tell(operator, "mail_given_up", subject=("mail", "-"), role=Role.OPERATOR)
