"""What is published is heard at once, in order, and what a listener raises reaches whoever published."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.kernel.enums import Labelled
from shop.kernel.events import Event, publish, switchboard
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class KettleBoiled(Event):
    """Something that has happened."""

    litres: int


@pytest.fixture
def heard() -> Iterator[list[str]]:
    handlers, answerers = dict(switchboard._handlers), dict(switchboard._answerers)
    heard: list[str] = []

    def pour(event: KettleBoiled) -> None:
        heard.append(f"poured {event.litres}")

    def taste(event: KettleBoiled) -> None:
        if event.litres > 5:
            raise Refused("too much tea", field="litres")
        heard.append("tasted")

    switchboard.connect({KettleBoiled: (pour, taste)}, {})
    yield heard
    switchboard.connect(handlers, answerers)


def test_everyone_concerned_hears_it_in_the_order_of_the_wiring(heard: list[str]) -> None:
    publish(KettleBoiled(2))
    assert heard == ["poured 2", "tasted"]


def test_what_a_listener_refuses_travels_to_whoever_published(heard: list[str]) -> None:
    with pytest.raises(Refused, match="too much tea") as refusal:
        publish(KettleBoiled(6))
    assert refusal.value.field == "litres"


def test_what_nobody_hears_is_no_error(heard: list[str]) -> None:
    switchboard.connect({}, {})
    publish(KettleBoiled(2))
    assert heard == []


def test_a_word_is_its_text_with_a_label_beside_it() -> None:
    class Tea(Labelled):
        GREEN = "green", "Green tea"

    assert Tea("green") is Tea.GREEN
    assert f"{Tea.GREEN}" == "green"
    assert Tea.choices() == [("green", "Green tea")]
    assert {Purpose(word) for word, _label in Purpose.choices()} == set(Purpose)


def test_an_actor_is_what_their_roles_say() -> None:
    somebody = Actor(1, "沈岚清", 1, 1, "学校", OrganisationKind.UNIT, frozenset({Role.APPROVER}))
    assert somebody.is_buyer
    assert somebody.is_approver
    assert not somebody.is_supplier
    assert not somebody.is_official
    assert not somebody.is_county
    assert not somebody.is_operator
