"""The forms at the scale: what became of each line, and who signs for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from flask_babel import lazy_gettext as _l

from shop.documents.uploads import LARGEST, PICTURES_ACCEPTED
from shop.fulfilment.forms.lines import LinesForm
from shop.fulfilment.services.notes import Signing, faults_of_signing
from shop.fulfilment.services.objections import faults_of_reason
from shop.fulfilment.services.photos import MOST_PHOTOS
from shop.kernel.refusals import Refused
from shop.web.forms import DayField, TextField
from shop.web.uploads import UploadField


class AcceptanceForm(LinesForm):
    """What became of each line, who signs, and photos of it."""

    camera = UploadField(_l("Take a photo"), largest=LARGEST, accept=PICTURES_ACCEPTED, capture=True)
    photos = UploadField(_l("Choose photos"), largest=LARGEST, accept=PICTURES_ACCEPTED, most=MOST_PHOTOS)

    signer_1 = TextField(_l("Signed for the unit by"), longest=40)
    signer_2 = TextField(_l("Second signer"), longest=40)
    signer_3 = TextField(_l("Third signer"), longest=40)
    deliverer = TextField(_l("Delivered by"), longest=80)
    paper_day = DayField(_l("Day on the paper"))
    paper_day_reason = TextField(_l("Why the paper bears another day"), longest=200)
    note = TextField(_l("Note"), longest=1000)

    def faults(self) -> Iterator[Refused]:
        """Beside the lines: who signs, and for which day."""
        yield from super().faults()
        yield from faults_of_signing(self.signing)

    @property
    def signing(self) -> Signing:
        return Signing(
            signers=tuple(field.data or "" for field in (self.signer_1, self.signer_2, self.signer_3)),
            deliverer=self.deliverer.data or "",
            paper_day=cast("Any", self.paper_day.data),
            paper_day_reason=self.paper_day_reason.data or "",
            note=self.note.data or "",
        )


class CorrectionForm(LinesForm):
    """What the acceptance should have said, and why."""

    reason = TextField(_l("What was wrong"), longest=400)

    def faults(self) -> Iterator[Refused]:
        """Beside the lines: why."""
        yield from super().faults()
        yield from faults_of_reason(self.reason.data or "")
