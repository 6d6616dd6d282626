"""Which papers the shop issues, and what kinds of files it takes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class PaperKind(Labelled):
    """A paper that people sign or file."""

    ORDER = "order", _l("Purchase order")
    DELIVERY_NOTE = "delivery_note", _l("Delivery note")
    ACCEPTANCE = "acceptance", _l("Acceptance note")
    SETTLEMENT = "settlement", _l("Settlement")
    STATEMENT = "statement", _l("Monthly statement")


class FileKind(Labelled):
    """The kinds of files that are taken, told by their bytes."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, of which the shop keeps only what it has drawn anew."""
        return self is not FileKind.PDF


class PictureKind(Labelled):
    """How photos are written: small for whoever reads WebP, and once for everybody."""

    WEBP = "webp", "WebP"
    JPEG = "jpeg", "JPEG"
