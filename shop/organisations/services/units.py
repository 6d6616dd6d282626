"""Founding units, and their addresses and invoice profiles."""

from __future__ import annotations

import unicodedata
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Operator, Unit
from shop.organisations.services.naming import Names, checked_credit_code, christen, text_of
from shop.organisations.words import Canteen, ProfileKind, UnitKind, UnitLevel

Kept = TypeVar("Kept", DeliveryAddress, InvoiceProfile)


def found_cluster(names: Names, *, by: Actor | None) -> Unit:
    """A donor cluster: the root of a tree, and of everything that is counted in it."""
    cluster = christen(Unit(level=UnitLevel.CLUSTER, unit_kind=UnitKind.CLUSTER), names, None)
    db.session.flush()
    cluster.cluster_id = cluster.id
    return _founded(cluster, by)


def found_town(
    cluster_id: int,
    names: Names,
    *,
    division_code: str | None = None,
    leads: bool = False,
    position: int = 0,
    by: Actor | None,
) -> Unit:
    """A district or town of a cluster; one of them leads. It buys nothing itself: its own canteen is a leaf."""
    town = Unit(
        cluster_id=the_cluster(cluster_id).id,
        level=UnitLevel.TOWN,
        unit_kind=UnitKind.TOWN,
        division_code=division_code,
        leads=leads,
        position=position,
    )
    return _founded(christen(town, names, None), by)


def found_unit(
    cluster_id: int,
    names: Names,
    kind: UnitKind,
    *,
    credit_code: str | None = None,
    canteen: Canteen = Canteen.NONE,
    filing_unit_id: int | None = None,
    contractor_name: str | None = None,
    head_count: int | None = None,
    position: int = 0,
    by: Actor | None,
) -> Unit:
    """A unit that buys.

    ``filing_unit_id`` is who files for a shared canteen, ``contractor_name`` who cooks in an outsourced one.
    """
    if kind in (UnitKind.CLUSTER, UnitKind.TOWN):
        raise Refused(
            _l("A cluster or a town does not buy directly: its own canteen is registered as a unit below it."),
            field="kind",
        )
    check_canteen(cluster_id, canteen, filing_unit_id, contractor_name)
    unit = Unit(
        cluster_id=the_cluster(cluster_id).id,
        level=UnitLevel.LEAF,
        unit_kind=kind,
        canteen=canteen,
        filing_unit_id=filing_unit_id,
        contractor_name=contractor_name,
        head_count=head_count,
        position=position,
    )
    return _founded(christen(unit, names, credit_code), by)


def found_operator(names: Names, *, credit_code: str | None = None, by: Actor | None) -> Operator:
    """Who runs the marketplace."""
    operator = christen(Operator(), names, credit_code)
    db.session.flush()
    record(by, "operator.founded", "operator", operator.id, name=operator.name)
    return operator


def add_address(
    unit_id: int, *, label: str, address: str, contact: str, phone: str, by: Actor | None
) -> DeliveryAddress:
    """A place where the unit takes goods in."""
    added = DeliveryAddress(
        unit_id=the_leaf(unit_id).id,
        label=text_of(label, 80, field="label"),
        address=text_of(address, 200, field="address"),
        contact=text_of(contact, 80, field="contact"),
        phone=text_of(unicodedata.normalize("NFKC", phone), 20, field="phone"),
    )
    db.session.add(added)
    db.session.flush()
    record(by, "unit.address_added", "unit", unit_id, label=added.label, address=added.address)
    return added


def add_invoice_profile(
    unit_id: int,
    kind: ProfileKind,
    *,
    title: str,
    tax_number: str,
    address: str = "",
    bank: str = "",
    bank_account: str = "",
    by: Actor | None,
) -> InvoiceProfile:
    """A name in which the unit's invoices can be made out: its own, its canteen's, its union's, its contractor's."""
    unit = the_leaf(unit_id)
    if kind is ProfileKind.CONTRACTOR and unit.canteen is not Canteen.OUTSOURCED:
        raise Refused(_l("Only a unit with an outsourced canteen has invoices made out to a contractor."), field="kind")
    added = InvoiceProfile(
        unit_id=unit.id,
        kind=kind,
        title=text_of(title, 200, field="title"),
        tax_number=checked_credit_code(tax_number, field="tax_number"),
        address=address.strip(),
        bank=bank.strip(),
        bank_account=bank_account.strip(),
    )
    db.session.add(added)
    db.session.flush()
    record(by, "unit.invoice_profile_added", "unit", unit_id, title=added.title, tax_number=added.tax_number)
    return added


