"""A real Chromium in front of the real server with the demo's data."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from shop.app import create_app
from shop.demo.building.build import build
from shop.extensions import db
from shop.kernel import clock, dialects
from tests.browser import chromium
from tests.browser.watch import Watch
from tests.databases import Databases, disconnect, settings
from tests.factories.world import World, make_world

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 60
MILLISECONDS_TO_ANSWER = 15_000
PASSWORD = "shanhuo-demo"

Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, without saying so each time.

    Of two processes one builds the demo, while the other begins with the journeys through small shops: so these come
    second, fourth and next. A module of them stays in one process, as its tests share a shop.
    """
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    demos: list[pytest.Item] = []
    journeys: dict[Path, list[pytest.Item]] = {}
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if "demo_url" in getattr(item, "fixturenames", ()):
            demos.append(item)
        else:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            journeys.setdefault(item.path, []).append(item)
    first, *others = journeys.values() or [[]]
    others_in_order = [item for module in others for item in module]
    chosen = set(ours)
    items[:] = [
        *(item for item in items if item not in chosen),
        *demos[:1],
        *first,
        *demos[1:2],
        *others_in_order,
        *demos[2:],
    ]


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server says while the tests run."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="session")
def demo_url(database_source: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the demo as `make run` builds it, whole: pages meet the rows of two years."""
    return database_source.made_once(shared_folder(tmp_path_factory) / "demo.db", _make_demo)


def shared_folder(folders: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of tests see."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _make_demo(url: str) -> None:
    app = create_app(settings(url))
    with app.app_context(), dialects.writing():
        build(clock.today(), lambda share: None)
        db.session.commit()
    disconnect(app)


@pytest.fixture(scope="session")
def live_server(demo_url: str, server_log: Path) -> Iterator[str]:
    """The address of a gunicorn with the demo, which lives as long as the tests do."""
    with serving(demo_url, server_log) as address:
        yield address


class Shop(NamedTuple):
    """A server of its own on the small world, which was made today; whoever is there sees what the others do."""

    address: str
    log: Path
    database_url: str
    world: World


@pytest.fixture(scope="module")
def small_shop(database_source: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A gunicorn with the small world in its first hour, one for each module: no figure in it but what tests make."""
    url, log = database_source.url(), tmp_path_factory.mktemp("small-shop") / "log"
    app = create_app(settings(url))
    with app.app_context(), dialects.writing():
        world = make_world()
        db.session.commit()
    disconnect(app)
    with serving(url, log, demo=False) as address:
        yield Shop(address, log, url, world)


@contextmanager
def serving(database_url: str, log: Path, *, demo: bool = True, **more: str) -> Iterator[str]:
    """A gunicorn on the database for as long as one is inside; it writes to the log, and ``more`` are settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SHOP_DATABASE_URL": database_url,
        "SHOP_DEMO": "1" if demo else "0",
        "SHOP_INSTANCE": str(log.parent),
        "PORT": str(port),
        **more,
    }
    shop = str(Path(sys.executable).with_name("shop"))
    with log.open("wb") as stream:
        server = subprocess.Popen([shop, "serve"], env=environment, stdout=stream, stderr=stream)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError) as refusal:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {log.read_text()}") from refusal
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    executable = chromium.find()
    assert executable, chromium.ADVICE
    expect.set_options(timeout=MILLISECONDS_TO_ANSWER)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server: str, server_log: Path) -> Iterator[Opener]:
    """Opens a page in a context of its own: `open_page(PHONE, language="en-US", scripts=False)`.

    The test fails at its end if a page threw an error, broke the content security policy, reached for another host, or
    got an answer of 500 and above.
    """
    said_before = server_log.stat().st_size
    with _contexts(browser, live_server) as (opener, watch):
        yield opener
    assert watch.complaints == [], server_log.read_bytes()[said_before:].decode()


@pytest.fixture
def open_small_shop(browser: Browser, small_shop: Shop) -> Iterator[Opener]:
    """The same in the shop of the small world."""
    said_before = small_shop.log.stat().st_size
    with _contexts(browser, small_shop.address) as (opener, watch):
        yield opener
    assert watch.complaints == [], small_shop.log.read_bytes()[said_before:].decode()


@contextmanager
def _contexts(browser: Browser, live_server: str) -> Iterator[tuple[Opener, Watch]]:
    contexts = []
    watch = Watch(live_server)

    def opener(viewport: ViewportSize = DESKTOP, *, language: str = "zh-CN", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server,
            viewport=viewport,
            locale=language,
            java_script_enabled=scripts,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(MILLISECONDS_TO_ANSWER)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield opener, watch
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Opener) -> Page:
    """A page at a desk, in Chinese."""
    return open_page()


@pytest.fixture
def phone(open_page: Opener) -> Page:
    """A page on a phone 360 pixels wide, in Chinese."""
    return open_page(PHONE)


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """Signs one of the demo's people in, as a person would: `sign_in(page, "buyer")`."""

    def as_person(page: Page, name: str) -> None:
        page.goto("/sign-in")
        form = page.locator("form[method=post]", has=page.locator("input[type=password]"))
        form.locator("input[type=text], input[type=email]").first.fill(f"{name}@demo.example")
        form.locator("input[type=password]").fill(PASSWORD)
        form.locator("button[type=submit], button:not([type])").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return as_person
