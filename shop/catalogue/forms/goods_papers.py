"""A paper of goods, with its file."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from shop.catalogue.services.goods_papers import LONGEST_NUMBER, Shown
from shop.catalogue.words import GoodsPaperKind
from shop.documents.fields import PaperField
from shop.web.forms import DayField, ShopForm, TextField


class GoodsPaperForm(ShopForm):
    """What it is, its number, its days, and the file."""

    kind = SelectField(_l("Kind of paper"), choices=GoodsPaperKind.choices)
    number = TextField(_l("Number on the paper"), longest=LONGEST_NUMBER, needed=_l("Please enter its number."))
    valid_from = DayField(_l("Valid from"))
    valid_to = DayField(_l("Last day"), description=_l("Leave it empty if it has no end."))
    file = PaperField(_l("File"), needed=_l("Please choose a file: PDF, JPEG or PNG."))

    def shown(self) -> Shown:
        """What was typed, once the form is valid."""
        return Shown(
            kind=GoodsPaperKind(self.kind.data),
            number=self.number.data or "",
            valid_from=cast("date | None", self.valid_from.data),
            valid_to=cast("date | None", self.valid_to.data),
        )
