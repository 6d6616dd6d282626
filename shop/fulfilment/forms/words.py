"""Short forms: a temperature, a refusal."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from shop.fulfilment.forms.faults import add_faults
from shop.fulfilment.services.acceptances import faults_of_refusal
from shop.fulfilment.services.notes import Signing
from shop.web.forms import DecimalNumberField, ShopForm, TextField


class ArrivalForm(ShopForm):
    """The temperature on arrival, in degrees Celsius."""

    temperature = DecimalNumberField(_l("Temperature on arrival"))


class RefusalForm(ShopForm):
    """Why nothing is taken in, and who signs for that."""

    reason = TextField(_l("Reason"), longest=200, id="refuse-reason")
    signer_1 = TextField(_l("Signed for the unit by"), longest=40, id="refuse-signer")
    deliverer = TextField(_l("Delivered by"), longest=80, id="refuse-deliverer")

    def validate(self, extra_validators: Any = None) -> bool:
        """What is too long is said together with what is missing."""
        valid = bool(super().validate(extra_validators))
        if not valid:
            add_faults(self, faults_of_refusal(self.reason.data or "", self.signing))
        return valid

    @property
    def signing(self) -> Signing:
        return Signing(signers=(self.signer_1.data or "",), deliverer=self.deliverer.data or "")
