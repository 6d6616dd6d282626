"""Files in forms: a field for one or several, and routes that take more than the shop's usual limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

View = TypeVar("View", bound=Callable[..., Any])

ROOM_FOR_A_FORM = 1024 * 1024
"""What else stands in a form beside its files, in bytes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent; ``name`` is what the sender calls it, and says nothing about what it is."""

    content: bytes
    name: str


class UploadField(Field):
    """One file, or several with ``most`` above 1; what was chosen is read from the request, one byte beyond the limit
    at most, so that whoever checks it can say that it is too large.

    ``accept`` tells browsers what to offer. With ``capture`` a phone offers its camera first.
    """

    widget = FileInput()
    type = "UploadField"

    def __init__(
        self,
        label: Any = None,
        *,
        largest: int,
        accept: str,
        needed: Any = None,
        most: int = 1,
        capture: bool = False,
        **keywords: Any,
    ) -> None:
        keys = {"accept": accept} | ({"capture": "environment"} if capture else {})
        super().__init__(label, validators=[self._chosen], render_kw=keys, **keywords)
        self.widget = FileInput(multiple=most > 1)
        self.largest, self.most, self.needed = largest, most, needed
        self.flags.required = needed is not None
        self.uploads: list[Upload] = []

    @property
    def upload(self) -> Upload | None:
        """The one file, if one was chosen."""
        return self.uploads[0] if self.uploads else None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what was sent: from the request, since a form's fields come without its files."""
        super().process(None)
        if formdata is not None:
            sent = request.files.getlist(self.name)[: self.most + 1]
            self.uploads = [Upload(file.stream.read(self.largest + 1), file.filename) for file in sent if file.filename]
            for file in sent:
                file.stream.seek(0)

    @staticmethod
    def _chosen(_form: Any, field: UploadField) -> None:
        if field.needed is not None and not field.uploads:
            raise StopValidation(field.needed)


def takes_files(largest: int, *, count: int = 1) -> Callable[[View], View]:
    """This view takes more than the shop usually does, if a form with files is sent: ``count`` of ``largest`` bytes."""

    def decorate(view: View) -> View:
        view.largest_body = largest * count + ROOM_FOR_A_FORM  # type: ignore[attr-defined]
        return view

    return decorate


def init_app(app: Flask) -> None:
    """Raise the limit of those routes alone, before anything reads the form."""

    @app.url_value_preprocessor
    def allow_larger_bodies(endpoint: str | None, _values: Any) -> None:
        view = current_app.view_functions.get(endpoint or "")
        largest = getattr(view, "largest_body", None)
        if largest is not None and request.mimetype == "multipart/form-data":
            request.max_content_length = largest
