"""A cluster of two towns with three units and a department, a year of purchases behind it; and reading its pages."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Supplier, Unit
from shop.organisations.words import UnitKind
from shop.tally.models import Scheme
from tests.factories import (
    DAGUAN,
    YUNLONG,
    a_cluster,
    a_county_office,
    a_department,
    a_supplier,
    a_town,
    a_unit,
    an_actor,
    an_operator,
    sign_in,
)
from tests.factories.catalogue import a_category
from tests.factories.tally import ALL_COUNT, TUOCHA, a_scheme, a_target, an_entry, facts_of, on_its_way, revised

SUM = re.compile(r'<a class="sum" href="([^"]+)" data-fen="(-?\d+)">')
WHOLE = re.compile(r'data-sum="(-?\d+)"')


@dataclass(frozen=True)
class Neighbourhood:
    """Everything by name."""

    scheme: Scheme
    cluster: Unit
    harbour: Unit
    delta: Unit
    school: Unit
    organ: Unit
    clinic: Unit
    bureau: Unit
    coop: Supplier
    ham: Supplier

    def ids(self) -> dict[str, tuple[type, int]]:
        """What it consists of, as another session can find it."""
        return {field.name: (type(getattr(self, field.name)), getattr(self, field.name).id) for field in fields(self)}

    @classmethod
    def of(cls, ids: dict[str, tuple[type, int]]) -> "Neighbourhood":
        """The same, read again."""
        return cls(**{name: db.session.get_one(kind, number) for name, (kind, number) in ids.items()})

    def actors(self) -> dict[str, Actor]:
        """Somebody of every kind that sees figures."""
        return {
            "lead": an_actor(self.cluster),
            "town": an_actor(self.delta),
            "department": an_actor(self.bureau, {Role.OFFICIAL}),
            "county": an_actor(a_county_office(DAGUAN)),
            "operator": an_actor(an_operator()),
        }


def a_neighbourhood() -> Neighbourhood:
    """The school has a canteen's target, the organ none, the clinic two lines; some of what they buy does not count."""
    cluster = a_cluster()
    scheme = a_scheme(cluster)
    harbour, delta = a_town(cluster), a_town(cluster)
    school, organ = a_unit(harbour), a_unit(harbour, kind=UnitKind.ORGAN)
    clinic = a_unit(delta, kind=UnitKind.HOSPITAL)
    bureau = a_department(harbour, school, clinic)
    place = Neighbourhood(
        scheme, cluster, harbour, delta, school, organ, clinic, bureau, a_supplier(DAGUAN), a_supplier(YUNLONG)
    )
    _targets(place)
    _purchases(place)
    db.session.commit()
    return place


def _targets(place: Neighbourhood) -> None:
    scheme = place.scheme
    revised(a_target(place.school, 1000, scheme=scheme), 1200)
    a_target(place.clinic, 500, scheme=scheme)
    a_target(place.clinic, 100, Purpose.UNION_WELFARE, Purpose.STAFF, scheme=scheme)
    every = (Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF)
    a_target(place.harbour, 1300, *every, scheme=scheme)
    a_target(place.delta, 550, *every, scheme=scheme)
    a_target(place.cluster, 2000, *every, scheme=scheme)
    a_target(place.school, 800, scheme=scheme, year=2025)


def _purchases(place: Neighbourhood) -> None:
    tea, shoots = a_category("tea"), a_category("shoots")
    ham_of_yunlong = replace(ALL_COUNT, origin_county=YUNLONG, supplier_county=YUNLONG)
    of_daguan: dict[str, Any] = {"supplier": place.coop, "category": shoots}
    an_entry(place.school, "300.10", on=date(2026, 1, 9), **of_daguan)
    an_entry(place.school, "40", on=date(2026, 3, 31), purpose=Purpose.UNION_WELFARE, **of_daguan)
    an_entry(place.school, "-0.55", on=date(2026, 3, 31), **of_daguan)
    an_entry(place.school, "61.80", on=date(2026, 4, 1), facts=facts_of(place.school, TUOCHA), category=tea)
    an_entry(place.school, "500", on=date(2025, 12, 31), **of_daguan)
    an_entry(place.organ, "77", on=date(2026, 2, 1), purpose=Purpose.STAFF, **of_daguan)
    an_entry(place.organ, "9", on=date(2026, 2, 2), purpose=Purpose.RESALE, **of_daguan)
    ham = {"facts": facts_of(place.clinic, ham_of_yunlong), "supplier": place.ham, "category": tea}
    an_entry(place.clinic, "520", on=date(2026, 5, 2), measure=Measure.PIECE, kilograms="30", **ham)  # type: ignore[arg-type]
    an_entry(place.clinic, "12.34", on=date(2026, 5, 31), purpose=Purpose.STAFF, **of_daguan)
    an_entry(place.clinic, "3", on=date(2026, 5, 31), certificate=None, certificate_valid=False, **of_daguan)
    an_entry(place.bureau, "20", on=date(2026, 5, 1), **of_daguan)
    on_its_way(place.school, 90)
    on_its_way(place.school, 5, purpose=Purpose.STAFF)


def open_as(client: FlaskClient, somebody: Actor, address: str) -> TestResponse:
    """The page, in English, as somebody sees it."""
    sign_in(client, somebody)
    return client.get(address, headers={"Accept-Language": "en"})


def sums_on(page: TestResponse) -> list[tuple[str, int]]:
    """Every figure on the page that opens its entries: where to, and the fen that they have to come to."""
    return [(unescape(to), int(fen)) for to, fen in SUM.findall(page.text)]


def whole_of(page: TestResponse) -> int:
    """The fen that the entries of a ledger's page come to."""
    (fen,) = WHOLE.findall(page.text)
    return int(fen)


def yuan(amount: str) -> int:
    return Money.yuan(amount).fen
