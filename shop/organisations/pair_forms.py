"""What is typed about schools, hospitals and villages, pairings, and workshops' jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from shop.documents.fields import PaperField
from shop.kernel.refusals import Refused
from shop.organisations.body_columns import LONGEST_ENGLISH, LONGEST_NAME
from shop.organisations.models import County, Township, Unit
from shop.organisations.pair_life import PairStep
from shop.organisations.words_pairs import BodyKind
from shop.web.forms import DayField, ShopForm, TextField, WholeNumberField, needed
from shop.web.language import current
from shop.web.uploads import UploadField

LONGEST_REASON = 300
LARGEST_SHEET = 1_900_000
LONGEST_TEXT = 200_000
PLEASE_DAY = _l("Please enter the day.")


class BodyForm(ShopForm):
    """A school, a hospital or a village."""

    kind = SelectField(_l("Kind"), choices=BodyKind.choices)
    name = TextField(_l("Name"), longest=LONGEST_NAME, needed=_l("Please enter the name."))
    name_english = TextField(
        _l("English name"), longest=LONGEST_ENGLISH, description=_l("Without one, English pages show the pinyin.")
    )
    county = SelectField(_l("County"))
    township = SelectField(_l("Township"))

    @classmethod
    def of(cls, counties: Iterable[County], townships: Iterable[Township], **particulars: Any) -> Self:
        """With the counties to choose from, and the townships of all of them."""
        form, language = cls(**particulars), current()
        names = {one.code: one.named(language) for one in counties}
        several = len(names) > 1
        form.county.choices = list(names.items())
        form.township.choices = [
            ("", _l("not stated")),
            *((one.code, " · ".join([names[one.county_code]] * several + [one.named(language)])) for one in townships),
        ]
        return form


class BodySheetForm(ShopForm):
    """Many at once: a file, or what was copied out of a table."""

    text = TextAreaField(
        _l("Pasted rows"),
        [Length(max=LONGEST_TEXT, message=_l("This is too long: please enter it in several parts."))],
        description=_l(
            "Copy the rows out of your table, the heads of the columns included: 类别, 名称, 英文名称, 县, 乡镇."
        ),
    )
    file = UploadField(
        _l("Or a file (xlsx or csv)"), largest=LARGEST_SHEET, accept=".xlsx,.csv", description=_l("Up to 1.9 MB.")
    )

    def sheet(self) -> bytes:
        """What was chosen or pasted; raises ``Refused`` for nothing."""
        if self.file.upload is not None:
            return self.file.upload.content
        typed = (self.text.data or "").strip("\r\n")
        if not typed.strip():
            raise Refused(_l("Please paste the rows, or choose a file."), field="text")
        return typed.encode()


class PairForm(ShopForm):
    """A unit is to be paired with a body."""

    unit = SelectField(_l("Unit of the donor side"))
    since = DayField(_l("Paired since"), [needed(PLEASE_DAY)])
    remark = TextField(_l("What they agreed"), longest=LONGEST_REASON)
    file = PaperField(_l("Agreement"), needed=_l("Please choose a file: PDF, JPEG or PNG."))

    @classmethod
    def among(cls, units: Iterable[Unit], **particulars: Any) -> Self:
        """With the units to choose from."""
        form = cls(**particulars)
        form.unit.choices = [(str(one.id), one.named(current())) for one in units]
        return form


class PairStepForm(ShopForm):
    """A step of a pairing: a reason to refuse, a last day to end."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON)
    on = DayField(_l("Last day"))
    seen = TextField(longest=10)
    step: PairStep | None = None


class JobsForm(ShopForm):
    """A workshop's jobs on a day."""

    as_of = DayField(_l("As of"), [needed(PLEASE_DAY)])
    jobs = WholeNumberField(_l("Jobs"), [needed(_l("Please enter how many jobs there are."))])
    linked = WholeNumberField(
        _l("Of which held by linked people"), [needed(_l("Please enter how many of them linked people hold."))]
    )
    file = PaperField(_l("Evidence file"), needed=_l("Please choose a file: PDF, JPEG or PNG."))
