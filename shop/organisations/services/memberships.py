"""Who may act for an organisation, as what, and up to which amount."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import MembershipChanged
from shop.organisations.models import Membership, Organisation, Unit
from shop.organisations.words import UnitKind, UnitLevel

BUYING = frozenset({Role.BUYER, Role.APPROVER, Role.RECEIVER, Role.FINANCE, Role.MANAGER})
SELLING = frozenset({Role.SELLER, Role.FINANCE, Role.MANAGER})
FITTING = {
    OrganisationKind.SUPPLIER: SELLING,
    OrganisationKind.COUNTY_OFFICE: frozenset({Role.COUNTY_OFFICIAL, Role.MANAGER}),
    OrganisationKind.OPERATOR: frozenset({Role.OPERATOR, Role.MANAGER}),
}


def join(
    person_id: int,
    organisation_id: int,
    roles: Iterable[Role],
    *,
    title: str = "",
    order_limit: Money | None = None,
    by: Actor | None,
) -> Membership:
    """A person may act for an organisation from now on. Whoever left and comes back keeps their membership."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotYours
    wanted = _fitting(frozenset(roles), organisation)
    membership = db.session.execute(
        select(Membership).where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
    ).scalar_one_or_none()
    if membership is None:
        membership = Membership(person_id=person_id, organisation_id=organisation_id, since=clock.now())
        db.session.add(membership)
    elif membership.active:
        raise Refused(_l("This person already belongs to the organisation."), field="person")
    membership.roles, membership.title, membership.active = wanted, title.strip()[:80], True
    membership.order_limit = _checked_limit(order_limit, wanted)
    db.session.flush()
    _record(membership, "membership.begun", by, roles=" ".join(sorted(wanted)))
    return membership


def leave(membership: Membership, *, by: Actor | None) -> None:
    """The person does not act for the organisation any more; what they did stays theirs."""
    _check_manager(membership, by)
    membership.active = False
    db.session.flush()
    _record(membership, "membership.ended", by)


def change_roles(membership: Membership, roles: Iterable[Role], *, by: Actor) -> None:
    """From now on the person does other things for the organisation; who buys no more has no limit either."""
    organisation = db.session.get_one(Organisation, membership.organisation_id)
    wanted = _fitting(frozenset(roles), organisation)
    _check_manager(membership, by)
    if wanted == membership.roles:
        return
    membership.roles = wanted
    if Role.BUYER not in wanted:
        membership.order_limit = None
    db.session.flush()
    _record(membership, "membership.roles_changed", by, roles=" ".join(sorted(wanted)))


def roles_for(organisation: Organisation) -> frozenset[Role]:
    """The roles that somebody may have in the organisation: only leaves buy, only suppliers sell."""
    if not isinstance(organisation, Unit):
        return FITTING.get(organisation.kind, frozenset())
    leaf = organisation.level is UnitLevel.LEAF
    watches = not leaf or organisation.unit_kind is UnitKind.DEPARTMENT
    return (BUYING if leaf else frozenset({Role.MANAGER})) | (frozenset({Role.OFFICIAL}) if watches else frozenset())


def change_order_limit(membership: Membership, limit: Money | None, *, by: Actor) -> None:
    """From now on the person's purchases above the limit wait for an approver; without one, none of theirs does."""
    if membership.person_id == by.person_id:
        raise Refused(_l("You cannot set your own limit: ask another manager."), field="order_limit")
    membership.order_limit = _checked_limit(limit, membership.roles)
    db.session.flush()
    _record(membership, "membership.limit_changed", by, limit=limit.fen if limit else None)


def _fitting(roles: frozenset[Role], organisation: Organisation) -> frozenset[Role]:
    """The roles, if they suit the organisation; raises ``Refused``."""
    if not roles:
        raise Refused(_l("Please choose at least one role."), field="roles")
    if not roles <= roles_for(organisation):
        raise Refused(_l("These roles are not available for this kind of organisation."), field="roles")
    return roles


def _check_manager(membership: Membership, by: Actor | None) -> None:
    """Refuse to act on oneself, and by a manager who is none any more: so an organisation never loses its last one.

    The organisation's memberships are locked: two managers who take the role from each other come one after the other.
    """
    if by is None:
        return
    if membership.person_id == by.person_id:
        raise Refused(_l("You cannot change your own membership: ask another manager."), field="roles")
    asked = select(Membership).where(Membership.organisation_id == membership.organisation_id).order_by(Membership.id)
    asked = asked.with_for_update().execution_options(populate_existing=True)
    members = db.session.execute(asked).scalars().all()
    if not any(each.active and each.id == by.membership_id and Role.MANAGER in each.roles for each in members):
        raise NotYours
    if not membership.active:
        raise Refused(_l("This person does not belong to the organisation any more."))


def _checked_limit(limit: Money | None, roles: frozenset[Role]) -> Money | None:
    if limit is None:
        return None
    if Role.BUYER not in roles or limit < Money(0):
        raise Refused(_l("A limit must be zero yuan or more, and only buyers can have one."), field="order_limit")
    return limit


def _record(membership: Membership, action: str, by: Actor | None, **details: Any) -> None:
    record(by, action, "membership", membership.id, person=membership.person_id, **details)
    if by is not None and by.person_id != membership.person_id and membership.active:
        organisation = db.session.get_one(Organisation, membership.organisation_id)
        what, amount = action.removeprefix("membership."), details.get("limit")
        publish(MembershipChanged(membership.id, organisation.id, organisation.name, what, amount))
