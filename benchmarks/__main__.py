"""`make bench`: home, list, category, product and search of a shop with 2,000 products, as shares of a bare page.

Each page is driven at 8 and at 32 connections on two workers, on SQLite and on PostgreSQL; right after it a bare Flask
and Jinja page of the same size on the same server, so that whatever else the machine is doing weighs on both.

Visitors whose session holds nothing of their own share pages that are kept whole; that is what most of the lines
measure. The lines "drawn" ask for the same pages with a cookie that the shop does not know, so that each is drawn for
its reader alone, as it is for whoever is signed in or has something in the basket.
"""

import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from benchmarks import load, produce, servers
from benchmarks.load import WrkMissing
from tests.databases import KINDS, databases

CONNECTIONS = (8, 32)
SECONDS = 5
WARM_UP_SECONDS = 1
PAGES = {
    "home": "/",
    "list": "/products",
    "category": f"/products?category={produce.A_CATEGORY}",
    "product": f"/products/{produce.A_PRODUCT}",
    "search": f"/products?q={quote(produce.A_WORD)}",
}
DRAWN = ("Cookie: unknown=1",)
HEADING = "database    page             bytes  at once  a second     floor   share  99 % within"


def main() -> int:
    """Measure and print; 1 when a page answered with anything but success."""
    try:
        load.find_wrk()
    except WrkMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    failures = 0
    print(HEADING, flush=True)
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="shanhuo-bench-") as folder, databases(kind, Path(folder)) as source:
            url = source.url()
            produce.fill(url)
            settings = {
                "SHOP_DATABASE_URL": url,
                "SHOP_ENV": "production",
                "SHOP_SECRET_KEY": "a secret for this one measurement",
                "SHOP_IDENTITY_KEY": "the key of hashes for this measurement",
            }
            with (
                servers.serving("shop.wsgi:app", settings) as shop,
                servers.serving("benchmarks.floor:app") as floor,
            ):
                failures += sum(_measure(kind, page, shop, floor) for page in PAGES)
    return 1 if failures else 0


def _measure(kind: str, page: str, shop: str, floor: str) -> int:
    """Drive one page and the floor beside it, as kept and as drawn, print a line for each, and count failures."""
    address = shop + PAGES[page]
    size = len(servers.fetch(address))
    bare = f"{floor}/{size}"
    for warmed in (address, bare):
        load.drive(warmed, CONNECTIONS[0], WARM_UP_SECONDS)
    failures = 0
    kept = [(page, connections, ()) for connections in CONNECTIONS]
    for name, connections, headers in (*kept, (f"{page} drawn", CONNECTIONS[0], DRAWN)):
        ours = load.drive(address, connections, SECONDS, headers)
        theirs = load.drive(bare, connections, SECONDS, headers)
        failures += ours.failures + theirs.failures
        print(
            f"{kind:<12}{name:<14}{size:>8,}{connections:>9}{ours.per_second:>10,.0f}{theirs.per_second:>10,.0f}"
            f"{ours.per_second / theirs.per_second:>8.0%}{ours.milliseconds_99:>11,.0f} ms"
            + (f"  {ours.failures} failures" if ours.failures else ""),
            flush=True,
        )
    return failures


if __name__ == "__main__":
    sys.exit(main())
