"""Short forms: a temperature, a refusal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.fulfilment.services.notes import Signing
from shop.web.forms import DecimalNumberField, ShopForm, TextField


class ArrivalForm(ShopForm):
    """The temperature on arrival, in degrees Celsius."""

    temperature = DecimalNumberField(_l("Temperature on arrival"))


class RefusalForm(ShopForm):
    """Why nothing is taken in, and who signs for that."""

    reason = TextField(_l("Reason"), longest=200)
    signer_1 = TextField(_l("Signed for the unit by"), longest=40)
    deliverer = TextField(_l("Delivered by"), longest=80)

    @property
    def signing(self) -> Signing:
        return Signing(signers=(self.signer_1.data or "",), deliverer=self.deliverer.data or "")
