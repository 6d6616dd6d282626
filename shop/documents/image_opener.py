"""Opens the picture on its standard input and draws it anew in the sizes asked for: a program of its own, bounded,
run by `images`. It imports nothing of the shop.

What comes out holds the pixels of the first frame and nothing else: upright, in sRGB, on white, without position, time,
camera, remarks, thumbnails or profiles. It is written as one line of JSON and then the pictures one behind the other.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps

MEMORY = 768 * 1024 * 1024
SECONDS = 12
MOST_PIXELS = 60_000_000
LONGEST_EDGE = 30_000
KNOWN = ("JPEG", "PNG", "WEBP")
QUALITY = {("webp", 320): 72, ("webp", 640): 75, ("webp", 1280): 78, ("jpeg", 640): 80}
SMALLEST = 16
UNREADABLE, TOO_MUCH, TOO_SMALL = 2, 3, 4
WHITE = (255, 255, 255)
TURNS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def main(wanted: list[tuple[str, int]]) -> None:
    """Draw the picture in each kind and size of ``wanted``."""
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for what, limit in limits:
        with contextlib.suppress(ValueError, OSError):  # not every system bounds each of them
            resource.setrlimit(what, (limit, limit))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # ours is asked first, and is an error instead of a warning
    try:
        picture = upright(io.BytesIO(sys.stdin.buffer.read()), max(edge for _kind, edge in wanted))
    except MemoryError:
        sys.exit(TOO_MUCH)
    except Exception:  # noqa: BLE001 – whatever a decoder says of a stranger's bytes, it could not read them
        sys.exit(UNREADABLE)
    made = [drawn(picture, kind, edge) for kind, edge in wanted]
    head = [[picture.width, picture.height], [len(content) for content in made]]
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(made))


def upright(stream: io.BytesIO, largest: int) -> Image.Image:
    """The first frame within a square of ``largest`` pixels, as a person would see it, and nothing but its pixels."""
    opened: Any = Image.open(stream, formats=KNOWN)
    if max(opened.size) > LONGEST_EDGE or opened.width * opened.height > MOST_PIXELS:
        sys.exit(TOO_MUCH)
    if min(opened.size) < SMALLEST:
        sys.exit(TOO_SMALL)
    if opened.format == "JPEG":
        opened.draft(None, (largest, largest))  # the decoder leaves out what would be thrown away
    opened.load()
    turn, profile = turn_of(opened), opened.info.get("icc_profile")
    plain = in_eight_bits(opened)
    plain.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    plain = on_white(in_srgb(plain, profile))
    if turn is not None:
        plain = plain.transpose(turn)
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    return clean


def turn_of(opened: Any) -> Image.Transpose | None:
    """How the picture has to be turned, as the camera noted; nothing where the note cannot be read."""
    with contextlib.suppress(Exception):
        return TURNS.get(opened.getexif().get(ExifTags.Base.Orientation))
    return None


def in_eight_bits(opened: Any) -> Image.Image:
    """In a mode that can be made smaller and lighter without loss of what is seen: finer greys become 256."""
    if opened.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I"):
        return opened.convert("I").point(lambda value: value / 256).convert("L")  # type: ignore[no-any-return]
    if opened.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in opened.info:
        return opened.convert("RGBA")  # type: ignore[no-any-return]
    return opened.convert("L") if opened.mode in ("1", "F") else opened  # type: ignore[no-any-return]


def in_srgb(plain: Image.Image, profile: bytes | None) -> Image.Image:
    """Its colours as every screen shows them; a profile that cannot be read is left out."""
    if profile and plain.mode in ("RGB", "CMYK", "L"):
        with contextlib.suppress(Exception):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(plain, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                return turned
    return plain


def on_white(plain: Image.Image) -> Image.Image:
    """Without transparency."""
    if plain.mode == "RGBA":
        ground = Image.new("RGB", plain.size, WHITE)
        ground.paste(plain, mask=plain.getchannel("A"))
        return ground
    return plain.convert("RGB")


def drawn(picture: Image.Image, kind: str, edge: int) -> bytes:
    """The picture within a square of so many pixels, never enlarged."""
    smaller = ImageOps.contain(picture, (edge, edge)) if max(picture.size) > edge else picture
    smaller.info.clear()
    out = io.BytesIO()
    quality = QUALITY.get((kind, edge), 84)
    if kind == "webp":
        smaller.save(out, "WEBP", quality=quality, method=4)
    else:
        smaller.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    main([(kind, int(edge)) for kind, _gap, edge in (word.partition(":") for word in sys.argv[1:])])
