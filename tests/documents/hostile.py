"""Files as strangers make them: two things at once, far too large, lying about what they are."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, PngImagePlugin

from tests.factories.pictures import a_picture, jpeg, png, webp, written

PAGE = b"<html><script>alert(1)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>secret place</rdf:RDF></x:xmpmeta>'
GPS, ORIENTATION = 0x8825, 0x0112
LATITUDE, LONGITUDE = (27.0, 44.0, 51.37), (103.0, 53.0, 29.42)


def archive(*, bomb: bool = False) -> bytes:
    """A zip; as a ``bomb`` fifty kilobytes that unpack to fifty megabytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("evil.js", b"\0" * 50_000_000 if bomb else b"alert(1)")
    return kept.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of one bit a pixel that says it is so large, with nothing drawn on it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    line = b"\0" * (1 + (width + 7) // 8)
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(line) for _row in range(height)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def a_png_that_only_says_so(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def lying_jpeg() -> bytes:
    """A JPEG whose frame says 65,000 by 65,000 pixels."""
    content = bytearray(jpeg(64, 64))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(content)


def with_text(*, bomb: bool = False) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "\0" * 80_000_000 if bomb else "secret place", zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return png(pnginfo=text, exif=exif())


def exif(turn: int = 1) -> bytes:
    """What a phone notes: where, with which camera, how it was held."""
    noted = Image.Exif()
    noted[ORIENTATION] = turn
    noted[0x010F], noted[0x0110], noted[0x9286] = "SecretPhone", "S-1", b"ASCII\0\0\0secret remark"
    noted.get_ifd(GPS).update({1: "N", 2: LATITUDE, 3: "E", 4: LONGITUDE})
    return noted.tobytes()


def with_wide_colours() -> bytes:
    """A JPEG with a profile of its own: what it calls pure red is another red on a screen."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return written(a_picture(), "JPEG", icc_profile=profile.tobytes())


def frames(kind: str, count: int = 40) -> bytes:
    """A picture that moves; its first frame is green, all others are red."""
    first = a_picture(64, 48)
    others = [Image.new("RGB", (64, 48), (255, number, 0)) for number in range(count)]
    return written(first, kind, save_all=True, append_images=others, duration=20)


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "a page named png": PAGE,
    "a drawing with a script": DRAWING,
    "a drawing behind an xml head": b'<?xml version="1.0"?>' + DRAWING,
    "a gif that is a script": b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)//;",
    "a plain gif": written(a_picture(), "GIF"),
    "a bitmap": written(a_picture(), "BMP"),
    "a tiff": written(a_picture(), "TIFF"),
    "an icon": written(a_picture(64, 64), "ICO"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(ls) run\n",
    "an archive": archive(),
    "an archive that bursts": archive(bomb=True),
    "an executable": b"MZ\x90\x00" + b"\0" * 200,
    "a photo of a phone in its own kind": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "a pdf that is an archive": PDF + archive(),
    "a pdf with a page at its end": PDF + PAGE + b"%%EOF",
    "a pdf that runs": PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type"),
    "a pdf that launches": PDF.replace(b"/Type", b"/S /L#61unch /F (calc.exe) /Type"),
    "a pdf cut off": PDF[:40],
    "a jpeg cut off": jpeg(1200, 900)[:9000],
    "a jpeg of its head alone": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "a jpeg that is a page": b"\xff\xd8\xff\xe0" + PAGE,
    "a png that is a page": b"\x89PNG\r\n\x1a\n" + PAGE,
    "a png cut off": png(1200, 900)[:2000],
    "a png of broken sums": png()[:60] + b"\0\0\0\0" + png()[64:],
    "a webp cut off": webp(1200, 900)[:900],
    "a webp that is none": b"RIFF\x10\0\0\0WEBPVP8 nothing",
    "a png of 50,000 by 50,000": a_png_that_only_says_so(50_000, 50_000),
    "a png of 9,000 by 9,000": a_png(9_000, 9_000),
    "a png as long as a road": a_png(40_000, 20),
    "a jpeg that says 65,000 by 65,000": lying_jpeg(),
    "a webp of 16,000 by 8,000": written(Image.new("L", (16_000, 8_000)), "WEBP", quality=1, method=0),
    "a png of one pixel": png(1, 1),
}

CLEANED: dict[str, bytes] = {
    "a jpeg with a page behind it": jpeg() + PAGE,
    "a jpeg with an archive behind it": jpeg() + archive(),
    "a jpeg with a remark": jpeg(comment=PAGE),
    "a jpeg with place and camera": jpeg(exif=exif()),
    "a jpeg with adobe's words": jpeg(xmp=XMP),
    "a jpeg with colours of its own": with_wide_colours(),
    "a jpeg with a broken profile": jpeg(icc_profile=b"secret" * 100),
    "a jpeg for printers": jpeg(mode="CMYK"),
    "a grey jpeg": jpeg(mode="L"),
    "a progressive jpeg": jpeg(progressive=True),
    "a png with words": with_text(),
    "a png with an archive behind it": png() + archive(),
    "a png of sixteen bits": written(Image.new("I;16", (64, 48), 0x8000), "PNG"),
    "a png of a palette": png(mode="P"),
    "a png of one bit": png(mode="1"),
    "a png with nothing behind": written(Image.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG"),
    "a png that moves": frames("PNG"),
    "a webp that moves": frames("WEBP"),
    "a webp with place and camera": webp(exif=exif(), xmp=XMP),
}
