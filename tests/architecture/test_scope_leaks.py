"""Nobody reads a word of what is not theirs: every page that somebody can open, file and search is looked through.

All that people typed is marked with whose it is (`marks`). Everybody then walks from their own desk along every link,
and asks every page for what is somebody else's. What anybody may read without signing in is no secret.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.actor import Actor
from shop.kernel.late_rows import write_late
from shop.organisations.models import Unit
from tests.architecture.busy import do_business
from tests.architecture.doors import DOORS, EVERYBODY
from tests.architecture.far_away import far_away
from tests.architecture.marks import mark, mark_of
from tests.architecture.test_routes_ownership import FORM
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.databases import databases, disconnect, settings
from tests.factories import sign_in
from tests.factories.standing import NOW
from tests.factories.world import make_world

OURS = frozenset("all harbour delta school organ clinic bureau".split())
FAR = frozenset("far fartown farunit farother fardepartment".split())
LEAVES = frozenset("school organ clinic bureau".split())
FORBIDDEN: dict[str, frozenset[str]] = {
    "far.official": OURS,
    "far.town": OURS,
    "far.department": OURS | {"farother"},
    "far.buyer": OURS | {"farother"},
    "cluster.official": FAR,
    "harbour.official": FAR,
    "delta.official": FAR | {"school", "organ", "bureau"},
    "bureau.official": FAR | {"organ", "clinic"},
    "clinic.buyer": FAR | {"school", "organ", "bureau"},
    "organ.manager": FAR | {"school", "clinic", "bureau"},
    "office-532901.official": OURS | FAR,
    "teahouse.seller": OURS | FAR,
}
"""Whose words each of them must never read. The unit called harbour leads its cluster, so it decides about
all of it; the names of towns stand beside each other on their own cluster's pages."""

PUBLIC_PAGES = frozenset({"/", "/progress", "/progress.json", "/progress/embed"})
TOLD = {
    # Which clusters are paired with which counties is no secret of theirs: every county office reads it.
    "/organisations/counties": {"office-532901.official"},
    # Who is paired with which school, hospital and village is a register that all officials of a cluster keep.
    "/paired": {"delta.official", "bureau.official"},
}
"""What some are told of others on purpose, and why."""

NOBODYS = ("/organisations/suppliers/", "/workshops/", "/periods/")
"""Suppliers and workshops sell to every cluster, and every cluster has months of its own by the same names."""

SEEKERS = ("far.official", "delta.official")
IDS = ("unit", "node", "of", "cluster", "entry", "part")
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
BOX = re.compile(r"<input[^>]*\bname=\"([a-z_]+)\"")
EACH_ROUTE = 2
"""So many addresses of one route are opened by each; what they show is told by the same template."""
SLOW = re.compile(r"\.pdf$|/pdf$|as=pdf|/sign-out|/assets/|/static/|/photos/")


class Marked(NamedTuple):
    app: Flask
    people: dict[str, Actor]
    numbers: dict[str, set[str]]
    known: dict[str, str]
    ids: dict[str, int]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marked]:
    """Two clusters in one database of its own, all of it marked. What differs between databases is asked elsewhere."""
    with databases("sqlite", tmp_path_factory.mktemp("marked")) as source:
        app = create_app(settings(source.url()))
        app.test_client_class = SeparateClient
        shops_clock.allow_setting(True)
        with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
            world = make_world()
            business = do_business(world)
            units, people = far_away()
            people |= {name: world.actor(name) for name in FORBIDDEN if name in world.memberships}
            db.session.flush()
            write_late(db.session())
            asked = select(Unit.id).where(Unit.cluster_id == world.cluster_id)
            ours = dict.fromkeys(db.session.execute(asked).scalars(), "all")
            ours |= {world.organisations[slug]: slug for slug in OURS if slug in world.organisations}
            owners = ours | {unit.id: slug for slug, unit in units.items()}
            clusters = {world.cluster_id: "all", units["far"].id: "far"}
            numbers = mark(db.session.connection(), clusters, owners)
            known = {name: str(one) for name, one in world.memberships.items()} | business.numbers
            known["entry"] = str(business.entry_id)
            ids = world.organisations | {slug: unit.id for slug, unit in units.items()}
            db.session.commit()
        yield Marked(app, people, numbers, known, ids)
        disconnect(app)


def opened(marked: Marked, who: str) -> SeparateClient:
    client = marked.app.test_client()
    assert isinstance(client, SeparateClient)
    with marked.app.app_context():
        sign_in(client, marked.people[who])
    return client


