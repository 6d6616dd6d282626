"""The same photo sent at the same moment, to a listing and beside a note: it stands there once, and never too many."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Product, ProductPhoto
from shop.catalogue.services import photos as listings
from shop.documents.models import Photo
from shop.documents.photos import Made, make
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import AcceptancePhoto, Consignment
from shop.fulfilment.services import photos as notes
from shop.kernel import dialects
from shop.kernel.actor import Actor
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.fulfilment import an_arrived_consignment
from tests.factories.pictures import jpeg
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits


def to_listing(product_id: int, made: list[Made], actor: Actor) -> int:
    return listings.add_photos(db.session.get_one(Product, product_id), made, by=actor)


def to_note(consignment_id: int, made: list[Made], actor: Actor) -> int:
    return notes.add_photos(db.session.get_one(Consignment, consignment_id), made, Side.BUYER, by=actor)


def counted(model: type[ProductPhoto | AcceptancePhoto | Photo]) -> int:
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def test_the_same_photo_sent_twice_at_once_stands_in_a_listing_once(committing_world: CommittingWorld) -> None:
    seller, second = actors(*committing_world, "coop.seller", "coop.second")
    product, made = committing_world.world.products["potatoes"], [make(jpeg())]
    added = all_at_once(
        committing_world.app, [partial(to_listing, product, made, by) for by in (seller, second, seller, second)]
    )
    assert sorted(added) == [0, 0, 0, 1]
    with committing_world.app.app_context():
        assert (counted(ProductPhoto), counted(Photo)) == (1, 1)


def test_photos_sent_at_once_never_make_more_than_a_listing_has(committing_world: CommittingWorld) -> None:
    (seller,) = actors(*committing_world, "coop.seller")
    product = committing_world.world.products["potatoes"]
    sent = [[make(jpeg(40 + 10 * one + two, 30)) for two in range(5)] for one in range(2)]
    outcome = all_at_once(committing_world.app, [partial(to_listing, product, made, seller) for made in sent])
    assert len(refusals(outcome)) == 1
    with committing_world.app.app_context():
        places = db.session.execute(select(ProductPhoto.position).order_by(ProductPhoto.position)).scalars().all()
        assert list(places) == [0, 1, 2, 3, 4]


def test_the_same_photo_sent_twice_at_once_stands_beside_a_note_once(committing_world: CommittingWorld) -> None:
    (receiver,) = actors(*committing_world, "school.receiver")
    with committing_world.app.app_context(), dialects.writing():
        consignment = an_arrived_consignment(committing_world.world).id
        db.session.commit()
    made = [make(jpeg())]
    added = all_at_once(committing_world.app, [partial(to_note, consignment, made, receiver)] * 3)
    assert sorted(added) == [0, 0, 1]
    with committing_world.app.app_context():
        assert (counted(AcceptancePhoto), counted(Photo)) == (1, 1)
