"""What is typed into a declaration of capacity."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField

from shop.catalogue.capacity import months_of
from shop.catalogue.models import Capacity, Category
from shop.catalogue.services.capacity import Declaration
from shop.catalogue.words import Measure
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.web.filters import month_name
from shop.web.forms import DecimalNumberField, ShopForm, WeightField, needed
from shop.web.language import current

HUNDREDTHS = 100


class CapacityForm(ShopForm):
    """So many mu, so much expected, in these months of a year."""

    category = SelectField(_l("Kind of produce"))
    year = SelectField(_l("Year"))
    mu = DecimalNumberField(
        _l("Area in mu (亩)"),
        [needed(_l("Please enter the area in mu, with at most two decimals."))],
        description=_l("Of all fields that it grows on. 15 mu are a hectare; two decimals at most."),
    )
    expected = WeightField(
        _l("Expected yield of the year"),
        [needed(_l("Please enter the yield that is expected."))],
        description=_l("In kg, or in 斤 if you write it behind the number: 3000斤 are 1,500 kg."),
    )
    measure = SelectField(_l("Measured in"), choices=Measure.choices)
    months = SelectMultipleField(_l("Months of harvest"))

    @classmethod
    def of(cls, categories: Iterable[Category], this_year: int, before: Capacity | None = None) -> Self:
        """With what grows here, and filled in like an earlier passport if there is one."""
        known: dict[str, Any] = {"year": str(this_year)}
        if before is not None:
            known = {
                "category": str(before.category_id),
                "year": str(max(before.year, this_year)),
                "mu": Decimal(before.mu) / HUNDREDTHS,
                "expected": before.expected,
                "measure": before.measure.value,
                "months": [str(month) for month in months_of(before.months)],
            }
        form = cls(**known)
        form.category.choices = [(str(category.id), category.named(current())) for category in categories]
        form.year.choices = [(str(year), str(year)) for year in (this_year, this_year + 1, this_year - 1)]
        form.months.choices = [(str(month), month_name(month)) for month in range(1, 13)]
        return form

    def said(self) -> Declaration:
        """What was typed, once the form is valid; raises ``Refused`` for more than two decimals of a mu."""
        exact = cast("Decimal", self.mu.data) * HUNDREDTHS
        if exact != exact.to_integral_value():
            raise Refused(_l("Please enter the area in mu, with at most two decimals."), field="mu")
        return Declaration(
            category_id=int(self.category.data),
            year=int(self.year.data),
            measure=Measure(self.measure.data),
            mu=int(exact),
            expected=cast("Quantity", self.expected.data),
            months=tuple(int(month) for month in self.months.data or ()),
        )