def told(response: object) -> str:
    """What a page or a file says; of a workbook, its sheets."""
    data: bytes = response.get_data()  # type: ignore[attr-defined]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return data.decode(errors="replace")


def betrayed(marked: Marked, who: str, said: str) -> list[str]:
    """The words of others in a page."""
    found = [mark_of(owner) for owner in FORBIDDEN[who] if mark_of(owner) in said]
    numbers = {number for owner in FORBIDDEN[who] for number in marked.numbers.get(owner, ())}
    return found + [number for number in numbers if number in said]


def is_open(marked: Marked, who: str, address: str) -> bool:
    """Whether a page tells what it tells to anybody, or a table says why it may."""
    path = urlsplit(address).path
    return path in PUBLIC_PAGES or any(path.startswith(page) and who in readers for page, readers in TOLD.items())


def asked_for(marked: Marked, who: str, box: str) -> list[str]:
    """What somebody would type there to find what is not theirs."""
    other = "farunit" if "far" in FORBIDDEN[who] else "school"
    if box in IDS:
        return [f"n{marked.ids[other]}" if box in ("of", "part") else str(marked.ids[other])]
    return [mark_of(other)[:-1], *sorted(marked.numbers.get(other, ()))[:1]]


def plain_routes(app: Flask) -> list[str]:
    rules = app.url_map.iter_rules()
    return sorted(rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments)


def walk(marked: Marked, who: str, *starts: str, each: int = EACH_ROUTE) -> Iterator[tuple[str, str]]:
    """Every page that somebody reaches from their desk and from the addresses given, with what it says."""
    client = opened(marked, who)
    adapter, seen, taken = marked.app.url_map.bind(""), set(starts), Counter[str]()
    waiting = list(starts)
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        if SLOW.search(address) or not adapter.test(parts.path, "GET"):
            continue
        rule, _filled = adapter.match(parts.path, "GET", return_rule=True)
        kind = f"{rule.rule} {'file' if 'as=' in parts.query else ''}"
        if taken[kind] >= each and address not in starts:
            continue
        taken[kind] += 1
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code != 200:
            continue
        said = told(response)
        yield address, said
        for link in LINK.findall(said):
            if (link := unescape(link)) not in seen:
                seen.add(link)
                waiting.append(link)


@pytest.mark.parametrize("who", FORBIDDEN)
def test_nobody_reads_a_word_of_what_is_not_theirs(marked: Marked, clock: SettableClock, who: str) -> None:
    clock.set(NOW)
    found = {
        address: words
        for address, said in walk(marked, who, "/", *plain_routes(marked.app))
        if (words := betrayed(marked, who, said)) and not is_open(marked, who, address)
    }
    assert found == {}


@pytest.mark.parametrize("who", SEEKERS)
def test_asking_for_what_is_somebody_elses_shows_nothing_of_it(marked: Marked, clock: SettableClock, who: str) -> None:
    """Every box of every page that is asked by its address, filled in with a part of a word, a number or an id."""
    clock.set(NOW)
    client, found = opened(marked, who), {}
    for address, said in list(walk(marked, who, "/", *plain_routes(marked.app), each=1)):
        path = urlsplit(address).path
        for form in re.findall(r"<form(?![^>]*post)[^>]*>.*?</form>", said, re.DOTALL | re.IGNORECASE):
            for box in sorted({*BOX.findall(form), *IDS} - {"page", "language"}):
                for value in asked_for(marked, who, box):
                    response = client.get(path, query_string={box: value})
                    assert response.status_code < 500, (path, box, value)
                    words = betrayed(marked, who, told(response)) if response.status_code == 200 else []
                    if (words := [word for word in words if word != value]) and not is_open(marked, who, path):
                        found[f"{path}?{box}={value}"] = words
    assert found == {}


@pytest.mark.parametrize("who", [name for name in FORBIDDEN if name.startswith("far.")])
def test_what_belongs_to_another_cluster_is_not_there(marked: Marked, clock: SettableClock, who: str) -> None:
    """Read or posted, by each address that names an object: the same 404 as for what does not exist."""
    clock.set(NOW)
    client, wrong = opened(marked, who), []
    rules = {rule.rule: rule for rule in marked.app.url_map.iter_rules()}
    for route, doors in DOORS.items():
        method, pattern = route.split(" ")
        for door in doors:
            if door.opens_for >= EVERYBODY or pattern.startswith(NOBODYS):
                continue
            built = rules[pattern].build({name: marked.known[what] for name, what in door.filled.items()})
            assert built is not None
            response = client.get(built[1]) if method == "GET" else client.post(built[1], data=FORM)
            if response.status_code != 404:
                wrong.append(f"{route} {door.filled}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
