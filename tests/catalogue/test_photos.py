"""Photos of listings: their supplier keeps them in order, the shop shows them, and a draft's are seen by few."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from shop.catalogue.models import Product, ProductPhoto
from shop.catalogue.queries.photos import photos_of
from shop.catalogue.services.photos import MOST_PHOTOS, add_photos, move_photo, remove_photo
from shop.catalogue.words import PhotoMove, ProductStatus
from shop.documents.models import Photo, PhotoRendition
from shop.documents.photos import Made, make
from shop.extensions import db
from shop.kernel.refusals import Refused
from tests.catalogue.pages import get, text_of
from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.pictures import jpeg, png
from tests.factories.world import World
from tests.statements import statements
from tests.uploading import send_files

Visit = Callable[[str], SeparateClient]


@pytest.fixture
def visit(world_app: Flask, world: World) -> Visit:
    def opened(name: str) -> SeparateClient:
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        if name:
            sign_in(client, world.actor(name))
        return client

    return opened


@pytest.fixture
def potatoes(world: World) -> Product:
    return db.session.get_one(Product, world.products["potatoes"])


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return [make(jpeg(200 + 20 * number, 150)) for number in range(3)]


def order(product: Product) -> list[int]:
    return [row.id for row in photos_of(product.id)]


def rows(table: type[ProductPhoto | Photo | PhotoRendition]) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def three(world: World, potatoes: Product, made: Sequence[Made]) -> list[int]:
    assert add_photos(potatoes, made, by=world.actor("coop.seller")) == 3
    db.session.commit()
    return order(potatoes)


def test_the_same_photo_again_changes_nothing(
    world: World, potatoes: Product, three: list[int], made: Sequence[Made]
) -> None:
    assert add_photos(potatoes, made[:2], by=world.actor("coop.seller")) == 0
    assert order(potatoes) == three


@pytest.mark.parametrize(
    ("which", "move", "then"),
    [
        (2, PhotoMove.FIRST, [2, 0, 1]),
        (1, PhotoMove.EARLIER, [1, 0, 2]),
        (0, PhotoMove.LATER, [1, 0, 2]),
        (0, PhotoMove.EARLIER, [0, 1, 2]),
        (2, PhotoMove.LATER, [0, 1, 2]),
        (0, PhotoMove.FIRST, [0, 1, 2]),
    ],
)
def test_photos_are_put_in_order(
    world: World, potatoes: Product, three: list[int], which: int, move: PhotoMove, then: list[int]
) -> None:
    move_photo(potatoes, three[which], move, by=world.actor("coop.seller"))
    assert order(potatoes) == [three[place] for place in then]


def test_a_photo_that_is_removed_is_gone_with_its_bytes(world: World, potatoes: Product, three: list[int]) -> None:
    by = world.actor("coop.seller")
    remove_photo(potatoes, three[0], by=by)
    db.session.commit()
    assert (order(potatoes), rows(Photo), rows(PhotoRendition)) == (three[1:], 2, 8)
    with pytest.raises(Refused):
        remove_photo(potatoes, three[0], by=by)


def test_no_more_than_eight(world: World, potatoes: Product, three: list[int]) -> None:
    more = [make(jpeg(300, 100 + number)) for number in range(MOST_PHOTOS - 2)]
    with pytest.raises(Refused) as refusal:
        add_photos(potatoes, more, by=world.actor("coop.seller"))
    assert refusal.value.field == "photos"


def test_while_a_listing_waits_for_review_its_photos_stay(
    world: World, potatoes: Product, three: list[int], made: Sequence[Made]
) -> None:
    potatoes.status = ProductStatus.SUBMITTED
    db.session.flush()
    with pytest.raises(Refused):
        remove_photo(potatoes, three[0], by=world.actor("coop.seller"))


def test_photos_take_the_place_of_the_label(visit: Visit, world: World, potatoes: Product) -> None:
    coop = visit("coop.seller")
    before = visit("").get("/products/potatoes").text
    assert "<picture" not in before
    address = f"/listings/{potatoes.id}/photos"
    answer = send_files(coop, address, [("a.jpg", jpeg(1600, 1200)), ("b.png", png(300, 400))])
    assert answer.location == address
    main = photos_of(potatoes.id)[0].photo
    page = visit("").get("/products/potatoes").text
    assert page.count("gallery__slide") == page.count("gallery__thumb") == 2
    assert f'src="/photos/{main.name}/640.jpg" width="640" height="480"' in page
    assert f'/photos/{main.name}/1280.webp 1280w"' in page
    shelf = visit("").get("/products").text
    assert f"/photos/{main.name}/320.webp 320w, /photos/{main.name}/640.webp 640w" in shelf
    assert 'loading="lazy" decoding="async"' in shelf
    for size, kind in {"320.webp": "image/webp", "1280.webp": "image/webp", "640.jpg": "image/jpeg"}.items():
        sent = visit("").get(f"/photos/{main.name}/{size}")
        assert (sent.status_code, sent.mimetype) == (200, kind)
        assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in sent.headers
    assert visit("").get(f"/photos/{main.name}/1280.jpg").status_code == 404
    assert visit("").get("/photos/nothing/640.jpg").status_code == 404


def test_what_is_seen_is_said_in_both_languages_and_a_button_saves_it_as_well(
    visit: Visit, potatoes: Product, three: list[int]
) -> None:
    words = {f"alt_{three[1]}": "一筐土豆", f"alt_english_{three[1]}": "A crate of potatoes"}
    answer = visit("coop.seller").post(
        f"/listings/{potatoes.id}/photos/arrange", data=words | {"do": f"first-{three[1]}"}
    )
    assert answer.status_code == 302
    assert order(potatoes)[0] == three[1]
    assert 'alt="A crate of potatoes"' in get(visit(""), "/products/potatoes").text
    assert 'alt="一筐土豆"' in get(visit(""), "/products", language="zh").text
    history = text_of(visit("coop.seller").get("/products/potatoes/history"))
    assert "Photos were added: 3." in history
    assert "The photos were put in another order." in history


@pytest.mark.parametrize("deed", ["first", "first-x", "burn-1", "remove-", f"remove-{'9' * 40}"])
def test_a_button_that_is_none_of_ours_does_nothing(
    visit: Visit, potatoes: Product, three: list[int], deed: str
) -> None:
    answer = visit("coop.seller").post(f"/listings/{potatoes.id}/photos/arrange", data={"do": deed})
    assert answer.status_code == 422
    assert order(potatoes) == three


def test_what_is_no_photo_is_told_apart_and_the_others_are_kept(visit: Visit, potatoes: Product) -> None:
    coop, address = visit("coop.seller"), f"/listings/{potatoes.id}/photos"
    answer = send_files(coop, address, [("a.jpg", jpeg()), ("b.jpg", b"<html>")])
    assert answer.status_code == 302
    assert rows(ProductPhoto) == 1
    assert "b.jpg: This file is none of these kinds" in text_of(coop.get(address))
    alone = send_files(coop, address, [("b.jpg", b"<html>")])
    assert alone.status_code == 422
    assert "b.jpg: This file is none of these kinds" in text_of(alone)


def test_a_form_sent_twice_adds_its_photos_once(visit: Visit, potatoes: Product) -> None:
    coop, address = visit("coop.seller"), f"/listings/{potatoes.id}/photos"
    for _time in range(2):
        assert send_files(coop, address, [("a.jpg", jpeg())], once="the-same-key-again-1").location == address
    assert rows(ProductPhoto) == 1


@pytest.mark.parametrize(
    "name", ["", "workshop.seller", "school.buyer", "office-530624.official", "cluster.official", "operator.operator"]
)
def test_only_its_supplier_changes_the_photos_of_a_listing(visit: Visit, potatoes: Product, name: str) -> None:
    client, address = visit(name), f"/listings/{potatoes.id}/photos"
    wanted = 404 if name else 302
    assert client.get(address).status_code == wanted
    assert send_files(client, address, [("a.jpg", jpeg())]).status_code == wanted
    assert client.post(f"{address}/arrange", data={"do": "save"}).status_code == wanted
    assert rows(ProductPhoto) == 0


def test_the_photos_of_a_draft_are_seen_by_few(visit: Visit, potatoes: Product, three: list[int]) -> None:
    potatoes.status = ProductStatus.DRAFT
    db.session.commit()
    address = f"/photos/{photos_of(potatoes.id)[0].photo.name}/640.webp"
    for name, code in {
        "": 404,
        "workshop.seller": 404,
        "school.buyer": 404,
        "coop.seller": 200,
        "office-530624.official": 200,
        "office-532922.official": 404,
        "operator.operator": 200,
    }.items():
        sent = visit(name).get(address)
        assert sent.status_code == code, name
        assert code == 404 or sent.headers["Cache-Control"] == "private, no-store"


def test_photos_cost_the_shelf_no_statement(visit: Visit, potatoes: Product, three: list[int]) -> None:
    client = visit("")
    client.get("/products")
    with statements() as sent:
        client.get("/products/potatoes")
    first = len(sent)
    with statements() as sent:
        client.get("/products/potatoes")
    again = len(sent)
    assert first <= 8
    assert again <= 2
    with statements() as sent:
        client.get(f"/photos/{photos_of(potatoes.id)[0].photo.name}/640.webp")
    assert len(sent) <= 4


def test_the_page_of_photos_takes_few_statements(visit: Visit, potatoes: Product, three: list[int]) -> None:
    coop, address = visit("coop.seller"), f"/listings/{potatoes.id}/photos"
    with statements() as sent:
        assert coop.get(address).text.count("photo-list__item") == 3
    assert len(sent) <= 10, sent
