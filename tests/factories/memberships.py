"""Who works for whom, and people at work."""

from collections.abc import Collection

from flask.testing import FlaskClient

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.kernel.money import Money
from shop.organisations.models import Membership, Organisation, Unit
from shop.organisations.queries import actor_for
from shop.organisations.services import join
from shop.organisations.words import UnitLevel
from tests.factories.people import a_person

USUAL = {
    OrganisationKind.SUPPLIER: {Role.SELLER},
    OrganisationKind.COUNTY_OFFICE: {Role.COUNTY_OFFICIAL},
    OrganisationKind.OPERATOR: {Role.OPERATOR},
}


def a_member(
    of: Organisation,
    roles: Collection[Role] | None = None,
    *,
    order_limit: Money | None = None,
    person: Person | None = None,
) -> Membership:
    """Somebody new (or the person given) who works for the organisation, as what people there usually are."""
    person = person or a_person()
    return join(person.id, of.id, roles or _usual_roles(of), order_limit=order_limit, by=None)


def an_actor(
    of: Organisation,
    roles: Collection[Role] | None = None,
    *,
    order_limit: Money | None = None,
    person: Person | None = None,
) -> Actor:
    """The same, acting."""
    return actor_for(a_member(of, roles, order_limit=order_limit, person=person).id)


def sign_in(client: FlaskClient, somebody: Actor | Membership | Person) -> None:
    """The client goes on as this person, for this organisation, without the pages that lead there."""
    person_id = somebody.id if isinstance(somebody, Person) else somebody.person_id
    with client.session_transaction() as session:
        session["_user_id"] = db.session.get_one(Person, person_id).session_key
        session["_fresh"] = True
        if isinstance(somebody, Actor):
            session["membership_id"] = somebody.membership_id
        elif isinstance(somebody, Membership):
            session["membership_id"] = somebody.id


def _usual_roles(of: Organisation) -> Collection[Role]:
    if isinstance(of, Unit):
        return {Role.BUYER, Role.RECEIVER} if of.level is UnitLevel.LEAF else {Role.OFFICIAL}
    return USUAL[of.kind]
