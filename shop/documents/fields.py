"""The field of a form that takes a paper: a PDF, or its photo."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from shop.documents.uploads import LARGEST
from shop.web.uploads import UploadField


class PaperField(UploadField):
    """One paper, of at most 10 MB. ``needed`` is the sentence for who chose none."""

    def __init__(self, label: Any = None, **keywords: Any) -> None:
        super().__init__(
            label,
            largest=LARGEST,
            accept=".pdf,image/jpeg,image/png",
            description=_l("PDF, JPEG or PNG, up to 10 MB. A photo taken with a phone will do."),
            **keywords,
        )
