"""Photos of a listing: choosing them, and saying what is seen on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField

from shop.catalogue.models import ProductPhoto
from shop.catalogue.services.photos import LONGEST_ALT, MOST_PHOTOS
from shop.catalogue.words import PhotoMove
from shop.documents.uploads import LARGEST, PICTURES_ACCEPTED
from shop.kernel.refusals import Refused
from shop.web.forms import ShopForm, TextField
from shop.web.uploads import UploadField


class PhotosForm(ShopForm):
    """Photos to be added, from the phone's camera or its album."""

    photos = UploadField(
        _l("Photos"),
        largest=LARGEST,
        accept=PICTURES_ACCEPTED,
        most=MOST_PHOTOS,
        needed=_l("Please choose a photo."),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A photo, and the fields in which is said what is seen on it."""

    photo: ProductPhoto
    alt: Field
    alt_english: Field


class ArrangeForm(ShopForm):
    """The words of all photos, and what else the button that was pressed does to one of them."""

    photos: ClassVar[Sequence[ProductPhoto]] = ()

    do = HiddenField()

    def rows(self) -> list[Row]:
        """The photos with their fields, in order."""
        return [
            Row(photo, self._fields[f"alt_{photo.id}"], self._fields[f"alt_english_{photo.id}"])
            for photo in self.photos
        ]

    def words(self) -> dict[int, tuple[str, str]]:
        """What is seen on each whose fields were sent, in Chinese and in English."""
        return {
            row.photo.id: (row.alt.data or "", row.alt_english.data or "")
            for row in self.rows()
            if row.alt.raw_data and row.alt_english.raw_data
        }

    def deed(self) -> tuple[PhotoMove | None, int] | None:
        """Which photo is moved or, without a move, removed; nothing where words are saved alone."""
        word, _dash, number = (self.do.data or "").partition("-")
        if word in ("", "save"):
            return None
        if not (number.isascii() and number.isdigit() and len(number) <= 12) or word not in (*PhotoMove, "remove"):
            raise Refused(_l("This form was incomplete. Nothing was changed: reload the page and send it again."))
        return (None if word == "remove" else PhotoMove(word)), int(number)


def arrange_form(photos: Sequence[ProductPhoto]) -> ArrangeForm:
    """The form for these photos."""
    fields: dict[str, Any] = {"photos": photos}
    for photo in photos:
        fields[f"alt_{photo.id}"] = TextField(
            _l("What is seen on it, in Chinese"), longest=LONGEST_ALT, default=photo.alt
        )
        fields[f"alt_english_{photo.id}"] = TextField(
            _l("What is seen on it, in English"), longest=LONGEST_ALT, default=photo.alt_english
        )
    made: type[ArrangeForm] = type("ArrangeForm", (ArrangeForm,), fields)
    return made()
