"""Schools of the aided side, who is paired with them, and the jobs of a workshop."""

from datetime import timedelta

from shop.extensions import db
from shop.kernel import clock
from shop.organisations.models import Supplier, Unit
from shop.organisations.pair_life import PairStep
from shop.organisations.services.bodies import Entered, enter_body
from shop.organisations.services.jobs import state_jobs
from shop.organisations.services.pairs import propose_pair, take_pair_step
from shop.organisations.words_pairs import BodyKind
from tests.factories.pairs import a_paper
from tests.factories.world import World


def links(world: World) -> dict[str, str]:
    """The school has a pair and waits for another, a third has none; the workshop has stated its jobs."""
    office, lead = world.actor("office-530624.official"), world.actor("cluster.deputy")
    since = clock.today() - timedelta(days=200)
    school = db.session.get_one(Unit, world.organisations["school"])
    first, second, third = (
        enter_body(Entered(BodyKind.SCHOOL, name, "530624", None, english), by=office)
        for name, english in (
            ("翠竹小学", "Cuizhu School"),
            ("玉带小学", "Yudai School"),
            ("天河小学", "Tianhe School"),
        )
    )
    held = propose_pair(first, school, since, "Visits twice a year.", a_paper(), by=lead)
    take_pair_step(held, PairStep.APPROVE, by=world.actor("cluster.official"))
    waits = propose_pair(second, school, since, "", a_paper(), by=lead)
    workshop = db.session.get_one(Supplier, world.organisations["workshop"])
    stated = state_jobs(workshop, since, 20, 12, a_paper(), by=world.actor("workshop.seller"))
    numbers = {"body": third.id, "pair": waits.id, "held pair": held.id, "jobs": stated.id}
    return {word: str(number) for word, number in numbers.items()} | {"keep": "keep", "refuse": "refuse"}
