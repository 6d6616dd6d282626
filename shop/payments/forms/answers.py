"""Short forms about an invoice that is in the register: its file, and a line that is to be lower."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.payments.uploads import LARGEST
from shop.web.forms import ShopForm, TextField, YuanField
from shop.web.uploads import UploadField


class FileForm(ShopForm):
    """The file of an e-invoice."""

    file = UploadField(
        _l("File of the e-invoice"), largest=LARGEST, accept=".ofd,.pdf,.xml", needed=_l("Please choose a file.")
    )


class LowerForm(ShopForm):
    """By how much a line is to be lower, and why."""

    amount = YuanField(_l("Lower by"))
    reason = TextField(_l("Reason"), longest=400)
