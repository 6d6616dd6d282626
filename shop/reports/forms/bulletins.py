"""What is typed for a bulletin: of which period it is, and the issuer's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.widgets import TextArea

from shop.reports.bulletins.words import LONGEST_TEXT, LONGEST_TITLE, BulletinKind, Section, TextPlace
from shop.reports.forms.offering import of_words
from shop.web.forms import LONGEST_REASON, ShopForm, TextField, WholeNumberField


class ParagraphsField(TextField):
    """Several lines of words."""

    widget = TextArea()


class NewBulletinForm(ShopForm):
    """What the bulletin is of; periods, parts and schemes are those that whoever begins it may choose."""

    kind = SelectField(_l("Kind"), choices=lambda: of_words(BulletinKind))
    span = SelectField(_l("Period told of"))
    node = SelectField(_l("Of whom"))
    scheme = SelectField(_l("Scheme"))
    title = TextField(
        _l("Title of the bulletin"),
        longest=LONGEST_TITLE,
        description=_l("Left empty, it is made of the period and of whom it is."),
    )


class DraftForm(ShopForm):
    """The words of a draft, and what it tells."""

    title = TextField(_l("Title of the bulletin"), longest=LONGEST_TITLE, needed=_l("Please give it a title."))
    opening = ParagraphsField(TextPlace.OPENING.label, longest=LONGEST_TEXT)
    findings = ParagraphsField(TextPlace.FINDINGS.label, longest=LONGEST_TEXT)
    requests = ParagraphsField(TextPlace.REQUESTS.label, longest=LONGEST_TEXT)
    sections = SelectMultipleField(_l("Sections"), choices=lambda: of_words(Section))
    circulates = BooleanField(_l("Once signed, all units that it tells of read it"))
    version = WholeNumberField()

    def texts(self) -> Mapping[TextPlace, str]:
        """The issuer's own words by where they stand."""
        typed: dict[TextPlace, Any] = {place: getattr(self, place.value).data or "" for place in TextPlace}
        return typed

    def go_on_from(self, version: int) -> None:
        """Whoever sends it again has been told that somebody else was faster."""
        field: Any = self.version
        field.data, field.raw_text = version, None

    @property
    def read_version(self) -> int:
        """The version of the draft that was read before it was changed."""
        return int(cast("Any", self.version).data or 0)


class BulletinStepForm(ShopForm):
    """Why a step is taken, where it wants a reason."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON)
    seen = WholeNumberField()

    @property
    def last_seen(self) -> int:
        """The number of the last step on the page that this was sent from; -1, which none has, if it says none."""
        data: Any = cast("Any", self.seen).data
        return -1 if data is None else int(data)
