"""A small ready world: a cluster with two towns and three buying units, three suppliers, produce, rules, a target.

Everything is made through the services, relative to the shop's clock. `World` knows ids by short names; actors are read
afresh from their memberships, as a request would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.ordering.services.checkout import Terms
from shop.organisations import services as organisations
from shop.organisations.models import Supplier
from shop.organisations.queries import actor_for
from shop.organisations.services import Names
from shop.organisations.words import Canteen, ProfileKind, SupplierKind, UnitKind
from shop.tally.models import Scheme
from shop.tally.rules import Rules
from shop.tally.services.schemes import approve_rules, propose_rules, set_up_scheme
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import TargetForm
from tests.factories import world_produce
from tests.factories.people import a_person

SINCE = date(2020, 1, 1)
COUNTIES = {"530624": ("大关县", "Daguan"), "532922": ("漾濞县", "Yangbi"), "532901": ("大理市", "Dali City")}
NOT_AIDED = "532901"
TOWNS = {"harbour": "火炬区", "delta": "三角镇"}
UNITS = {
    "school": ("harbour", UnitKind.SCHOOL, "12442000MB2A00001B"),
    "organ": ("harbour", UnitKind.ORGAN, "12442000MB2A00002E"),
    "clinic": ("delta", UnitKind.HOSPITAL, "12442000MB2A00003H"),
}
SUPPLIERS = {
    "coop": (SupplierKind.COOPERATIVE, "530624", "91530624MA6K00001M", Money(0)),
    "workshop": (SupplierKind.WORKSHOP, "532922", "91532922MA6K000024", Money.yuan(15)),
    "teahouse": (SupplierKind.LEADING_ENTERPRISE, "532901", "91532901MA6K00003R", Money(0)),
}
STAFF: Mapping[str, tuple[Role, ...]] = {
    "buyer": (Role.BUYER,),
    "clerk": (Role.BUYER,),
    "approver": (Role.APPROVER,),
    "deputy": (Role.APPROVER,),
    "receiver": (Role.RECEIVER,),
    "manager": (Role.MANAGER, Role.FINANCE),
}
CLERKS_LIMIT = Money.yuan(500)


@dataclass
class World:
    """Ids by short names. Memberships are keyed like ``school.buyer``, lots like ``potatoes.1``."""

    cluster_id: int = 0
    scheme_id: int = 0
    organisations: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    profiles: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    packs: dict[str, int] = field(default_factory=dict)
    lots: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Who acts, such as ``school.buyer`` or ``coop.seller``."""
        return actor_for(self.memberships[name])

    def terms(self, unit: str = "school", **changes: Any) -> Terms:
        """A unit's ordinary terms: for its canteen, in three days."""
        usual = Terms(
            purpose=Purpose.CANTEEN,
            deliver_on=clock.today() + timedelta(days=3),
            address_id=self.addresses[unit],
            invoice_profile_id=self.profiles[unit],
        )
        return replace(usual, **changes)

    def join(self, name: str, organisation_id: int, *roles: Role, limit: Money | None = None) -> None:
        """Somebody new works for an organisation."""
        person = a_person(name, email=f"{name}@world.example")
        self.memberships[name] = organisations.join(person.id, organisation_id, roles, order_limit=limit, by=None).id


def make_world() -> World:
    """Make it in the session at hand; the caller commits or rolls back."""
    world = World()
    _counties_and_operator(world)
    _units(world)
    _suppliers(world)
    world_produce.stock_up(world)
    _scheme(world)
    db.session.flush()
    return world


def _counties_and_operator(world: World) -> None:
    for code, (name, english) in COUNTIES.items():
        organisations.enter_county(
            code, name=name, name_english=english, prefecture="云南", prefecture_english="Yunnan", hall="dali", by=None
        )
        if code != NOT_AIDED:
            organisations.recognise_aid(code, valid_from=SINCE, by=None)
        office = organisations.open_county_office(code, _names(f"office-{code}", f"{name}乡村振兴局"), by=None)
        world.join(f"office-{code}.official", office.id, Role.COUNTY_OFFICIAL)
    operator = organisations.found_operator(_names("operator", "平台运营"), by=None)
    world.join("operator.operator", operator.id, Role.OPERATOR)


