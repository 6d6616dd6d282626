"""Hostile uploads: refused with a sentence, or drawn anew so that nothing of them but pixels is kept."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.documents import bounded, files, images, photos
from shop.documents.sizes import SIZES
from shop.documents.uploads import DOCUMENTS, LARGEST, PICTURES, shown_name
from shop.documents.words import FileKind, PictureKind
from shop.kernel.refusals import Refused
from tests.documents import hostile
from tests.documents.hostile import CLEANED, REFUSED
from tests.factories.pictures import GREEN, a_picture, jpeg, png, read, written

ALL = DOCUMENTS | PICTURES
SECRETS = (b"Exif", b"GPS", b"Secret", b"secret", b"http://ns.adobe.com", b"adobe:ns:meta", b"ICC_PROFILE", b"<html")
JPEG_PARTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD}
"""The head, tables, frames and scans of a JPEG; whatever else it may hold are words of somebody."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_of_ours_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        files.checked(REFUSED[name], "a.png", ALL, field="licence")
    assert refusal.value.field == "licence"


def test_a_file_beyond_ten_megabytes_is_refused_before_anything_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "run", None)
    with pytest.raises(Refused):
        files.checked(jpeg() + b"\0" * LARGEST, "a.jpg", ALL)


@pytest.mark.parametrize("name", CLEANED)
def test_of_a_picture_nothing_but_its_pixels_is_kept(name: str) -> None:
    given = CLEANED[name]
    for drawn in images.draw(given, SIZES).drawn:
        _check_parts(drawn.kind, drawn.content)
        assert not [secret for secret in SECRETS if secret in drawn.content]
        shown = read(drawn.content)
        assert (shown.mode, getattr(shown, "n_frames", 1)) == ("RGB", 1)
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)
    kept = files.checked(given, "a.png", ALL)
    assert kept.kind is FileKind.JPEG
    _check_parts(PictureKind.JPEG, kept.content)


def _check_parts(kind: PictureKind, content: bytes) -> None:
    """The file has no part in which anything but pixels could stand, and nothing behind its end."""
    if kind is PictureKind.WEBP:
        assert content[12:16] == b"VP8 "
        assert int.from_bytes(content[4:8], "little") + 8 == len(content)
        return
    assert set(_parts(content)) <= JPEG_PARTS
    assert content.endswith(b"\xff\xd9")
    assert content.count(b"\xff\xd9") == 1


def _parts(content: bytes) -> Iterator[int]:
    """The kinds of the parts of a JPEG, in order; what is compressed is stepped over."""
    at = 2
    while content[at + 1] != 0xD9:
        kind = content[at + 1]
        yield kind
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        while content[at] != 0xFF or content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 1


