"""Uploading a sheet of listings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from shop.catalogue.services.imports import LARGEST_FILE
from shop.web.forms import ShopForm
from shop.web.uploads import UploadField


class SheetForm(ShopForm):
    """A sheet, and whether what is new in it is handed in for review."""

    file = UploadField(
        _l("Your sheet (xlsx or csv)"),
        largest=LARGEST_FILE,
        accept=".xlsx,.xls,.csv,.txt",
        needed=_l("Please choose a file."),
    )
    submits = BooleanField(_l("Hand new listings in for review when the sheet is applied, if nothing is missing"))
