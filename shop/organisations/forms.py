"""What is typed about organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from shop.kernel.actor import Role
from shop.kernel.enums import Labelled
from shop.organisations.models import County, Unit
from shop.organisations.queries.deciding import Neighbours
from shop.organisations.services.canteens import Fed
from shop.organisations.words import Canteen, ProfileKind
from shop.web.forms import DayField, ShopForm, TextField, YuanField
from shop.web.language import current


class FactKind(Labelled):
    """What is stated of a county."""

    AID = "aid", _l("Aided county")
    PAIRING = "pairing", _l("Pairing")


PLACED_AHEAD = 3
"""So many coming years a place can be proposed for."""


class LimitForm(ShopForm):
    """The most that a buyer's purchase may come to without approval."""

    order_limit = YuanField(
        _l("Maximum for one purchase without approval"),
        description=_l("Leave it empty if this person’s purchases never need approval."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty field says that there is no limit; a form that lost its field on the way says nothing."""
        valid = bool(super().validate(extra_validators))
        if not self.order_limit.raw_data:
            self.order_limit.errors = [_l("This form was incomplete. Nothing was changed: please send it again.")]
            return False
        return valid


class RolesForm(ShopForm):
    """What somebody does for the organisation."""

    roles = SelectMultipleField(_l("Roles"))

    @classmethod
    def among(cls, roles: Iterable[Role], formdata: Any = None, held: Iterable[Role] = ()) -> Self:
        """The form, with the roles of this kind of organisation to choose from."""
        form = cls(formdata=formdata, roles=[role.value for role in held])
        form.roles.choices = [(role.value, role.label) for role in Role if role in roles]
        return form

    def chosen(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(value) for value in self.roles.data or ())


class AddressForm(ShopForm):
    """A place where a unit takes goods in; what is missing or too long is said by the service."""

    label = TextField(_l("Name of the address"), longest=80)
    address = TextField(_l("Address"), longest=200)
    contact = TextField(_l("Recipient"), longest=80)
    phone = TextField(_l("Phone number"), longest=20)

    def typed(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: self[name].data or "" for name in ("label", "address", "contact", "phone")}


class ProfileForm(ShopForm):
    """A name in which a unit's invoices are made out."""

    kind = SelectField(_l("Made out to"), choices=ProfileKind.choices)
    title = TextField(_l("Invoice title"), longest=200)
    tax_number = TextField(_l("Tax number"), longest=20)
    address = TextField(_l("Registered address"), longest=200)
    bank = TextField(_l("Bank"), longest=120)
    bank_account = TextField(_l("Account number"), longest=40)

    @property
    def made_out_to(self) -> ProfileKind:
        """The kind that was chosen, once the form is valid."""
        return ProfileKind(self.kind.data)

    def typed(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: self[name].data or "" for name in ("title", "tax_number", "address", "bank", "bank_account")}


class PlaceForm(ShopForm):
    """Under whom a unit is to stand from a year on."""

    year = SelectField(_l("From 1 January of"))
    parent = SelectField(_l("Belongs to"))

    @classmethod
    def of(cls, neighbours: Neighbours, this_year: int, **particulars: Any) -> Self:
        """With the coming years, the next one first, and last this one, for units that stand nowhere yet."""
        form = cls(**particulars)
        years = [*range(this_year + 1, this_year + PLACED_AHEAD + 1), this_year]
        form.year.choices = [(str(year), str(year)) for year in years]
        form.parent.choices = _named(neighbours.parents)
        return form


class CanteenForm(ShopForm):
    """How a unit is to feed its people."""

    canteen = SelectField(_l("Canteen"), choices=Canteen.choices)
    filing_unit = SelectField(
        _l("Files its canteen’s figures with"), description=_l("Only for a canteen that is shared with this unit.")
    )
    contractor_name = TextField(
        _l("Canteen’s contractor"), longest=200, description=_l("Only for a canteen that a contractor runs.")
    )
    reason = TextField(_l("Reason"), longest=300, needed=_l("Please say why the canteen changes."))

    @classmethod
    def of(cls, unit: Unit, neighbours: Neighbours, **particulars: Any) -> Self:
        """As the unit is registered, with the units that could file for it."""
        known = {
            "canteen": unit.canteen.value,
            "filing_unit": str(unit.filing_unit_id or ""),
            "contractor_name": unit.contractor_name or "",
        }
        form = cls(**known | particulars)
        form.filing_unit.choices = [("", _l("Nobody: it files itself")), *_named(neighbours.successors)]
        return form

    def fed(self) -> Fed:
        """What was chosen."""
        filing_unit = int(self.filing_unit.data) if self.filing_unit.data else None
        return Fed(Canteen(self.canteen.data), filing_unit, self.contractor_name.data or None)


class SupervisionForm(ShopForm):
    """Which department sees a unit, from which day on."""

    department = SelectField(_l("Department"))
    since = DayField(_l("From"), [InputRequired(_l("Please enter a date, such as 2026-11-23."))])

    @classmethod
    def of(cls, neighbours: Neighbours, **particulars: Any) -> Self:
        """With the departments of the cluster."""
        form = cls(**particulars)
        form.department.choices = _named(neighbours.departments)
        return form


class MergerForm(ShopForm):
    """Into which unit another is merged."""

    successor = SelectField(_l("Merge into"))

    @classmethod
    def of(cls, neighbours: Neighbours, **particulars: Any) -> Self:
        """With the units of the cluster that stand."""
        form = cls(**particulars)
        form.successor.choices = _named(neighbours.successors)
        return form


class FactForm(ShopForm):
    """That a county is an aided one, or paired with a cluster, in a span of days."""

    county = SelectField(_l("County"))
    kind = SelectField(_l("What is proposed"), choices=FactKind.choices)
    cluster = SelectField(_l("Paired with"))
    since = DayField(_l("From"), [InputRequired(_l("Please enter a date, such as 2026-11-23."))])
    until = DayField(_l("Last day"), description=_l("Leave it empty if it is valid until further notice."))

    @classmethod
    def of(cls, counties: Iterable[County], clusters: Iterable[Unit], **particulars: Any) -> Self:
        """With these counties and clusters."""
        form = cls(**particulars)
        form.county.choices = [(county.code, f"{county.named(current())} {county.code}") for county in counties]
        form.cluster.choices = _named(clusters)
        return form


class EndForm(ShopForm):
    """After which day a fact holds no more."""

    on = DayField(_l("Last day"), [InputRequired(_l("Please enter a date, such as 2026-11-23."))])


def _named(units: Iterable[Unit]) -> list[tuple[str, str]]:
    return [(str(unit.id), unit.named(current())) for unit in units]
