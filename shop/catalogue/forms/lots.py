"""The forms of lots: receiving one, and each deed that is done to one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from flask_babel import lazy_gettext as _l

from shop.catalogue.lot_life import Deed
from shop.catalogue.models import Lot, Product
from shop.catalogue.services.lots import LONGEST_REASON
from shop.catalogue.services.stock import LONGEST_CODE
from shop.catalogue.words import Measure
from shop.kernel import clock
from shop.web.forms import DayField, PieceField, ShopForm, TextField, WeightField, needed


class ReceiveForm(ShopForm):
    """A lot comes in, or is promised; made for a product by `receive_form`, which adds its quantity."""

    code = TextField(_l("Lot code"), longest=LONGEST_CODE, needed=_l("Please enter a code for the lot."))
    harvest_from = DayField(
        _l("Harvested or made from"), validators=[needed(_l("Please enter the first day of harvest or production."))]
    )
    harvest_to = DayField(_l("until"))
    best_before = DayField(_l("Best before"))


QUANTITY = _l("Quantity")


class ReasonedForm(ShopForm):
    """A deed that needs no more than a reason."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please give a reason."))


class QuantityForm(ReasonedForm):
    """A quantity and a reason; made by `deed_form`, which adds the quantity."""


class HarvestForm(ShopForm):
    """What came of a harvest; made by `deed_form`, which adds the quantity."""

    harvested_on = DayField(_l("It came in on"), validators=[needed(_l("Please enter the day."))])


class DatesForm(ReasonedForm):
    """Other dates, and why."""

    harvest_from = DayField(_l("Harvested or made from"), validators=[needed(_l("Please enter the day."))])
    harvest_to = DayField(_l("until"), validators=[needed(_l("Please enter the day."))])
    best_before = DayField(_l("Best before"))


def receive_form(product: Product, code: str) -> Any:
    """The form for a product, with what can be proposed: a code, today, and the end of its shelf life."""
    today = clock.today()
    best = today + timedelta(days=product.shelf_life_days) if product.shelf_life_days else None
    start = {"code": code, "harvest_from": today, "harvest_to": today, "best_before": best}
    return _with_quantity(ReceiveForm, product.measure)(data=start)


def deed_form(deed: Deed, lot: Lot, product: Product) -> Any:
    """The form of a deed, with how the lot stands now."""
    today = clock.today()
    if deed is Deed.HARVEST:
        return _with_quantity(HarvestForm, product.measure, _l("It came to"))(
            data={"quantity": lot.promised, "harvested_on": today}
        )
    if deed is Deed.CORRECT:
        return _with_quantity(QuantityForm, product.measure, _l("Really came in"))(data={"quantity": lot.came})
    if deed is Deed.WRITE_OFF:
        return _with_quantity(QuantityForm, product.measure)()
    if deed is Deed.REDATE:
        dates: dict[str, date | None] = {
            "harvest_from": lot.harvest_from,
            "harvest_to": lot.harvest_to,
            "best_before": lot.best_before,
        }
        return DatesForm(data=dates)
    return ReasonedForm()


def _with_quantity(form: type[ShopForm], measure: Measure, label: Any = QUANTITY) -> type[ShopForm]:
    kind = WeightField if measure is Measure.KILOGRAM else PieceField
    field = kind(label, validators=[needed(_l("Please enter a quantity."))])
    return cast("type[ShopForm]", type(form.__name__, (form,), {"quantity": field}))
