"""In which sizes photos are drawn. Pure."""

from __future__ import annotations

from shop.documents.words import PictureKind

SIZES = (
    (PictureKind.WEBP, 320),
    (PictureKind.WEBP, 640),
    (PictureKind.WEBP, 1280),
    (PictureKind.JPEG, 640),
)
"""A phone's card, a card, the whole window; and one for browsers that read no WebP."""


def size_at(width: int, height: int, edge: int) -> tuple[int, int]:
    """How wide and high, in pixels, a photo is within a square of ``edge``; never enlarged."""
    longest = max(width, height)
    if longest <= edge:
        return width, height
    return max(1, round(width * edge / longest)), max(1, round(height * edge / longest))
