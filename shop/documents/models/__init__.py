"""Tables of papers that left the shop, of files that came to it, and of photos."""

from shop.documents.models.files import StoredFile
from shop.documents.models.papers import IssuedPaper
from shop.documents.models.photos import Photo, PhotoRendition

__all__ = ["IssuedPaper", "Photo", "PhotoRendition", "StoredFile"]
