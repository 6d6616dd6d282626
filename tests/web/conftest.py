"""The small world's application with a few pages that try what every page relies on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from wtforms import Form

from shop.app import create_app
from shop.extensions import db
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.web import once
from shop.web.forms import (
    DayField,
    DecimalNumberField,
    PieceField,
    ShopForm,
    TextField,
    WeightField,
    WholeNumberField,
    YuanField,
    refusals_on,
)
from shop.web.guards import actor, allowed, anyone_signed_in, public
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories import sign_in
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import World

SECRET = "what nobody should read 4711"
bp = Blueprint("trying", __name__)


class EverythingForm(ShopForm):
    """One field of each kind."""

    packs = WholeNumberField()
    weight = WeightField()
    pieces = PieceField()
    yuan = YuanField()
    degrees = DecimalNumberField()
    day = DayField()
    name = TextField(longest=40)


@bp.post("/trying/fields")
@public
def fields() -> ResponseReturnValue:
    """What was read, what is wrong, and what the form would show again."""
    form: Form = EverythingForm()
    valid = form.validate_on_submit()  # type: ignore[attr-defined]
    read = {name: None if field.data is None else str(field.data) for name, field in form._fields.items()}
    errors = {name: [str(error) for error in field.errors] for name, field in form._fields.items() if field.errors}
    return jsonify(
        valid=valid, read=read, errors=errors, shown={name: str(field()) for name, field in form._fields.items()}
    )


@bp.post("/trying/make/<int:number>")
@allowed(anyone_signed_in)
def make(number: int) -> ResponseReturnValue:
    """Makes a notice once."""
    form = ShopForm()
    if form.validate_on_submit():
        with refusals_on(form):
            claim = once.claim(once.owner_of(actor()))
            if claim.outcome:
                return jsonify(led_to=claim.outcome, again=True)
            if request.form.get("wrong"):
                raise Refused("no")
            tell(actor().organisation_id, "tried", subject=("order", str(number)))
            return claim.commit(f"/made/{number}/{request.form['what']}")
    return jsonify(errors=[str(error) for error in form.form_errors], key=once.key_for_form()), 422


@bp.route("/trying/<what>", methods=["GET", "POST"])
@public
def break_down(what: str) -> ResponseReturnValue:
    """Goes wrong in one of several ways."""
    ways: dict[str, Callable[[], Any]] = {
        "bug": lambda: dict[str, str]()[SECRET],
        "database": lambda: db.session.execute(text("INSERT INTO person (name) VALUES (:name)"), {"name": SECRET}),
        "refused": lambda: _raise(Refused("The rule says no.")),
        "not-yours": lambda: _raise(NotYours()),
    }
    ways[what]()
    return "nothing went wrong"


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture(scope="session")
def trying_app(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    app = create_app(settings(database_source.copy(standing_world.url)))
    app.test_client_class = SeparateClient
    app.register_blueprint(bp)
    yield app
    disconnect(app)


@pytest.fixture
def world_app(trying_app: Flask, clock: SettableClock) -> Iterator[Flask]:
    clock.set(NOW)
    with in_transaction(trying_app):
        yield trying_app


@pytest.fixture
def visitor(world_app: Flask) -> SeparateClient:
    """A browser that nobody has signed in from, speaking English."""
    client = world_app.test_client()
    assert isinstance(client, SeparateClient)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def buyer(visitor: SeparateClient, world: World) -> SeparateClient:
    """The school's buyer, signed in."""
    sign_in(visitor, world.actor("school.buyer"))
    return visitor