def _units(world: World) -> None:
    cluster = organisations.found_cluster(_names("cluster", "火炬组团"), by=None)
    world.cluster_id = world.organisations["cluster"] = cluster.id
    world.join("cluster.official", cluster.id, Role.OFFICIAL)
    world.join("cluster.deputy", cluster.id, Role.OFFICIAL)
    for code in COUNTIES:
        if code != NOT_AIDED:
            organisations.pair(cluster.id, code, valid_from=SINCE, by=None)
    for slug, name in TOWNS.items():
        town = organisations.found_town(cluster.id, _names(slug, name), leads=slug == "harbour", by=None)
        world.organisations[slug] = town.id
        world.join(f"{slug}.official", town.id, Role.OFFICIAL)
        _place(town.id, cluster.id)
    for slug, (town_slug, kind, code) in UNITS.items():
        _unit(world, slug, kind, code)
        _place(world.organisations[slug], world.organisations[town_slug])
    bureau = organisations.found_unit(cluster.id, _names("bureau", "教育局"), UnitKind.DEPARTMENT, by=None)
    world.organisations["bureau"] = bureau.id
    world.join("bureau.official", bureau.id, Role.OFFICIAL)
    _place(bureau.id, world.organisations["harbour"])
    organisations.supervise(bureau.id, world.organisations["school"], valid_from=SINCE, by=None)
    organisations.rebuild_tree(cluster.id, clock.today().year)


def _unit(world: World, slug: str, kind: UnitKind, code: str) -> None:
    unit = organisations.found_unit(
        world.cluster_id, _names(slug, slug), kind, credit_code=code, canteen=Canteen.OWN, by=None
    )
    world.organisations[slug] = unit.id
    for role, roles in STAFF.items():
        world.join(f"{slug}.{role}", unit.id, *roles, limit=CLERKS_LIMIT if role == "clerk" else None)
    address = organisations.add_address(
        unit.id, label="Kitchen", address="1 Road", contact="Somebody", phone="13800000000", by=None
    )
    profile = organisations.add_invoice_profile(unit.id, ProfileKind.UNIT, title=slug, tax_number=code, by=None)
    world.addresses[slug], world.profiles[slug] = address.id, profile.id


def _suppliers(world: World) -> None:
    for slug, (kind, county, code, freight) in SUPPLIERS.items():
        supplier = organisations.enrol_supplier(
            _names(slug, slug), kind, county, code, freight=freight, freight_free_from=Money.yuan(1000), by=None
        )
        _vet(world, supplier, county)
        world.organisations[slug] = supplier.id
        world.join(f"{slug}.seller", supplier.id, Role.SELLER)
        world.join(f"{slug}.second", supplier.id, Role.SELLER)


def _vet(world: World, supplier: Supplier, county: str) -> None:
    organisations.recommend_supplier(supplier, by=world.actor(f"office-{county}.official"))
    organisations.approve_supplier(supplier, by=world.actor("operator.operator"))


def _scheme(world: World) -> None:
    scheme: Scheme = set_up_scheme(world.cluster_id, "main", "考核", "Scheme", by=None)
    world.scheme_id = scheme.id
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    approve_rules(propose_rules(scheme, Rules(), SINCE, by=lead), by=deputy)
    proposal = file_target(
        scheme,
        world.organisations["school"],
        clock.today().year,
        TargetForm.AMOUNT,
        [Purpose.CANTEEN],
        amount=Money.yuan(100_000),
        reason="first",
        by=world.actor("school.manager"),
    )
    approve_target(proposal, by=world.actor("harbour.official"))


def _names(slug: str, chinese: str) -> Names:
    return Names(slug, chinese, slug.replace("-", " ").title())


def _place(unit_id: int, parent_id: int) -> None:
    organisations.place_under(unit_id, clock.today().year, parent_id, by=None)