def test_the_place_was_there_before() -> None:
    """The test above would find it: the file that was sent does hold it."""
    given = CLEANED["a jpeg with place and camera"]
    assert read(given).getexif().get_ifd(hostile.GPS)[2] == hostile.LATITUDE
    assert b"SecretPhone" in given


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(turn: int) -> None:
    (drawn,) = images.draw(jpeg(400, 300, exif=hostile.exif(turn)), ((PictureKind.JPEG, 640),)).drawn
    shown = read(drawn.content)
    assert shown.size == ((400, 300) if turn < 5 else (300, 400))
    corner = {1: (9, 9), 2: (-9, 9), 3: (-9, -9), 4: (9, -9), 5: (9, 9), 6: (-9, 9), 7: (-9, -9), 8: (9, -9)}[turn]
    red, green, _blue = shown.getpixel((corner[0] % shown.width, corner[1] % shown.height))  # type: ignore[misc]
    assert red > 150 > green


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("a png of sixteen bits", (128, 128, 128)),
        ("a png with nothing behind", (255, 255, 255)),
        ("a png that moves", GREEN),
        ("a webp that moves", GREEN),
        ("a jpeg for printers", GREEN),
        ("a jpeg with a broken profile", GREEN),
    ],
)
def test_its_colours_are_those_that_were_seen(name: str, colour: tuple[int, int, int]) -> None:
    (drawn,) = images.draw(CLEANED[name], ((PictureKind.JPEG, 640),)).drawn
    shown = read(drawn.content)
    seen = shown.getpixel((shown.width * 3 // 4, shown.height * 3 // 4))
    assert all(abs(one - other) < 16 for one, other in zip(seen, colour, strict=True)), seen  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00.jpg", "a.jpg"),
        ("gpj.\u202egpj.exe", "gpj.gpj.exe"),
        ("licence.pdf.exe", "licence.pdf.exe"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("\r\nSet-Cookie: a=b.png", "Set-Cookie: a=b.png"),
    ],
)
def test_a_name_is_shown_and_never_used(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


BOUNDS = """
import json, resource, subprocess, sys, time
began = time.monotonic()
ended = subprocess.run([sys.executable, "-I", sys.argv[1], *sys.argv[2:]], stdin=sys.stdin.buffer, capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([ended.returncode, used.ru_maxrss // 1024, time.monotonic() - began, used.ru_utime + used.ru_stime]))
"""


def measured(content: bytes) -> tuple[int, int, float]:
    """How the opener ends, how many megabytes it takes at most, and how many seconds of the processor."""
    wanted = [f"{kind.value}:{edge}" for kind, edge in SIZES]
    told = subprocess.run(
        [sys.executable, "-I", "-c", BOUNDS, str(images.OPENER), *wanted],
        input=content,
        capture_output=True,
        check=True,
    )
    code, megabytes, _wall, processor = json.loads(told.stdout)
    return code, megabytes, processor


@pytest.mark.parametrize(
    "content",
    [
        hostile.a_png_that_only_says_so(50_000, 50_000),
        hostile.a_png(9_000, 9_000),
        hostile.lying_jpeg(),
        hostile.with_text(bomb=True),
        hostile.frames("PNG", 600),
        b"\xff\xd8\xff" + b"\xff" * 9_000_000,
    ],
    ids=["50k by 50k", "80 million pixels", "says 65k by 65k", "words that burst", "600 frames", "all ones"],
)
def test_a_bomb_takes_little_room_and_time(content: bytes) -> None:
    _code, megabytes, seconds = measured(content)
    assert megabytes < 200
    assert seconds < 4


def test_the_largest_picture_that_is_taken_stays_within_its_bounds() -> None:
    largest = written(a_picture(7_700, 7_700, mode="RGBA"), "PNG", compress_level=1)
    code, megabytes, seconds = measured(largest)
    assert (code, megabytes < 768, seconds < 12) == (0, True, True), (code, megabytes, seconds)


def test_more_memory_than_it_may_take_is_not_given(tmp_path: Path) -> None:
    greedy = tmp_path / "greedy.py"
    lines = images.OPENER.read_text("utf-8").replace(
        "picture = upright(", "bytearray(2_000_000_000); picture = upright("
    )
    greedy.write_text(lines, "utf-8")
    assert bounded.run(greedy, ["jpeg:640"], jpeg(), seconds=20)[0] == images.TOO_MUCH


def test_a_program_that_does_not_end_is_ended_and_knows_no_secret(tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import os, time; print(sorted(os.environ), flush=True); time.sleep(int(input()))", "utf-8")
    began = time.monotonic()
    with pytest.raises(bounded.TookTooLong):
        bounded.run(slow, [], b"60\n", seconds=0.5)
    assert time.monotonic() - began < 5
    told = bounded.run(slow, [], b"0\n", seconds=20)[1].decode()
    assert set(json.loads(told.replace("'", '"'))) <= {"LC_CTYPE"}


def test_only_a_few_pictures_are_opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_room", threading.BoundedSemaphore(1))
    monkeypatch.setattr(images, "LONGEST_WAIT", 0.01)
    with images._one_of_few("file"), pytest.raises(Refused):
        images.draw(png(), SIZES)
    assert photos.make(png()).picture.width == 640