def retire_address(address_id: int, *, by: Actor) -> None:
    """Nothing more is delivered there; orders that were keep their copy. Raises ``NotYours``."""
    address = _retire(DeliveryAddress, address_id, _l("At least one address is needed: add another one first."), by)
    record(by, "unit.address_retired", "unit", address.unit_id, label=address.label)


def retire_invoice_profile(profile_id: int, *, by: Actor) -> None:
    """No invoice is made out like that any more; orders that were keep their copy. Raises ``NotYours``."""
    profile = _retire(
        InvoiceProfile, profile_id, _l("At least one invoice profile is needed: add another one first."), by
    )
    record(by, "unit.invoice_profile_retired", "unit", profile.unit_id, title=profile.title)


def _retire(kind: type[Kept], row_id: int, last_stays: Any, by: Actor) -> Kept:
    """One of the unit's own that is in use is used no more, unless it is the last; two at once find each other's."""
    in_use = select(kind).where(kind.unit_id == by.organisation_id, kind.active).order_by(kind.id)
    rows = {row.id: row for row in db.session.execute(locked(in_use)).scalars()}
    if row_id not in rows:
        raise NotYours
    if len(rows) == 1:
        raise Refused(last_stays)
    rows[row_id].active = False
    return rows[row_id]


def the_cluster(cluster_id: int) -> Unit:
    """The root of a tree; raises ``NotYours`` for anything else."""
    cluster = db.session.get(Unit, cluster_id)
    if cluster is None or cluster.level is not UnitLevel.CLUSTER:
        raise NotYours
    return cluster


def the_leaf(unit_id: int) -> Unit:
    """A unit that buys; raises ``NotYours`` for anything else."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.level is not UnitLevel.LEAF:
        raise NotYours
    return unit


def _founded(unit: Unit, by: Actor | None) -> Unit:
    db.session.flush()
    record(by, "unit.founded", "unit", unit.id, cluster_id=unit.cluster_id, name=unit.name)
    return unit


def check_canteen(
    cluster_id: int,
    canteen: Canteen,
    filing_unit_id: int | None,
    contractor_name: str | None,
    *,
    unit_id: int | None = None,
) -> None:
    """Whether a unit can feed its people like this; ``unit_id`` is the unit if it is there already. Raises ``Refused``.

    Who files for others has a canteen and names nobody who files for it.
    """
    if (canteen is Canteen.OUTSOURCED) != bool(contractor_name):
        raise Refused(
            _l("An outsourced canteen must name its contractor; other canteens must not."), field="contractor_name"
        )
    if filing_unit_id is not None:
        if filing_unit_id == unit_id:
            raise Refused(_l("A unit that files for a shared canteen itself names nobody."), field="filing_unit")
        _check_filing_unit(cluster_id, canteen, filing_unit_id)
    if unit_id is not None and (filing_unit_id is not None or canteen is Canteen.NONE):
        column = Unit.__table__.c
        if db.session.execute(select(column.id).where(column.filing_unit_id == unit_id).limit(1)).first():
            raise Refused(_l("Other units name this one as filing for their shared canteen."), field="canteen")


def _check_filing_unit(cluster_id: int, canteen: Canteen, filing_unit_id: int) -> None:
    if canteen is not Canteen.SHARED:
        raise Refused(_l("Only a unit with a shared canteen names the unit that files for it."), field="filing_unit")
    filing = the_leaf(filing_unit_id)
    if filing.cluster_id != cluster_id or filing.filing_unit_id is not None:
        raise Refused(
            _l("The unit that files for a shared canteen belongs to the same cluster and files for itself."),
            field="filing_unit",
        )
