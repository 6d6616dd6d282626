"""Forms that name the version of the listing that their reader saw, so that nobody overwrites what they never read."""

from __future__ import annotations

from typing import Any, cast

from shop.catalogue.services.locks import Outdated
from shop.kernel.refusals import Refused
from shop.web.forms import ReasonForm, ShopForm, WholeNumberField


class SeenForm(ShopForm):
    """``version`` travels with the page. ``outdated`` is whether somebody else was faster when it was sent."""

    version = WholeNumberField()
    outdated = False

    @property
    def seen(self) -> int:
        """The version that was seen; 0, which none has, when the form lost it."""
        return int(cast("Any", self.version).data or 0)

    def refuse(self, refusal: Refused) -> None:
        """Note that somebody else was faster; everything else stands beside its field."""
        self.outdated = self.outdated or isinstance(refusal, Outdated)
        super().refuse(refusal)

    def go_on_from(self, version: int) -> None:
        """Whoever sends it again has seen what stands now."""
        field: Any = self.version
        field.data, field.raw_text = version, None


class DeedForm(SeenForm, ReasonForm):
    """Something that is done to a listing as it was seen; why, where that is said."""
