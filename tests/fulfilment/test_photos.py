"""Photos beside acceptances: kept while taking in, added after it by either side, seen by who may read the note."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from shop.documents.photos import Made, make
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus, ObjectionStatus, Side, may_add_photos
from shop.fulfilment.models import Acceptance, AcceptancePhoto, Consignment
from shop.fulfilment.services.objections import object_to, take_back
from shop.fulfilment.services.photos import MOST_PHOTOS, add_photos
from shop.kernel import clock as the_clock
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, an_arrived_consignment
from tests.factories.pictures import jpeg
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import fields, opened, words
from tests.uploading import send_files

NOW = the_clock.now()
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return [make(jpeg(100 + number, 80)) for number in range(MOST_PHOTOS + 1)]


@pytest.mark.parametrize(
    ("status", "days", "objected"),
    list(product(ConsignmentStatus, [None, 0, 2, 4], [None, *ObjectionStatus])),
)
def test_who_may_add_photos_when(status: ConsignmentStatus, days: int | None, objected: ObjectionStatus | None) -> None:
    noted = None if days is None else NOW - days * DAY
    buyer = status is ConsignmentStatus.ARRIVED if days is None else days <= 3
    assert may_add_photos(Side.BUYER, status, noted, objected, NOW) is buyer
    assert may_add_photos(Side.SUPPLIER, status, noted, objected, NOW) is (objected is ObjectionStatus.OPEN)


def rows() -> list[AcceptancePhoto]:
    return list(db.session.execute(select(AcceptancePhoto).order_by(AcceptancePhoto.id)).scalars())


def shot(client: SeparateClient, consignment: Consignment, form: Mapping[str, Any], *photos: bytes) -> Any:
    """The form at the scale with photos."""
    files = [(f"{number}.jpg", content) for number, content in enumerate(photos)]
    return send_files(client, f"/arrivals/{consignment.number}/accept", files, **form)


def form_of(client: SeparateClient, consignment: Consignment) -> dict[str, str]:
    form = fields(opened(client, f"/arrivals/{consignment.number}/accept?as=shipped"), "signer_1")
    return {name: value for name, value in form.items() if name not in ("camera", "photos", "then")}


def test_photos_taken_at_the_scale_stay_when_the_form_comes_back(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    receiver = browser_of("school.receiver")
    form = form_of(receiver, consignment)
    wrong = form | {f"accepted_{consignment.lines[0].id}": "a lot"}
    assert shot(receiver, consignment, wrong, jpeg()).status_code == 422
    (row,) = rows()
    assert (row.side, row.consignment_id) == (Side.BUYER, consignment.id)
    address = f"/arrivals/{consignment.number}"
    page = opened(receiver, f"{address}/accept")
    assert f"{address}/photos/{row.photo.name}/320.webp" in page
    assert page.count(' capture="environment"') == 1
    assert receiver.get(f"{address}/photos/{row.photo.name}/320.webp").status_code == 200
    done = shot(receiver, consignment, form, jpeg(), jpeg(300, 200))
    note = db.session.execute(select(Acceptance)).scalar_one()
    assert done.location == f"/acceptances/{note.number}"
    assert len(rows()) == 2
    page = opened(receiver, done.location)
    assert page.count("photo-row__photo") == 2
    assert "Photo 1, by the buyer" in page


def test_a_button_keeps_the_photos_and_what_was_typed(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    receiver = browser_of("school.receiver")
    form = form_of(receiver, consignment) | {"note": "wet sacks", "then": "photos"}
    answer = shot(receiver, consignment, form, jpeg())
    assert answer.status_code == 200
    assert 'value="wet sacks"' in answer.text
    assert len(rows()) == 1
    assert not db.session.execute(select(Acceptance.id)).all()


def test_what_is_no_photo_does_not_keep_the_goods_from_being_accepted(world: World, browser_of: Browser) -> None:
    consignment = an_arrived_consignment(world)
    receiver = browser_of("school.receiver")
    done = shot(receiver, consignment, form_of(receiver, consignment), b"<html>")
    assert done.status_code == 302
    assert "0.jpg: This file is none of these kinds" in opened(receiver, done.location)
    assert rows() == []


def test_each_side_adds_six_at_most_and_the_same_once(world: World, made: list[Made]) -> None:
    consignment = an_arrived_consignment(world)
    by = world.actor("school.receiver")
    with pytest.raises(Refused) as refusal:
        add_photos(consignment, made, Side.BUYER, by=by)
    assert refusal.value.field == "photos"
    assert add_photos(consignment, made[:4], Side.BUYER, by=by) == 4
    assert add_photos(consignment, made[2:6], Side.BUYER, by=by) == 2
    with pytest.raises(Refused):
        add_photos(consignment, made[6:], Side.BUYER, by=by)


def test_the_unit_adds_photos_for_three_days(world: World, made: list[Made], clock: SettableClock) -> None:
    clock.at(2026, 11, 23, 9)
    note = an_acceptance(world)
    by = world.actor("school.receiver")
    clock.at(2026, 11, 26, 8)
    assert add_photos(note.consignment, made[:1], Side.BUYER, by=by) == 1
    told = select(Notice.kind).where(Notice.organisation_id == world.organisations["coop"]).order_by(Notice.id.desc())
    assert db.session.execute(told.limit(1)).scalar_one() == "acceptance_photos"
    clock.at(2026, 11, 26, 10)
    with pytest.raises(Refused, match="three days"):
        add_photos(note.consignment, made[1:2], Side.BUYER, by=by)


def test_the_supplier_adds_photos_to_its_objection(world: World, made: list[Made]) -> None:
    note, by = an_acceptance(world), world.actor("coop.seller")
    with pytest.raises(Refused, match="objection"):
        add_photos(note.consignment, made[:1], Side.SUPPLIER, by=by)
    object_to(note, "sound when it left", by=by)
    assert add_photos(note.consignment, made[:1], Side.SUPPLIER, by=by) == 1
    take_back(note, by=by)
    with pytest.raises(Refused):
        add_photos(note.consignment, made[1:2], Side.SUPPLIER, by=by)


def test_photos_beside_a_note_are_seen_by_who_may_read_all_of_it(
    world: World, browser_of: Browser, made: list[Made]
) -> None:
    note = an_acceptance(world)
    other = an_acceptance(world, an_arrived_consignment(world))
    add_photos(note.consignment, made[:1], Side.BUYER, by=world.actor("school.receiver"))
    (row,) = rows()
    address = f"/acceptances/{note.number}/photos/{row.photo.name}/640.webp"
    seen = "school.receiver coop.seller harbour.official bureau.official office-530624.official operator.operator"
    unseen = "organ.manager workshop.seller delta.official office-532922.official"
    for name in seen.split():
        answer = browser_of(name).get(address)
        assert (name, answer.status_code) == (name, 200)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    for name in unseen.split():
        assert (name, browser_of(name).get(address).status_code) == (name, 404)
    receiver = browser_of("school.receiver")
    assert receiver.get(f"/acceptances/{other.number}/photos/{row.photo.name}/640.webp").status_code == 404
    assert receiver.get(f"/photos/{row.photo.name}/640.webp").status_code == 404
    assert receiver.get(address.replace("640.webp", "640.exe")).status_code == 404


def test_either_side_adds_on_a_page_of_its_own(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    address = f"/acceptances/{note.number}/photos"
    receiver, seller = browser_of("school.receiver"), browser_of("coop.seller")
    assert "Add photos" in words(opened(receiver, f"/acceptances/{note.number}"))
    assert "Add photos" not in words(opened(seller, f"/acceptances/{note.number}"))
    assert send_files(receiver, address, [("a.jpg", jpeg())]).location == f"/acceptances/{note.number}"
    refused = send_files(seller, address, [("a.jpg", jpeg())])
    assert refused.status_code == 422
    assert send_files(receiver, address, []).status_code == 422
    assert browser_of("harbour.official").get(address).status_code == 404
    assert browser_of("organ.manager").get(address).status_code == 404
    assert len(rows()) == 1
    assert "Photos were added: 1." in words(opened(seller, f"/acceptances/{note.number}"))
