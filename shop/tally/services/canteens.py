"""What the state of a canteen lets a unit file: its own or an outsourced one, never another's (DOMAIN rule 5)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.extensions import db
from shop.kernel.refusals import Refused
from shop.organisations.models import Unit
from shop.organisations.words import Canteen
from shop.tally.words import BaseFigure, TargetForm


def refuse_without_canteen(unit_id: int, form: TargetForm | BaseFigure) -> None:
    """Refuse what stands on the spend of a canteen that the unit does not have, or that another unit files for."""
    if form not in (TargetForm.CANTEEN_RATE, BaseFigure.CANTEEN):
        return
    unit = db.session.get_one(Unit, unit_id)
    field = "figure" if form is BaseFigure.CANTEEN else "form"
    if unit.canteen is Canteen.NONE:
        raise Refused(
            _l("This unit has no canteen, so it has no canteen spend and no reserved share of it."), field=field
        )
    if unit.canteen is Canteen.SHARED and unit.filing_unit_id is not None:
        filing = db.session.get_one(Unit, unit.filing_unit_id)
        raise Refused(
            _l("The canteen is shared: %(unit)s files its spend, and this unit has none of its own.", unit=filing.name),
            field=field,
        )
