"""Pictures as phones and strangers make them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw

GREEN = (46, 94, 62)


def a_picture(width: int = 640, height: int = 480, *, mode: str = "RGB", colour: Any = None) -> Image.Image:
    """A plain picture with a mark in its upper left corner, so that turning it shows."""
    ground = Image.new("RGB", (width, height), colour or GREEN)
    ImageDraw.Draw(ground).rectangle((0, 0, width // 4, height // 4), fill=(200, 30, 30))
    return ground.convert(mode)


def jpeg(width: int = 640, height: int = 480, *, mode: str = "RGB", colour: Any = None, **keywords: Any) -> bytes:
    """A JPEG; keywords go to Pillow's writer."""
    return written(a_picture(width, height, mode=mode, colour=colour), "JPEG", quality=80, **keywords)


def png(width: int = 640, height: int = 480, *, mode: str = "RGB", colour: Any = None, **keywords: Any) -> bytes:
    """A PNG; keywords go to Pillow's writer."""
    return written(a_picture(width, height, mode=mode, colour=colour), "PNG", **keywords)


def webp(width: int = 640, height: int = 480, **keywords: Any) -> bytes:
    """A WebP; keywords go to Pillow's writer."""
    return written(a_picture(width, height), "WEBP", **keywords)


def written(picture: Image.Image, kind: str, **keywords: Any) -> bytes:
    """A picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, kind, **keywords)
    return out.getvalue()


def read(content: bytes) -> Image.Image:
    """The picture that a file holds."""
    return Image.open(io.BytesIO(content))
