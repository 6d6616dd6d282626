"""Where notices lead."""

from typing import Any

import pytest
from flask import Flask, url_for

from shop.notices.models import Notice
from shop.notices.ways import BUYING, BY_ID, BY_KEY, BY_SLUG, OVERSEEING, SELLING, WITHOUT_KEY, way_to
from tests.factories import a_supplier, a_unit, an_actor

ALL = [(kind, endpoint) for ways in (BUYING, SELLING, OVERSEEING) for kind, endpoint in ways.items()]


@pytest.mark.parametrize(("kind", "endpoint"), ALL)
def test_every_way_leads_to_a_page(app: Flask, kind: str, endpoint: str) -> None:
    with app.test_request_context():
        name = "slug" if kind in BY_SLUG else "key" if kind in BY_KEY else "number"
        key: dict[str, Any] = {} if kind in WITHOUT_KEY else {name: "261123-7K3QF-1"}
        assert url_for(endpoint, **({BY_ID[kind]: 7} if kind in BY_ID else key))


@pytest.mark.usefixtures("db_session")
def test_an_order_opens_on_the_readers_side(app: Flask) -> None:
    buyer, seller = an_actor(a_unit()), an_actor(a_supplier())
    notice = Notice(subject_kind="order", subject_key="1-1")
    with app.test_request_context():
        assert way_to(notice, buyer) == url_for("ordering.order", number="1-1")
        assert way_to(notice, seller) == url_for("ordering_supplier.order", number="1-1")


@pytest.mark.usefixtures("db_session")
def test_what_has_no_page_on_the_readers_side_leads_nowhere(app: Flask) -> None:
    with app.test_request_context():
        assert way_to(Notice(subject_kind="purchase", subject_key="1"), an_actor(a_supplier())) is None
        assert way_to(Notice(subject_kind="moon", subject_key="1"), an_actor(a_unit())) is None
