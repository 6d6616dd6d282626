"""What people upload is told by its bytes, kept under a name nobody can guess, and is never more than it says it is."""

import hashlib

import pytest

from shop.documents import files, handing, photos
from shop.documents.sizes import SIZES
from shop.documents.uploads import DOCUMENTS, LARGEST, PICTURES, kind_of
from shop.documents.words import FileKind, PictureKind
from shop.extensions import db
from shop.kernel.refusals import Refused
from tests.factories.pictures import jpeg, png, read, webp
from tests.factories.world import World

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, FileKind.PDF), (jpeg(), FileKind.JPEG), (png(), FileKind.PNG), (webp(), FileKind.WEBP)],
)
def test_a_file_is_told_by_its_bytes(content: bytes, kind: FileKind) -> None:
    assert kind_of(content, DOCUMENTS | PICTURES) is kind


def test_a_kind_that_is_not_asked_for_is_refused_beside_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        kind_of(webp(), field="licence")
    assert refusal.value.field == "licence"


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(Refused):
        kind_of(PDF[:9] + b"\0" * LARGEST + PDF[9:])


def test_a_pdf_is_kept_as_it_came_and_handed_out_in_a_sandbox(world: World) -> None:
    file = files.keep(PDF, "../licence.pdf", purpose="supplier.licence", by=world.actor("coop.seller"))
    db.session.commit()
    assert (file.content, file.kind, file.size) == (PDF, FileKind.PDF, len(PDF))
    assert file.sha256 == file.source_sha256 == hashlib.sha256(PDF).hexdigest()
    assert (file.file_name, len(file.name)) == ("licence.pdf", 32)
    answer = handing.send_file(file, as_attachment=True)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=supplier-licence-{file.id}.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_picture_is_kept_drawn_anew_and_never_as_it_came(world: World) -> None:
    given = png(300, 200)
    file = files.keep(given, "permit.png", purpose="supplier.permit", by=world.actor("coop.seller"))
    assert file.kind is FileKind.JPEG
    assert file.content != given
    assert read(file.content).size == (300, 200)
    assert file.source_sha256 == hashlib.sha256(given).hexdigest() != file.sha256
    assert handing.send_file(file).headers["Content-Type"] == "image/jpeg"


def test_a_photo_is_kept_in_four_sizes(world: World) -> None:
    photo = photos.keep(photos.make(jpeg(1600, 1200)), by=world.actor("coop.seller"))
    db.session.commit()
    assert (photo.width, photo.height) == (1280, 960)
    assert {(made.kind, made.edge) for made in photo.renditions} == set(SIZES)
    for kind, edge in SIZES:
        content = photos.bytes_of(photo.id, kind, edge) or b""
        assert read(content).size == photo.at(edge)
        assert read(content).format == kind.value.upper()
    assert photos.bytes_of(photo.id, PictureKind.JPEG, 1280) is None


def test_a_photo_that_is_forgotten_leaves_no_bytes(world: World) -> None:
    photo = photos.keep(photos.make(jpeg()), by=world.actor("coop.seller"))
    db.session.commit()
    photos.forget([photo.id])
    assert photos.bytes_of(photo.id, PictureKind.WEBP, 320) is None
