"""Who sells and buys, in whose place and county, and whom they link."""

from datetime import timedelta

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.organisations.models import AidStatus, DeliveryAddress, InvoiceProfile, Pairing, Supervision, Supplier
from shop.organisations.services import confirm_roster, join, leave, place_under
from shop.organisations.services.changes import propose_change
from shop.organisations.services.producers import name_producer
from shop.organisations.services.roster import people_of
from shop.organisations.services.roster_history import last_change
from shop.organisations.services.roster_sheets import receive_roster
from shop.organisations.words import DocumentKind
from tests.factories import a_person
from tests.factories.identities import an_id_number
from tests.factories.joining import a_document
from tests.factories.rosters import a_household
from tests.factories.world import World


def profiles(world: World) -> dict[str, str]:
    """The cooperative shows a document and sells for a producer; the workshop wants to be called otherwise."""
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    workshop = db.session.get_one(Supplier, world.organisations["workshop"])
    document = a_document(coop, DocumentKind.FOOD_PERMIT, number="P-1")
    words = {"english": "", "credit_code": "", "township_code": None}
    producer = name_producer(coop, name="producer", **words, by=world.actor("coop.seller"))  # type: ignore[arg-type]
    change = propose_change(
        workshop,
        name="another name",
        english="",
        credit_code=workshop.credit_code or "",
        reason="renamed",
        by=world.actor("workshop.seller"),
    )
    numbers = {"document": document.id, "producer": producer.id, "change": change.id}
    return {word: str(number) for word, number in numbers.items()} | {"workshop": "workshop", "terms": "terms"}


def rosters(world: World) -> dict[str, str]:
    """The cooperative links two households, of which the county has seen one, and has uploaded a sheet with a third."""
    seller, coop = world.actor("coop.seller"), db.session.get_one(Supplier, world.organisations["coop"])
    since = clock.today() - timedelta(days=900)
    household = a_household(coop, 1, 2, 3, since=since, by=seller)
    confirm_roster(
        coop, clock.today() - timedelta(days=30), last_change(coop.id), by=world.actor("office-530624.official")
    )
    a_household(coop, 4, since=since, by=seller)
    sheet = f"户号,户主,姓名,身份证号,开始联结日期\n9,是,赵六,{an_id_number(9)},2024-03-01\n".encode()
    return {
        "household": str(household.number),
        "linked person": str(people_of(household.id)[1].id),
        "roster sheet": str(receive_roster("roster.csv", sheet, by=seller).id),
    }


def county_facts(world: World) -> dict[str, str]:
    """A place that waits for a second person, and what holds of the cooperative's county."""
    lead, next_year = world.actor("cluster.deputy"), clock.today().year + 1
    place = place_under(world.organisations["school"], next_year, world.organisations["delta"], by=lead)
    pairing = select(Pairing.id).where(Pairing.county_code == "530624")
    aid = select(AidStatus.id).where(AidStatus.county_code == "530624")
    return {
        "place": str(place.id),
        "pairing fact": str(db.session.execute(pairing).scalar_one()),
        "aid fact": str(db.session.execute(aid).scalar_one()),
    }


def of_the_school(world: World) -> dict[str, str]:
    """Where the school receives goods, on which title it is invoiced, and who supervises it."""
    school = world.organisations["school"]
    addresses = select(DeliveryAddress.id).where(DeliveryAddress.unit_id == school).limit(1)
    profiles = select(InvoiceProfile.id).where(InvoiceProfile.unit_id == school).limit(1)
    supervisions = select(Supervision.id).where(Supervision.unit_id == school)
    return {
        "school address": str(db.session.execute(addresses).scalar_one()),
        "school profile": str(db.session.execute(profiles).scalar_one()),
        "supervision": str(db.session.execute(supervisions).scalar_one()),
    }


def former_colleague(world: World) -> str:
    """Somebody who worked for the school does so no more."""
    former = join(a_person().id, world.organisations["school"], {Role.RECEIVER}, by=None)
    leave(former, by=None)
    return str(former.id)
