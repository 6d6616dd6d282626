"""Another cluster with business of its own, paired with another county; nothing of it is the small world's."""

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Unit
from shop.organisations.words import UnitKind
from shop.tally.models import Scheme
from shop.tally.periods import Month, PeriodAction
from shop.tally.services.offline.entering import enter
from shop.tally.services.periods import lock
from shop.tally.services.targets import file_target
from shop.tally.words import TargetForm
from tests.factories.memberships import an_actor
from tests.factories.offline import a_proof, a_statement
from tests.factories.suppliers import a_supplier
from tests.factories.tally import a_scheme, a_target, an_entry, superior_of
from tests.factories.units import a_cluster, a_department, a_town, a_unit, an_address, an_invoice_profile

FAR_COUNTY = "532929"


def far_away() -> tuple[dict[str, Unit], dict[str, Actor]]:
    """Its units and its people by short name."""
    cluster = a_cluster(paired_with=(FAR_COUNTY,))
    town = a_town(cluster)
    unit, other = a_unit(town), a_unit(town, kind=UnitKind.HOSPITAL)
    department = a_department(town, unit)
    people = {
        "far.official": an_actor(cluster, {Role.OFFICIAL}),
        "far.deputy": an_actor(cluster, {Role.OFFICIAL}),
        "far.town": an_actor(town, {Role.OFFICIAL}),
        "far.department": an_actor(department, {Role.OFFICIAL}),
        "far.buyer": an_actor(unit, {Role.BUYER, Role.RECEIVER, Role.FINANCE, Role.APPROVER, Role.MANAGER}),
    }
    an_address(unit)
    an_invoice_profile(unit)
    _business(a_scheme(cluster), cluster, unit, other, people)
    return {"far": cluster, "fartown": town, "farunit": unit, "farother": other, "fardepartment": department}, people


def _business(scheme: Scheme, cluster: Unit, unit: Unit, other: Unit, people: dict[str, Actor]) -> None:
    supplier = a_supplier(FAR_COUNTY)
    for of in (unit, other):
        a_target(of, 5000, scheme=scheme)
        with clock.held_at(clock.at_shanghai(clock.today().replace(day=1, month=9))):
            an_entry(of, 70, supplier=supplier)
        an_entry(of, 120, supplier=supplier)
    file_target(
        scheme,
        other.id,
        clock.today().year,
        TargetForm.AMOUNT,
        [Purpose.UNION_WELFARE],
        amount=Money.yuan(44),
        reason="more staff",
        by=an_actor(other),
    )
    enter(unit, a_statement(amount=Money.yuan(321)), files=[a_proof()], by=people["far.buyer"])
    enter(unit, a_statement(amount=Money.yuan(654)), files=[a_proof()], by=superior_of(unit, clock.today().year))
    lock(cluster.id, Month(clock.today().year, 9), PeriodAction.PROPOSE_LOCK, by=people["far.official"])
    db.session.flush()
