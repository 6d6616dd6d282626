"""The donor side's tree: a cluster, towns, and units that buy."""

from typing import Any

from shop.kernel import clock
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Operator, Unit
from shop.organisations.services import (
    Names,
    add_address,
    add_invoice_profile,
    found_cluster,
    found_operator,
    found_town,
    found_unit,
    place_under,
    rebuild_tree,
    supervise,
)
from shop.organisations.words import Canteen, ProfileKind, UnitKind
from tests.factories.counties import DAGUAN, LONG_AGO, paired
from tests.factories.counting import next_number
from tests.factories.credit_codes import a_credit_code


def a_cluster(*, paired_with: tuple[str, ...] = (DAGUAN,)) -> Unit:
    """The root of a tree of its own, paired with Daguan unless told otherwise."""
    cluster = found_cluster(_names("cluster", "组团", "Cluster"), by=None)
    for county in paired_with:
        paired(cluster, county)
    _grow(cluster)
    return cluster


def a_town(cluster: Unit | None = None) -> Unit:
    """A member town, of a new cluster unless one is given."""
    cluster = cluster or a_cluster()
    town = found_town(cluster.id, _names("town", "镇", "Town"), by=None)
    return _placed(town, cluster)


def a_unit(
    town: Unit | None = None, *, kind: UnitKind = UnitKind.SCHOOL, canteen: Canteen = Canteen.OWN, **particulars: Any
) -> Unit:
    """A school with its own canteen, of a new town (which may be a cluster too) unless one is given.

    It stands in the trees of last year, this year and the next.
    """
    town = town or a_town()
    assert town.cluster_id is not None
    if canteen is Canteen.OUTSOURCED:
        particulars.setdefault("contractor_name", "味之鲜餐饮公司")
    names = _names("unit", "学校", "School")
    code = a_credit_code(names.slug)
    unit = found_unit(town.cluster_id, names, kind, canteen=canteen, credit_code=code, by=None, **particulars)
    return _placed(unit, town)


def a_department(of: Unit, *supervised: Unit) -> Unit:
    """A supervising department that is a unit of the town, and supervises these."""
    department = a_unit(of, kind=UnitKind.DEPARTMENT)
    for unit in supervised:
        supervise(department.id, unit.id, valid_from=LONG_AGO, by=None)
    return department


def an_address(of: Unit, label: str = "食堂收货口") -> DeliveryAddress:
    """Where the unit takes goods in."""
    return add_address(of.id, label=label, address="大学路1号", contact="沈岚清", phone="15400000000", by=None)


def an_invoice_profile(of: Unit, kind: ProfileKind = ProfileKind.UNIT) -> InvoiceProfile:
    """In whose name the unit's invoices are made out."""
    code = of.credit_code or a_credit_code(of.slug)
    return add_invoice_profile(of.id, kind, title=of.name, tax_number=code, by=None)


def an_operator() -> Operator:
    """Who runs the marketplace."""
    return found_operator(_names("operator", "运营中心", "Operations"), by=None)


def _names(word: str, chinese: str, english: str) -> Names:
    number = next_number()
    return Names(f"{word}-{number}", f"第{number}{chinese}", f"{english} {number}")


def _placed(unit: Unit, parent: Unit) -> Unit:
    place_under(unit.id, clock.today().year - 1, parent.id, by=None)
    _grow(unit)
    return unit


def _grow(unit: Unit) -> None:
    assert unit.cluster_id is not None
    for year in range(clock.today().year - 1, clock.today().year + 2):
        rebuild_tree(unit.cluster_id, year)
