"""Photos of a delivery, from the phone's camera or its album."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.documents.uploads import LARGEST, PICTURES_ACCEPTED
from shop.fulfilment.services.photos import MOST_PHOTOS
from shop.web.forms import ShopForm
from shop.web.uploads import UploadField

AT_ONCE = 3
"""How many photos of the largest size one form may bring; of the usual size it is all of them."""


class PhotosForm(ShopForm):
    """Photos that are added to a note. A phone offers its camera at once, and its album beside it."""

    camera = UploadField(_l("Take a photo"), largest=LARGEST, accept=PICTURES_ACCEPTED, capture=True)
    photos = UploadField(_l("Choose photos"), largest=LARGEST, accept=PICTURES_ACCEPTED, most=MOST_PHOTOS)
